/**
 * Puts the lesson into the `<video>`: adaptive through hls.js where the browser has Media Source, through the browser's own
 * HLS on iPhones (which falls back to the sound alone by itself), as one plain file where there is neither. hls.js is fetched
 * only when it is needed. `choice` is `auto`, the name of a size of the picture (`720`), or `sound`.
 */
import { whenWanted } from "./wanted.js";

const NATIVE = "application/vnd.apple.mpegurl";
const MAX_MENDS = 4;
const ASK_AGAIN_MS = 10_000;

export class Source {
  /** `report(kind)` is told `"failed"`, `"offline"` or `"playing"`; `onMode(mode)` how the browser plays (see `Quality.offer`). */
  constructor(video, addresses, { report, onMode }) {
    this.video = video;
    this.addresses = addresses;
    this.report = report;
    this.onMode = onMode;
    this.choice = "auto";
    this.hls = null;
    this.begun = false;
    this.mends = 0;
    video.addEventListener("error", () => this.mend());
    video.addEventListener("playing", () => {
      this.mends = 0;
      report("playing");
    });
    window.addEventListener("online", () => this.hls?.startLoad());
  }

  /** Begin at `seconds`, or where the plain file has come to: after the page itself, sooner when somebody wants to watch. */
  async loadWhenWanted(seconds) {
    const { video } = this;
    if (seconds) video.currentTime = seconds; // for whoever presses play before hls.js is there
    await whenWanted(video);
    if (!this.begun) this.load(video.currentTime || seconds);
  }

  /** Begin at `seconds`. */
  async load(seconds) {
    const { video, addresses } = this;
    this.begun = true;
    video.preload = "metadata";
    const Hls = addresses.hls && canBuffer() ? await fetchHls() : null;
    if (Hls?.isSupported()) {
      this.onMode("adaptive");
      this.attach(Hls, this.wanted(addresses.hls), seconds);
      return;
    }
    const native = addresses.native && video.canPlayType(NATIVE) ? this.wanted(addresses.native) : "";
    this.onMode(native ? "native" : "plain");
    this.play(native || addresses.mp4, seconds);
  }

  /** The playlist to open: `all` of them, or the sound's where only that is wanted. */
  wanted(all) {
    return this.choice === "sound" ? this.addresses.audio : all;
  }

