/**
 * Recording a page's words in the browser: speak, hear it, speak again or keep it. What is kept goes the same way as a chosen
 * file. One page records at a time; leaving the page with something unsent asks first.
 */
import { csrfToken } from "../behaviour/csrf.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
let busy = null;

export function startRecorders() {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  const list = document.querySelector("[data-narration]");
  for (const box of list?.querySelectorAll("[data-recorder]") ?? []) new Recorder(box, list);
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
}

class Recorder {
  constructor(box, list) {
    this.list = list;
    this.page = box.closest("[data-page]").dataset.page;
    this.parts = Object.fromEntries(["record", "stop", "clock", "heard", "keep", "trouble"].map((name) => [name, box.querySelector(`[data-${name}]`)]));
    this.parts.record.addEventListener("click", () => this.begin());
    this.parts.stop.addEventListener("click", () => this.recorder?.stop());
    this.parts.keep.addEventListener("click", () => this.send());
    box.hidden = false;
  }

  async begin() {
    if (busy && busy !== this) return this.say(this.list.dataset.busyText);
    this.say("");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return this.say(this.list.dataset.deniedText);
    }
    busy = this;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(this.stream, mimeType ? { mimeType } : {});
    const pieces = [];
    this.recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    this.recorder.addEventListener("stop", () => this.end(new Blob(pieces, { type: this.recorder.mimeType })));
    this.recorder.start(1000);
    this.show({ stop: true, clock: true });
    this.began = Date.now();
    this.tick();
    this.timer = setInterval(() => this.tick(), 500);
    this.parts.stop.focus();
  }

  tick() {
    const seconds = Math.floor((Date.now() - this.began) / 1000);
    this.parts.clock.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }

  end(blob) {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.blob = blob;
    if (this.parts.heard.src) URL.revokeObjectURL(this.parts.heard.src);
    this.parts.heard.src = URL.createObjectURL(blob);
    this.show({ record: true, heard: true, keep: true });
    this.parts.keep.focus();
  }

  async send() {
    const form = new FormData();
    const kind = this.blob.type.includes("mp4") ? "m4a" : this.blob.type.includes("ogg") ? "ogg" : "webm";
    form.append("files", this.blob, `${this.list.dataset.nameText.replace("#", this.page)}.${kind}`);
    form.append("number", this.page);
    form.append("deck", this.list.dataset.deck);
    this.parts.keep.disabled = true;
    this.say("");
    try {
      const answer = await fetch(this.list.dataset.recordUrl, { method: "POST", body: form, headers: { Accept: "application/json", "X-CSRFToken": csrfToken() } });
      if (!answer.ok) {
        const said = await answer.json().catch(() => ({}));
        throw new Error(said.message ?? "");
      }
    } catch (error) {
      this.parts.keep.disabled = false;
      return this.say((error instanceof TypeError ? "" : error.message) || this.list.dataset.unsentText);
    }
    busy = null;
    location.hash = `page-${this.page}`;
    location.reload();
  }

  show(parts) {
    for (const name of ["record", "stop", "clock", "heard", "keep"]) this.parts[name].hidden = !parts[name];
  }

  say(text) {
    this.parts.trouble.textContent = text;
    this.parts.trouble.hidden = !text;
  }
}
