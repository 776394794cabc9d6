/**
 * Reports what was really played: `[from, to]` in milliseconds at a speed, every ten seconds and whenever playing stops or
 * the page is left. What could not be sent is kept, also over a reload, and sent later; the server merges and judges.
 */
import { csrfToken } from "../behaviour/csrf.js";
import { keep, recall } from "../behaviour/keeping.js";

const STORE = "zhixing-beats";
const MOST_AT_ONCE = 100;
const MOST_KEPT = 400;
const SHORTEST_MS = 200;

export class Beats {
  /** `onAnswer(answer)` gets what the server counted, `onRefused(status, body)` why it would not. */
  constructor(video, section, { onAnswer, onRefused }) {
    this.video = video;
    this.url = section.dataset.heartbeatUrl ?? "";
    this.session = section.dataset.session ?? "";
    this.every = Number(section.dataset.heartbeatMs) || 10_000;
    this.onAnswer = onAnswer;
    this.onRefused = onRefused;
    this.queue = [];
    this.seq = 0;
    this.from = null;
    this.last = 0;
    this.sending = false;
    if (this.url) this.listen();
  }

  listen() {
    const { video } = this;
    video.addEventListener("playing", () => this.begin());
    video.addEventListener("timeupdate", () => this.step());
    video.addEventListener("ratechange", () => this.cut());
    video.addEventListener("seeking", () => this.close(this.last));
    for (const name of ["pause", "ended"]) {
      video.addEventListener(name, () => {
        this.close(video.currentTime);
        this.send();
      });
    }
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.send());
    setInterval(() => this.beat(), this.every);
    this.sendLeftovers();
  }

  begin() {
    this.close(this.last);
    this.from = this.last = this.video.currentTime;
    this.rate = this.video.playbackRate;
  }

  /** Follow the clock of the video; a jump ends the piece where it began. */
  step() {
    if (this.video.seeking || this.video.paused) return;
    if (this.from === null) this.begin();
    const now = this.video.currentTime;
    if (now < this.last || now - this.last > 2 * this.rate + 1) {
      this.close(this.last);
      this.from = now;
    }
    this.last = now;
  }

  /** End the running piece here and begin the next one. */
  cut() {
    if (this.from === null) return;
    this.close(this.video.seeking ? this.last : this.video.currentTime);
    if (!this.video.paused && !this.video.seeking) this.begin();
  }

  close(to) {
    const [from, end] = [Math.round(this.from * 1000), Math.round(to * 1000)];
    const open = this.from !== null;
    this.from = null;
    if (!open || end - from < SHORTEST_MS) return;
    this.queue.push({ seq: ++this.seq, from_ms: from, to_ms: end, rate: this.rate, sent_at: new Date().toISOString() });
    if (this.queue.length > MOST_KEPT) this.queue.shift();
  }

  beat() {
    if (!this.video.paused) this.cut();
    if (this.queue.length) this.send();
  }

  /** The page is being left or put away: send without waiting for an answer, and keep a copy until one came. */
  leave() {
    this.cut();
    this.keep();
    this.send({ keepalive: true });
  }

  message(beats) {
    return {
      session: this.session,
      beats,
      position_ms: Math.round(this.video.currentTime * 1000),
      now: new Date().toISOString(),
    };
  }

  async send({ keepalive = false } = {}) {
    if (this.sending && !keepalive) return;
    this.sending = true;
    const beats = this.queue.slice(0, MOST_AT_ONCE);
    try {
      const response = await post(this.url, this.message(beats), keepalive);
      if (response.ok) {
        this.queue = this.queue.filter((beat) => !beats.includes(beat));
        this.keep();
        this.onAnswer(await response.json());
      } else {
        this.refused(response, beats);
      }
    } catch {
      this.keep();
    } finally {
      this.sending = false;
    }
    if (this.queue.length >= MOST_AT_ONCE) this.send();
  }

  /** 429 and 5xx are sent again later; anything else will never be taken. */
  async refused(response, beats) {
    if (response.status === 429 || response.status >= 500) {
      this.keep();
      return;
    }
    this.queue = this.queue.filter((beat) => !beats.includes(beat));
    this.keep();
    this.onRefused(response.status, await response.json().catch(() => ({})));
  }

  /** A fresh session from the server; what is queued still belongs to the old one and is sent there first. */
  async change({ heartbeat_url: url, session }) {
    if (!url || session === this.session) return;
    this.cut();
    if (this.queue.length) {
      remember(this.session, this.url, this.message(this.queue));
      this.queue = [];
    }
    this.url = url;
    this.session = session;
    this.seq = 0;
    this.sendLeftovers();
  }

  keep() {
    if (this.queue.length) remember(this.session, this.url, this.message(this.queue));
    else forget(this.session);
  }

  /** Send what earlier pages could not. */
  async sendLeftovers() {
    for (const [session, { url, message }] of Object.entries(kept())) {
      if (session === this.session) continue;
      try {
        const response = await post(url, { ...message, now: new Date().toISOString() }, false);
        if (response.ok) this.onAnswer(await response.json());
        if (response.ok || (response.status < 500 && response.status !== 429)) forget(session);
      } catch {
        return;
      }
    }
  }
}

function post(url, message, keepalive) {
  return fetch(url, {
    method: "POST",
    keepalive,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(message),
  });
}

function kept() {
  return recall(STORE, {});
}

function remember(session, url, message) {
  keep(STORE, { ...kept(), [session]: { url, message } });
}

function forget(session) {
  const all = kept();
  if (!(session in all)) return;
  delete all[session];
  keep(STORE, all);
}