  attach(Hls, address, seconds) {
    const { addresses, video } = this;
    const wasPlaying = !video.paused; // taking the old source away pauses
    this.hls?.destroy();
    this.hls = new Hls({
      startPosition: seconds,
      enableWorker: false,
      capLevelToPlayerSize: true,
      testBandwidth: false, // a first piece that is only measured and thrown away: weak lines wait for it twice
      maxBufferLength: 30,
      backBufferLength: 60,
      xhrSetup: (request, url) => {
        const fresh = addresses.fresh(url);
        if (fresh !== url) request.open("GET", fresh, true);
      },
    });
    this.hls.on(Hls.Events.ERROR, (_event, data) => this.onHlsError(Hls, data));
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => this.setLevel("startLevel"));
    this.hls.on(Hls.Events.LEVEL_SWITCHED, () => this.tellLevel());
    addresses.playlists = () => this.signedPlaylists();
    if (wasPlaying) this.keepPlaying(Hls);
    this.hls.loadSource(address);
    this.hls.attachMedia(video);
  }

  /** Ask for the chosen size of the picture; -1 leaves it to the speed of the line. */
  setLevel(how) {
    const index = this.hls.levels.findIndex((level) => nameOf(level) === this.choice);
    if (how === "startLevel" && index >= 0) this.hls.startLevel = index;
    this.hls[how === "startLevel" ? "loadLevel" : how] = index;
    this.hls.capLevelToPlayerSize = index < 0;
  }

  /** Say on the element which size is shown just now; empty for the sound alone. */
  tellLevel() {
    const level = this.hls?.levels[this.hls.currentLevel];
    this.video.dataset.level = (level && nameOf(level)) ?? "";
  }

  /** Whether there is no smaller picture than the one asked for. */
  get isAtLowest() {
    return !this.hls || this.hls.loadLevel <= 0 || this.choice !== "auto";
  }

  /** The playlists in use whose pieces come from another place than the site. */
  signedPlaylists() {
    const lists = this.hls ? [...this.hls.levels, ...this.hls.audioTracks] : [];
    const foreign = (list) => list.details?.fragments.some(({ url }) => !url.startsWith(location.origin));
    return lists.filter(foreign).map((list) => list.details.url ?? list.url);
  }

  /** A new source pauses the element; whoever had pressed play before it was there still wants to watch. */
  keepPlaying(Hls) {
    this.hls.once(Hls.Events.MANIFEST_PARSED, () => this.video.play().catch(() => {}));
  }

  play(address, seconds) {
    const { video } = this;
    if (video.currentSrc && new URL(address, location.href).href === video.currentSrc) return;
    const wasPlaying = !video.paused;
    video.src = address;
    if (seconds) video.addEventListener("loadedmetadata", () => (video.currentTime = seconds), { once: true });
    if (wasPlaying) video.play().catch(() => {});
  }

  async onHlsError(Hls, data) {
    if (this.isRefused(data) && (await this.addresses.renew(data.networkDetails?.responseURL))) {
      this.goOn(Hls, data.details);
      return;
    }
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.mends++ < MAX_MENDS) this.hls.recoverMediaError();
    else if (data.type === Hls.ErrorTypes.NETWORK_ERROR) this.waitForNetwork();
    else this.fallBack();
  }

  /**
   * The address is no longer good. A bucket may refuse without telling the page so: then there is no status at all, which is also
   * how a line that is down looks, so that is asked of the site once in a while only.
   */
  isRefused({ response, frag, url }) {
    const status = response?.code;
    if (status === 403 || status === 404) return true;
    const address = frag?.url ?? url ?? "";
    if (status || !address.startsWith("http") || address.startsWith(location.origin)) return false;
    const now = Date.now();
    const again = now - (this.asked ?? 0) > ASK_AGAIN_MS;
    if (again) this.asked = now;
    return again;
  }

  /** Fresh addresses are there: ask again for what was refused. */
  goOn(Hls, details) {
    if (!this.hls) return;
    if (details === Hls.ErrorDetails.KEY_LOAD_ERROR) {
      // hls.js does not get over a refused key by itself: begin anew from the same second
      this.attach(Hls, this.wanted(this.addresses.hls), this.video.currentTime);
      return;
    }
    if (details !== Hls.ErrorDetails.MANIFEST_LOAD_ERROR) {
      this.hls.startLoad();
      return;
    }
    if (!this.video.paused) this.keepPlaying(Hls);
    this.hls.loadSource(this.wanted(this.addresses.hls));
  }

  waitForNetwork() {
    this.report("offline");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.hls?.startLoad(), 3000);
  }

  fallBack() {
    const at = this.video.currentTime;
    this.hls?.destroy();
    this.hls = null;
    this.onMode("plain");
    this.play(this.addresses.mp4, at);
  }

  /** A plain or native source failed: most likely its address ran out. */
  async mend() {
    if (this.hls || this.mends++ >= MAX_MENDS || !(await this.addresses.renew())) {
      if (!this.hls) this.report("failed");
      return;
    }
    const at = this.video.currentTime;
    this.load(at);
  }

  /** Another size of the picture from the next seconds on; the sound alone, or the picture again, from where one is. */
  async choose(choice) {
    const { video } = this;
    const listened = this.choice === "sound";
    this.choice = choice;
    if (this.hls && !listened && choice !== "sound") {
      this.setLevel("nextLevel");
      return;
    }
    if (!this.hls && !listened && choice !== "sound") return;
    const [at, wasPlaying, rate] = [video.currentTime, !video.paused, video.playbackRate];
    await this.load(at);
    video.playbackRate = rate;
    if (wasPlaying) video.play().catch(() => {});
  }
}

/** `720` for the playlist `…/720.m3u8` or, encrypted, `…/s720.m3u8`. */
function nameOf(level) {
  return level.url[0].match(/\/s?(\d+)\.m3u8(?:$|\?)/)?.[1];
}

function canBuffer() {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

async function fetchHls() {
  try {
    return (await import("./hls.js")).default;
  } catch {
    return null;
  }
}
