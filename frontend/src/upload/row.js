/** One file in the list: its name, a bar, the steps of processing, and the buttons that make sense now. */
import { words } from "./words.js";

const ICONS = { done: "check", now: "loader-circle", todo: "circle", bad: "circle-x" };

export class Row {
  /** `sprite` is the address of the icons; `act(name)` is called with `pause`, `resume`, `again`, `remove` or `choose`. */
  constructor(list, sprite, name, act) {
    this.sprite = sprite;
    this.name = name;
    this.act = act;
    this.item = element("li", "file");
    this.note = element("span", "quiet");
    this.bar = document.createElement("progress");
    this.bar.max = 100;
    this.steps = element("ol", "pipeline");
    this.text = element("div", "stack stack--s");
    this.buttons = element("div", "button-row");
    const head = element("div", "file__head");
    head.append(element("span", "file__name", name), this.note);
    this.item.append(this.icon("file-video"), head, this.bar, this.steps, this.text, this.buttons);
    list.append(this.item);
    this.show({ note: words.waiting, percent: 0 });
  }

  /** Draw the given parts: `note`, `percent` (null hides the bar), `steps`, `lines` (sentences), `buttons`, `bad`. */
  show({ note, percent, steps, lines, buttons, bad }) {
    if (note !== undefined) this.note.textContent = note;
    if (percent !== undefined) this.showBar(percent, note);
    if (steps !== undefined) this.steps.replaceChildren(...steps.map((step) => this.step(step)));
    if (lines !== undefined) this.text.replaceChildren(...lines.filter(Boolean).map((line) => element("p", "", line)));
    if (buttons !== undefined) this.buttons.replaceChildren(...buttons.map((name) => this.button(name)));
    if (bad !== undefined) this.mark(bad);
    for (const part of [this.steps, this.text, this.buttons]) part.hidden = !part.children.length;
  }

  showBar(percent, note) {
    this.bar.hidden = percent === null;
    if (percent === null) return;
    this.bar.value = percent;
    this.bar.setAttribute("aria-label", words.announce(this.name, note || `${percent}%`));
  }

  mark(bad) {
    if (bad) this.item.dataset.state = "bad";
    else delete this.item.dataset.state;
  }

  step({ label, state }) {
    const item = element("li");
    item.dataset.state = state;
    item.append(this.icon(ICONS[state] ?? "circle"), label);
    return item;
  }

  button(name) {
    const label = { choose: words.chooseAgain }[name] ?? words[name];
    const button = element("button", name === "remove" ? "button button--quiet" : "button", label);
    button.type = "button";
    button.append(element("span", "visually-hidden", words.announce("", this.name)));
    button.addEventListener("click", () => this.act(name));
    return button;
  }

  icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  remove() {
    this.item.remove();
  }
}

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
