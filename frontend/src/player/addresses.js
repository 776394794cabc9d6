/**
 * The addresses a lesson is played from. They end after a while; fresh ones come from `data-playback-url`, and every
 * request for a piece of media is sent under the newest token, so nobody notices the change. Where the pieces lie in a
 * bucket, its signed addresses stand in the playlists: these are read again, and requests go to the newest address.
 */
import { csrfToken } from "../behaviour/csrf.js";

const TOKEN = /\/m\/[^/]+\//;
const EARLY = 0.8;

export class Addresses {
  /** `section` carries the first addresses; `onRenewed` is told the server's whole answer. */
  constructor(section, onRenewed) {
    const { playbackUrl, hlsUrl, nativeUrl, audioUrl, expiresIn } = section.dataset;
    this.renewUrl = playbackUrl ?? "";
    this.hls = hlsUrl ?? "";
    this.native = nativeUrl || this.hls;
    this.audio = audioUrl ?? "";
    this.mp4 = section.querySelector("video source")?.getAttribute("src") ?? "";
    this.onRenewed = onRenewed;
    this.pending = null;
    this.signed = new Map();
    this.playlists = () => [];
    this.plan(Number(expiresIn) || 7200);
  }

  /** The same address under the newest token or signature. */
  fresh(address) {
    const signed = this.signed.get(address.split("?")[0]);
    if (signed) return signed;
    const token = (this.hls || this.mp4).match(TOKEN)?.[0];
    return token ? address.replace(TOKEN, token) : address;
  }

  /**
   * Ask for new addresses; several callers share one request, and whoever was refused at an address that has been renewed since
   * (`refused`) needs none. Resolves to whether there are new ones.
   */
  renew(refused = "") {
    if (!this.renewUrl) return Promise.resolve(false);
    if (refused && !this.pending && this.fresh(refused) !== refused) return Promise.resolve(true);
    this.pending ??= this.ask().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  async ask() {
    try {
      const response = await fetch(this.renewUrl, { headers: { Accept: "application/json", "X-CSRFToken": csrfToken() } });
      if (!response.ok) return false;
      const answer = await response.json();
      this.hls = answer.master_url;
      this.native = answer.native_url;
      this.audio = answer.audio_url;
      this.mp4 = answer.mp4_url;
      this.plan(answer.expires_in || 7200);
      this.onRenewed(answer);
      await Promise.all(this.playlists().map((address) => this.readSigned(address)));
      return true;
    } catch {
      return false;
    }
  }

  /** Learn the newest signed addresses from a playlist. */
  async readSigned(address) {
    const response = await fetch(this.fresh(address));
    const found = response.ok ? (await response.text()).match(/https?:\/\/[^\s"]+/g) : null;
    for (const signed of found ?? []) this.signed.set(signed.split("?")[0], signed);
  }

  /** Renew well before the end, also when the page slept through it. */
  plan(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), Math.min(seconds * EARLY, 86_400) * 1000);
  }
}
