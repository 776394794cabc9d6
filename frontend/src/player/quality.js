/**
 * How the lesson comes over the line: the size of the picture chosen by itself or by the viewer, or the sound alone. Offers only what this
 * browser can do, remembers the choice for the next lesson, and offers the sound where the line is too weak for any picture.
 */
import { keep, recall } from "../behaviour/keeping.js";
import { words } from "./words.js";

const STORE = "zhixing-quality";
const AUTO = "auto";
const SOUND = "sound";
const TOO_LONG_MS = 6000;

export class Quality {
  constructor(section, video, source) {
    this.section = section;
    this.video = video;
    this.source = source;
    this.find = (name) => section.querySelector(`[data-${name}]`);
    this.panel = this.find("choices");
    this.radios = [...(this.panel?.querySelectorAll("input[name=quality]") ?? [])];
    this.choice = this.fitting(recall(STORE, AUTO));
    this.picture = this.choice === SOUND ? AUTO : this.choice;
    source.choice = this.choice;
    this.wire();
    this.draw();
  }

  get hasSound() {
    return Boolean(this.source.addresses.audio);
  }

  wire() {
    this.find("audio-only")?.addEventListener("click", () => this.toggleSound());
    this.find("watch")?.addEventListener("click", () => this.choose(this.picture));
    this.find("listen")?.addEventListener("click", () => this.choose(SOUND));
    this.find("quality")?.addEventListener("click", () => this.open(this.panel.hidden));
    this.panel?.addEventListener("change", (event) => this.choose(event.target.value));
    this.panel?.addEventListener("keydown", (event) => event.key === "Escape" && this.close(event));
    this.video.addEventListener("waiting", () => this.watchLine());
    for (const name of ["playing", "pause", "timeupdate"]) this.video.addEventListener(name, () => this.lineIsFine());
  }

  /** The offered choice that is nearest to `wanted`: lessons do not all have the same sizes. */
  fitting(wanted) {
    if (wanted === SOUND) return this.hasSound ? SOUND : AUTO;
    const sizes = this.radios.map(({ value }) => Number(value)).filter(Boolean);
    if (wanted === AUTO || !sizes.length || !Number(wanted)) return AUTO;
    const smaller = sizes.filter((size) => size <= Number(wanted));
    return String(smaller.length ? Math.max(...smaller) : Math.min(...sizes));
  }

  /** The browser has been found to play in `mode`: `adaptive` (all choices), `native` (by itself or sound), `plain` (one file). */
  offer(mode) {
    this.mode = mode;
    for (const radio of this.radios) {
      const can = radio.value === AUTO || (radio.value === SOUND ? mode !== "plain" && this.hasSound : mode === "adaptive");
      radio.closest("label").hidden = !can;
    }
    const offered = this.radios.filter((radio) => !radio.closest("label").hidden).length;
    this.find("quality")?.toggleAttribute("hidden", offered < 2);
    this.find("audio-only")?.toggleAttribute("hidden", mode === "plain" || !this.hasSound);
    if (mode === "plain") this.choice = this.picture = AUTO;
    this.draw();
  }

  toggleSound() {
    if (!this.hasSound || this.mode === "plain") return;
    this.choose(this.choice === SOUND ? this.picture : SOUND);
  }

  choose(choice) {
    if (choice === this.choice) return;
    if (choice !== SOUND) this.picture = choice;
    this.choice = choice;
    keep(STORE, choice);
    this.lineIsFine();
    this.draw();
    this.source.choose(choice);
  }

  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.find("quality").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.radios.find((radio) => radio.checked)?.focus();
  }

  close(event) {
    event.stopPropagation();
    this.open(false);
    this.find("quality").focus();
  }

  draw() {
    const listens = this.choice === SOUND;
    this.section.toggleAttribute("data-listening", listens);
    this.find("listening")?.toggleAttribute("hidden", !listens);
    this.find("audio-only")?.setAttribute("aria-pressed", String(listens));
    for (const radio of this.radios) radio.checked = radio.value === this.choice;
    const label = this.find("quality")?.querySelector("span");
    if (label) label.textContent = { [AUTO]: words.auto, [SOUND]: words.sound }[this.choice] ?? `${this.choice}P`;
  }

  /** Nothing moves: when that lasts although the smallest picture is asked for, the sound alone may still come through. */
  watchLine() {
    if (this.waiting || this.choice === SOUND || !this.hasSound || this.video.seeking) return;
    this.waiting = setTimeout(() => {
      this.waiting = null;
      if (!this.video.paused && navigator.onLine && this.source.isAtLowest) this.find("offer")?.removeAttribute("hidden");
    }, TOO_LONG_MS);
  }

  lineIsFine() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.find("offer")?.setAttribute("hidden", "");
  }
}
