/**
 * Puts the lesson into the `<video>`: adaptive through hls.js where the browser has Media Source, through the browser's own
 * HLS on iPhones, as one plain file where there is neither. hls.js is fetched only when it is needed.
 */
import { whenWanted } from "./wanted.js";

const NATIVE = "application/vnd.apple.mpegurl";
const MAX_MENDS = 4;
const ASK_AGAIN_MS = 10_000;

export class Source {
  /** `report(kind)` is told `"failed"`, `"offline"` or `"playing"`. */
  constructor(video, addresses, report) {
    this.video = video;
    this.addresses = addresses;
    this.report = report;
    this.audioOnly = false;
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
    const address = this.audioOnly ? addresses.audio : addresses.hls;
    const Hls = address && canBuffer() ? await fetchHls() : null;
    if (Hls?.isSupported()) this.attach(Hls, address, seconds);
    else this.play(address && video.canPlayType(NATIVE) ? address : addresses.mp4, seconds);
  }

  attach(Hls, address, seconds) {
    const { addresses, video } = this;
    const wasPlaying = !video.paused; // taking the old source away pauses
    this.hls?.destroy();
    this.hls = new Hls({
      startPosition: seconds,
      enableWorker: false,
      capLevelToPlayerSize: true,
      maxBufferLength: 30,
      backBufferLength: 60,
      xhrSetup: (request, url) => {
        const fresh = addresses.fresh(url);
        if (fresh !== url) request.open("GET", fresh, true);
      },
    });
    this.hls.on(Hls.Events.ERROR, (_event, data) => this.onHlsError(Hls, data));
    addresses.playlists = () => this.signedPlaylists();
    if (wasPlaying) this.keepPlaying(Hls);
    this.hls.loadSource(address);
    this.hls.attachMedia(video);
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
    if (this.isRefused(data) && (await this.addresses.renew())) {
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
      this.attach(Hls, this.audioOnly ? this.addresses.audio : this.addresses.hls, this.video.currentTime);
      return;
    }
    if (details !== Hls.ErrorDetails.MANIFEST_LOAD_ERROR) {
      this.hls.startLoad();
      return;
    }
    if (!this.video.paused) this.keepPlaying(Hls);
    this.hls.loadSource(this.addresses.hls);
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

  /** Only listen, or watch again, from where one is. */
  async setAudioOnly(on) {
    const { video } = this;
    const [at, wasPlaying, rate] = [video.currentTime, !video.paused, video.playbackRate];
    this.audioOnly = on;
    await this.load(at);
    video.playbackRate = rate;
    if (wasPlaying) video.play().catch(() => {});
  }
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
