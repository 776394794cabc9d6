/** Buttons, the seek bar, the clock and the keyboard of the player. Markup and labels come from the server. */
import { keep, recall } from "../behaviour/keeping.js";
import { clock, spoken, words } from "./words.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const STEP = 10;
const STORE = "zhixing-speed";

export class Controls {
  /** `actions`: `seek(seconds)`, `captions`, `quality`. */
  constructor(section, video, actions) {
    this.section = section;
    this.video = video;
    this.actions = actions;
    this.speeds = SPEEDS.filter((speed) => speed <= (Number(section.dataset.maxSpeed) || 2));
    this.find = (name) => section.querySelector(`[data-${name}]`);
    this.bar = this.find("seek");
    this.dragging = false;
    video.controls = false;
    this.find("player-bar")?.removeAttribute("hidden");
    this.wireButtons();
    this.wireBar();
    this.wireVideo();
    document.addEventListener("keydown", (event) => this.onKey(event));
    const kept = recall(STORE, 1);
    this.goAt(this.speeds.includes(kept) ? kept : 1);
    this.drawTime();
  }

  wireButtons() {
    const on = (name, act) => this.find(name)?.addEventListener("click", act);
    on("play", () => this.toggle());
    on("back", () => this.by(-STEP));
    on("speed", () => this.faster(1, true));
    on("more", () => this.toggleMore());
    on("fullscreen", () => this.toggleFullscreen());
    this.video.addEventListener("click", () => this.toggle());
  }

  wireBar() {
    const { bar } = this;
    if (!bar) return;
    bar.addEventListener("input", () => {
      this.dragging = true;
      this.drawTime(Number(bar.value));
    });
    bar.addEventListener("change", () => {
      this.dragging = false;
      this.actions.seek(Number(bar.value));
    });
  }

  wireVideo() {
    const { video } = this;
    for (const name of ["play", "pause", "ended"]) video.addEventListener(name, () => this.drawPlay());
    for (const name of ["timeupdate", "durationchange", "seeked"]) video.addEventListener(name, () => this.drawTime());
    video.addEventListener("ratechange", () => this.drawSpeed());
  }

  get length() {
    return Number(this.section.dataset.durationMs) / 1000 || this.video.duration || 0;
  }

  toggle() {
    if (this.video.paused) this.video.play().catch(() => {});
    else this.video.pause();
  }

  by(seconds) {
    this.actions.seek(this.video.currentTime + seconds);
  }

  /** Next speed up or down; `round` starts again from the slowest after the fastest. */
  faster(direction, round = false) {
    const at = this.speeds.indexOf(this.video.playbackRate);
    const next = (at < 0 ? this.speeds.indexOf(1) : at) + direction;
    const wanted = this.speeds[round ? next % this.speeds.length : Math.min(Math.max(next, 0), this.speeds.length - 1)];
    this.goAt(wanted);
    keep(STORE, wanted);
  }

  /** `defaultPlaybackRate` too: another source would begin at that one. */
  goAt(speed) {
    this.video.playbackRate = this.video.defaultPlaybackRate = speed;
    this.drawSpeed();
  }

  /** In elder mode all but the main button waits behind this one. */
  toggleMore() {
    const open = this.section.toggleAttribute("data-more-open");
    this.find("more").setAttribute("aria-expanded", String(open));
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.section.requestFullscreen) this.section.requestFullscreen().catch(() => {});
    else this.video.webkitEnterFullscreen?.();
  }

  drawPlay() {
    const button = this.find("play");
    if (!button) return;
    const [icon, word] = this.video.paused ? ["play", words.play] : ["pause", words.pause];
    const use = button.querySelector("use");
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${icon}`));
    const label = button.querySelector("span");
    if (label) label.textContent = word;
  }

  drawSpeed() {
    const label = this.find("speed")?.querySelector("span");
    if (label) label.textContent = words.speed(this.video.playbackRate);
  }

  drawTime(seconds = this.video.currentTime) {
    const { bar, length } = this;
    const time = this.find("time");
    const text = `${clock(seconds)} / ${clock(length)}`;
    if (time && time.textContent !== text) time.textContent = text;
    if (!bar) return;
    if (!this.dragging) bar.value = Math.floor(seconds);
    bar.setAttribute("aria-valuetext", words.place(spoken(seconds), spoken(length)));
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const act = this.actionFor(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actionFor(event) {
    const { video } = this;
    const onButton = event.target.closest?.("button, a, summary");
    const onBar = event.target === this.bar;
    const loudness = (step) => () => (video.volume = Math.min(1, Math.max(0, video.volume + step)));
    const keys = {
      " ": onButton ? null : () => this.toggle(),
      k: () => this.toggle(),
      ArrowLeft: () => this.by(-STEP),
      ArrowRight: () => this.by(STEP),
      j: () => this.by(-STEP),
      l: () => this.by(STEP),
      ArrowUp: this.section.contains(event.target) ? loudness(0.1) : null,
      ArrowDown: this.section.contains(event.target) ? loudness(-0.1) : null,
      a: () => this.actions.quality.toggleSound(),
      c: () => this.actions.captions.toggle(),
      m: () => (video.muted = !video.muted),
      f: () => this.toggleFullscreen(),
      n: () => document.querySelector("[data-note-form] textarea")?.focus(),
      "<": () => this.faster(-1),
      ",": event.shiftKey ? () => this.faster(-1) : null,
      ">": () => this.faster(1),
      ".": event.shiftKey ? () => this.faster(1) : null,
      "?": () => document.getElementById("keys")?.showModal?.(),
    };
    if (onBar && event.key === "Home") return () => this.actions.seek(0);
    return keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  }
}

function isTyping(element) {
  return Boolean(element.closest?.("input:not([type=range]), textarea, select, [contenteditable], dialog[open]"));
}
