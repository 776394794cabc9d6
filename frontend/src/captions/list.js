/** The sentences as rows of fields. A row tells what was typed, pressed and chosen; it decides nothing. */
import { say } from "../behaviour/words.js";

export class CueList {
  /** `on.typed(number, part, value)`, `on.chosen(number)`, `on.pressed(number)`. */
  constructor(list, on) {
    this.list = list;
    this.on = on;
    list.addEventListener("input", ({ target }) => {
      this.mark(target, false);
      this.grow(target);
      on.typed(this.numberOf(target), target.dataset.part, target.value);
    });
    list.addEventListener("focusin", ({ target }) => on.chosen(this.numberOf(target)));
    list.addEventListener("click", ({ target }) => {
      if (target.closest("[data-jump]")) on.pressed(this.numberOf(target));
    });
  }

  numberOf(element) {
    return [...this.list.children].indexOf(element.closest("li"));
  }

  draw(cues) {
    this.list.replaceChildren(...cues.map((cue, number) => row(cue, number)));
    for (const area of this.list.querySelectorAll("textarea")) this.grow(area);
  }

  field(number, part) {
    return this.list.children[number]?.querySelector(`[data-part="${part}"]`);
  }

  show(number, part, value) {
    const field = this.field(number, part);
    if (field) field.value = value;
  }

  /** Let a text be as high as its lines. */
  grow(field) {
    if (field.localName === "textarea") field.rows = Math.max(1, field.value.split("\n").length, Math.ceil(field.value.length / 22));
  }

  mark(field, wrong) {
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  /** Tell apart the sentence that is shown now and the one that is worked on. */
  point(attribute, number, value) {
    for (const old of this.list.querySelectorAll(`[${attribute}]`)) old.removeAttribute(attribute);
    this.list.children[number]?.setAttribute(attribute, value);
  }

  reveal(number) {
    this.list.children[number]?.scrollIntoView({ block: "nearest" });
  }
}

function row(cue, number) {
  const item = document.createElement("li");
  item.className = "cue";
  const n = number + 1;
  const jump = document.createElement("button");
  jump.type = "button";
  jump.className = "cue__jump";
  jump.dataset.jump = "";
  jump.textContent = n;
  jump.setAttribute("aria-label", say(`第 ${n} 句，视频跳到这里`, `Sentence ${n}: jump there`));
  item.append(
    jump,
    field("input", "start", cue.start, say(`第 ${n} 句开始`, `Sentence ${n} starts`)),
    field("input", "end", cue.end, say(`第 ${n} 句结束`, `Sentence ${n} ends`)),
    field("textarea", "text", cue.text, say(`第 ${n} 句的字`, `Words of sentence ${n}`)),
  );
  return item;
}

function field(kind, part, value, label) {
  const made = document.createElement(kind);
  made.className = `input cue__${part}`;
  made.dataset.part = part;
  made.value = value;
  made.autocomplete = "off";
  made.setAttribute("aria-label", label);
  if (kind === "textarea") made.rows = 1;
  return made;
}
