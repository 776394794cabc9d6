/**
 * A note is kept while it is written: on this device with every key, on the server a moment later. The line below it says
 * which. What a crash, a dead battery or a lost connection left on the device is back in the field at the next visit.
 */
import { forget, keep, recall } from "../behaviour/keeping.js";
import { say } from "../behaviour/words.js";

const PAUSE = 1200;
const RETRY = 8000;

export function startJotter() {
  const form = document.querySelector("[data-note-form]");
  if (form) new Jotter(form);
}

class Jotter {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.line = form.querySelector("[data-note-state]");
    this.timer = null;
    this.running = null;
    this.bringBack();
    this.field.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => this.finish(event));
    window.addEventListener("online", () => this.keptHere() && this.save());
    window.addEventListener("pagehide", () => this.keptHere() && fetch(form.action, { ...this.request(), keepalive: true }));
  }

  /** Text that never reached the server, with the name and the second it was begun at. */
  keptHere() {
    return recall(this.form.dataset.keepAs);
  }

  /** Say whether this device has it; where it cannot, the server is still there. */
  keepHere() {
    const { draft_key, at_ms } = this.form.elements;
    return keep(this.form.dataset.keepAs, { key: draft_key.value, at: at_ms.value, text: this.field.value });
  }

  forget() {
    forget(this.form.dataset.keepAs);
  }

  bringBack() {
    const kept = this.keptHere();
    if (!kept?.text || this.field.value) return;
    this.field.value = kept.text;
    this.form.elements.draft_key.value = kept.key;
    this.form.elements.at_ms.value = kept.at;
    this.plan(0);
  }

  changed() {
    this.isKept = this.keepHere();
    this.plan(PAUSE);
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Send what stands in the field; answer whether the server has it now. */
  async save() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    this.running = this.send();
    const done = await this.running;
    this.running = null;
    return done;
  }

  async send() {
    const text = this.field.value;
    this.tell("saving", say("正在保存…", "Saving…"));
    const answer = await fetch(this.form.action, this.request()).catch(() => null);
    if (answer?.ok) {
      if (this.field.value === text) this.forget();
      this.tell("saved", (await answer.json()).saved);
      return true;
    }
    if (answer && answer.status < 500) {
      const refusal = await answer.json().catch(() => null);
      this.tell("bad", refusal?.message ?? say("没有保存，请刷新页面。写的字还在。", "Not saved. Reload the page; your words are kept."));
      return false;
    }
    const kept = this.isKept !== false;
    const here = say("没有网，先存在这台设备上，连上后自动保存", "You are offline. Kept on this device and saved once you are back");
    const only = say("没有网，还没有保存。连上后自动保存，先别关这一页", "You are offline and nothing is saved yet. Keep this page open");
    this.tell("offline", kept ? here : only);
    this.plan(RETRY);
    return false;
  }

  async finish(event) {
    event.preventDefault();
    event.stopPropagation();
    if (!this.field.value.trim()) return;
    this.keepHere();
    if (await this.save()) {
      location.hash = "jotter";
      location.reload();
    }
  }

  tell(state, words) {
    this.line.hidden = false;
    this.line.dataset.state = state;
    this.line.classList.toggle("is-bad", state === "bad" || state === "offline");
    this.line.textContent = words;
  }

  request() {
    return { method: "POST", headers: { Accept: "application/json" }, body: new FormData(this.form) };
  }
}
