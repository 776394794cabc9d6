/**
 * Captions beside their video: `[data-capedit]` with `data-version` and `data-duration-ms`, sentences in `#caption-rows` as
 * `[start, end, words]`. Without this script the same form takes the captions as one text.
 */
import { say } from "../behaviour/words.js";
import { add, asFile, begunAt, merge, remove, shift, shownAt, split } from "./cues.js";
import { listenToKeys } from "./keys.js";
import { CueList } from "./list.js";
import { send } from "./saving.js";
import { readClock, writeClock } from "./times.js";

const STEP_SECONDS = 2;
const MAX_UNDO = 100;

export function startCaptionsEditor(root) {
  new Editor(root).begin();
}

class Editor {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("[data-video]");
    this.form = root.querySelector("[data-captions-form]");
    this.version = Number(root.dataset.version);
    this.cues = JSON.parse(document.getElementById("caption-rows").textContent).map(([start, end, text]) => ({ start, end, text }));
    this.chosen = 0;
    this.shown = -1;
    this.before = [];
    this.dirty = false;
    this.sending = false;
    this.list = new CueList(this.part("cues"), {
      typed: (number, part, value) => this.typed(number, part, value),
      chosen: (number) => this.choose(number),
      pressed: (number) => this.jump(number),
    });
  }

  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  begin() {
    this.part("text").hidden = true;
    for (const name of ["rows", "bar", "shift", "keys"]) this.part(name).hidden = false;
    this.redraw(0);
    this.root.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-act]");
      if (button) this.run(button.dataset.act);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(event.submitter?.value || "save");
    });
    listenToKeys((act) => this.run(act));
    this.part("shift-all").addEventListener("click", () => this.move(0));
    this.part("shift-rest").addEventListener("click", () => this.move(this.chosen));
    this.part("keep-copy").addEventListener("click", () => this.keepCopy());
    this.part("overrule").addEventListener("click", () => this.save(this.wanted));
    this.video?.addEventListener("timeupdate", () => this.follow());
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty) event.preventDefault();
    });
  }

  get now() {
    return (this.video?.currentTime ?? 0) * 1000;
  }

  run(act) {
    const number = this.chosen;
    const acts = {
      save: () => this.save("save"),
      undo: () => this.undo(),
      play: () => (this.video?.paused ? this.video.play().catch(() => {}) : this.video?.pause()),
      back: () => this.seek(this.now / 1000 - STEP_SECONDS),
      forth: () => this.seek(this.now / 1000 + STEP_SECONDS),
      previous: () => this.go(number - 1),
      next: () => this.go(number + 1),
      append: () => this.change(add(this.cues, begunAt(this.cues, this.now), this.now)),
      split: () => this.change(split(this.cues, number, this.list.field(number, "text").selectionStart, this.now)),
      merge: () => this.change(merge(this.cues, number)),
      add: () => this.change(add(this.cues, number, readClock(this.cues[number].end) || this.now)),
      remove: () => this.change(remove(this.cues, number)),
      from: () => this.stamp("start"),
      to: () => this.stamp("end"),
    };
    const needsOne = ["split", "merge", "add", "remove", "from", "to"].includes(act);
    if (!needsOne || this.cues[number]) acts[act]?.();
    else if (act === "add") acts.append();
  }

  typed(number, part, value) {
    this.cues[number][part] = value;
    this.touch();
  }

  touch() {
    this.dirty = true;
    if (!this.sending) this.tell(say("有改动，还没有保存", "Changed, not saved yet"));
  }

  /** Take the list that an act gave, remember the one before, and go on with its sentence. */
  change([cues, number]) {
    this.remember();
    this.cues = cues;
    this.redraw(number);
    this.list.field(this.chosen, "text")?.focus({ preventScroll: true });
    this.list.reveal(this.chosen);
    this.touch();
  }

  remember() {
    this.before.push({ cues: this.cues.map((cue) => ({ ...cue })), number: this.chosen });
    if (this.before.length > MAX_UNDO) this.before.shift();
    this.root.querySelector("[data-act=undo]").disabled = false;
  }

  undo() {
    const last = this.before.pop();
    if (!last) return;
    this.cues = last.cues;
    this.redraw(last.number);
    this.list.field(this.chosen, "text")?.focus();
    this.root.querySelector("[data-act=undo]").disabled = !this.before.length;
    this.touch();
  }

  stamp(part) {
    this.remember();
    this.cues[this.chosen] = { ...this.cues[this.chosen], [part]: writeClock(this.now) };
    this.list.show(this.chosen, part, this.cues[this.chosen][part]);
    this.touch();
  }

  move(from) {
    const field = document.getElementById("shift-seconds");
    const seconds = Number(field.value.replace("．", ".").replace("－", "-"));
    const wrong = !field.value.trim() || !Number.isFinite(seconds) || seconds === 0;
    this.list.mark(field, wrong);
    if (wrong) {
      this.tell(say("写上要移动几秒，例如 1.5 或 -0.8。", "Say by how many seconds, such as 1.5 or -0.8."), true);
      field.focus();
      return;
    }
    this.remember();
    this.cues = shift(this.cues, from, seconds * 1000);
    this.redraw(this.chosen);
    this.touch();
    this.tell(say("已移动，还没有保存", "Moved, not saved yet"));
  }

  redraw(number) {
    this.list.draw(this.cues);
    this.part("no-cues").hidden = this.cues.length > 0;
    this.chosen = Math.max(0, Math.min(number, this.cues.length - 1));
    this.list.point("data-chosen", this.chosen, "");
    this.shown = -2;
    this.follow();
  }

  choose(number) {
    if (number < 0 || number === this.chosen) return;
    this.chosen = number;
    this.list.point("data-chosen", number, "");
  }

  /** Choose a sentence and let the video stand at its beginning. */
  jump(number) {
    this.choose(number);
    this.seek(readClock(this.cues[number].start) / 1000);
  }

  go(number) {
    if (!this.cues[number]) return;
    this.jump(number);
    this.list.field(number, "text").focus({ preventScroll: true });
    this.list.reveal(number);
  }

  seek(seconds) {
    if (!this.video || !Number.isFinite(seconds)) return;
    this.video.currentTime = Math.min(Math.max(0, seconds), this.video.duration || seconds);
  }

  /** Mark the sentence that is shown now; scroll to it unless somebody writes in the list. */
  follow() {
    const number = shownAt(this.cues, this.now + 1);
    const words = this.part("now");
    if (words) words.textContent = this.cues[number]?.text ?? "";
    if (number === this.shown) return;
    this.shown = number;
    this.list.point("aria-current", number, "true");
    if (number >= 0 && !this.video?.paused && !this.list.list.matches(":focus-within")) this.list.reveal(number);
  }

  async save(act) {
    if (this.sending) return;
    this.sending = true;
    this.wanted = act;
    this.dirty = false;
    this.tell(say("正在保存…", "Saving…"));
    const answer = await send({ version: this.version, act, cues: this.cues });
    this.sending = false;
    this.part("stale").hidden = answer.state !== "stale";
    if (answer.state === "saved") {
      this.version = answer.version;
      this.showState(answer);
      this.tell(this.dirty ? say("存好后又有改动，还没有保存", "Changed again since the last save") : answer.message);
      return;
    }
    this.dirty = true;
    if (answer.state === "stale") this.showStale(answer);
    if (answer.state === "wrong") this.showWrong(answer);
    this.tell(answer.message, true);
  }

  showState({ sheet, label }) {
    const badge = document.querySelector("[data-sheet-state]");
    badge.dataset.state = sheet === "approved" ? "good" : "wait";
    badge.querySelector("span").textContent = label;
    if (sheet === "approved") document.querySelector("[data-dictated]")?.remove(); // a person has read it, also if it becomes a draft again
    this.part("only-draft").hidden = sheet === "approved";
    this.part("only-approved").hidden = sheet !== "approved";
  }

  showStale({ message, version }) {
    this.version = version;
    this.part("stale-text").textContent = message;
    this.part("stale").focus();
  }

  showWrong({ number, part }) {
    const field = this.list.field(number, part);
    if (!field) return;
    this.list.mark(field, true);
    field.focus({ preventScroll: true });
    this.list.reveal(number);
  }

  keepCopy() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asFile(this.cues)], { type: "text/vtt" }));
    link.download = "captions.vtt";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  tell(text, bad = false) {
    const line = this.part("save-line");
    line.hidden = false;
    line.classList.toggle("is-bad", bad);
    line.querySelector("span").textContent = text;
  }
}
