/** Captions drawn by the page, so that they are large where the reader wants them large; on by default where there are any. */
import { keep, recall } from "../behaviour/keeping.js";

const STORE = "zhixing-captions";

export class Captions {
  constructor(video, box, button) {
    this.video = video;
    this.box = box;
    this.line = box?.querySelector("span");
    this.button = button;
    this.track = [...video.textTracks].find((track) => track.kind === "captions");
    if (!this.track || !this.line) return;
    this.track.addEventListener("cuechange", () => this.draw());
    this.show(recall(STORE, true));
    button?.addEventListener("click", () => this.toggle());
  }

  toggle() {
    if (!this.track) return;
    this.show(!this.on);
    keep(STORE, this.on);
  }

  show(on) {
    this.on = on;
    this.track.mode = on ? "hidden" : "disabled";
    this.button?.setAttribute("aria-pressed", String(on));
    this.draw();
  }

  draw() {
    const cues = this.on ? [...(this.track.activeCues ?? [])] : [];
    this.line.textContent = cues.map((cue) => cue.text.replace(/<[^>]*>/g, "")).join("\n");
    this.box.hidden = !cues.length;
  }
}
