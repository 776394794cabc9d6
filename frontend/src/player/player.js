/**
 * Turns a server-rendered `<section data-player>` with a plain `<video controls>` into the lesson player.
 *
 * Attributes of the section: `data-hls-url`, `data-native-url`, `data-audio-url` (empty without sound), `data-playback-url` (answers
 * fresh addresses as JSON: master_url, native_url, audio_url, mp4_url, expires_in, session, heartbeat_url), `data-expires-in` (seconds),
 * `data-heartbeat-url`, `data-session`, `data-heartbeat-ms`, `data-position-ms`, `data-duration-ms`, `data-max-speed`,
 * `data-first-watch-lock`. Inside: `data-play`, `data-back`, `data-speed`, `data-captions`, `data-audio-only`,
 * `data-fullscreen`, `data-seek`, `data-seek-seen`, `data-time`, `data-caption`, `data-player-bar`, `data-player-note`, `data-more`;
 * `data-quality` opens `data-choices` (radios `quality`: auto, sizes, sound); `data-listening` lies over the picture while there is
 * only sound, with `data-watch`; `data-offer` with `data-listen` is shown where the line is too weak for a picture.
 * Events on the section: `player:counted` (detail: the server's answer), `player:completed`, `player:refused`.
 */
import { showToast } from "../behaviour/toasts.js";
import { Addresses } from "./addresses.js";
import { Beats } from "./beats.js";
import { Captions } from "./captions.js";
import { Controls } from "./controls.js";
import { furthest, showCounted } from "./counting.js";
import { Quality } from "./quality.js";
import { Source } from "./source.js";
import { Transcript } from "./transcript.js";
import { startWatermark } from "./watermark.js";
import { words } from "./words.js";

export function startPlayer(section) {
  const video = section.querySelector("video");
  if (!video) return;
  const player = new Player(section, video);
  player.begin();
}

class Player {
  constructor(section, video) {
    this.section = section;
    this.video = video;
    this.seen = seenRanges(section);
    this.completed = false;
    this.reached = Number(section.dataset.positionMs) / 1000 || 0;
    this.beats = new Beats(video, section, {
      onAnswer: (answer) => this.onAnswer(answer),
      onRefused: (status, body) => this.onRefused(status, body),
    });
    this.addresses = new Addresses(section, (answer) => this.beats.change(answer));
    this.source = new Source(video, this.addresses, {
      report: (kind) => this.note(kind),
      onMode: (mode) => this.quality.offer(mode),
    });
    this.quality = new Quality(section, video, this.source);
    this.captions = new Captions(video, section.querySelector("[data-caption]"), section.querySelector("[data-captions]"));
    const seek = (seconds, options) => this.seek(seconds, options);
    this.controls = new Controls(section, video, { seek, captions: this.captions, quality: this.quality });
    new Transcript(video, seek);
    startWatermark(section.querySelector(".player__stage"));
    video.addEventListener("timeupdate", () => this.onTime());
    document.querySelector("[data-note-form]")?.addEventListener("focusin", () => this.stampNote());
  }

  /** Start where the address or the server says; the video itself is fetched after the page. */
  begin() {
    const asked = Number(new URLSearchParams(location.search).get("t"));
    const at = asked > 0 ? asked : this.reached;
    const length = this.controls.length;
    this.source.loadWhenWanted(length && at > length - 3 ? 0 : this.allowed(at));
    this.controls.drawTime(at);
  }

  seek(seconds, { play = false } = {}) {
    const { video } = this;
    const wanted = Math.min(Math.max(0, seconds), Math.max(0, (video.duration || this.controls.length) - 0.1));
    const allowed = this.allowed(wanted);
    if (allowed < wanted - 1) showToast(words.locked);
    video.currentTime = allowed;
    this.controls.drawTime(allowed);
    if (play) video.play().catch(() => {});
  }

  /** Where a jump may lead: anywhere, or no further than seen so far when the course asks for that. */
  allowed(seconds) {
    if (!this.section.hasAttribute("data-first-watch-lock")) return seconds;
    return Math.min(seconds, furthest(this.seen, this.reached));
  }

  onTime() {
    const { video } = this;
    if (!video.seeking && video.currentTime - this.reached < 2 * video.playbackRate + 1) {
      this.reached = Math.max(this.reached, video.currentTime);
    }
  }

  onAnswer(answer) {
    this.seen = answer.ranges ?? this.seen;
    showCounted(this.section, answer);
    this.tell("player:counted", answer);
    if (answer.completed && !this.completed) {
      this.completed = true;
      this.section.removeAttribute("data-first-watch-lock");
      this.tell("player:completed", answer);
    }
  }

  onRefused(status, body) {
    this.tell("player:refused", { status, ...body });
    if (status === 401 || status === 403) this.addresses.renew().then((renewed) => renewed || showToast(body.message || words.expired));
  }

  tell(name, detail) {
    this.section.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  note(kind) {
    const box = this.section.querySelector("[data-player-note]");
    const text = words[kind] ?? "";
    if (box) {
      box.textContent = text;
      box.hidden = !text;
    } else if (text) {
      showToast(text);
    }
  }

  /** A note belongs to the second at which one began to write it. */
  stampNote() {
    const at = Math.floor(this.video.currentTime);
    const field = document.querySelector("[data-note-at]");
    const label = document.querySelector("[data-note-time]");
    if (field) field.value = at * 1000;
    if (label) label.textContent = this.section.querySelector("[data-time]")?.textContent.split(" / ")[0] ?? "";
  }
}

/** What was seen before this page, as the server drew it on the bar: `[from, to]` in seconds. */
function seenRanges(section) {
  return [...section.querySelectorAll("[data-seek-seen] rect")].map((rect) => {
    const from = Number(rect.getAttribute("x"));
    return [from, from + Number(rect.getAttribute("width"))];
  });
}
