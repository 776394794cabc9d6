/** Draws suggestions as a list box in groups: words to search for, things to open. */

/** The server counts up to here. */
const MANY = 100;

const ICONS = { word: "search", course: "book-open", lesson: "play", teacher: "user-round", organisation: "house", page: "file-text", news: "newspaper" };

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function iconOf(kind, sprite) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${ICONS[kind] ?? "arrow-right"}`);
  svg.append(use);
  return svg;
}

/** The server escapes every piece of `html` and adds nothing but `<mark>`. */
function optionOf(item, id, labels, sprite) {
  const text = element("span", {});
  text.innerHTML = item.html;
  const words = item.kind === "word" ? labels.count.replace("{n}", item.count < MANY ? item.count : `${MANY}+`) : (labels[item.kind] ?? "");
  const note = element("span", { class: "suggest__note" }, words);
  const option = element("div", { class: "suggest__option", role: "option", id, "aria-selected": "false" }, iconOf(item.kind, sprite), text, note);
  option.dataset.text = item.text;
  if (item.url) option.dataset.url = item.url;
  return option;
}

/** Fills `box` and returns its options in order. */
export function drawSuggestions(box, items, labels, sprite) {
  const groups = [
    [labels.words, items.filter((item) => item.kind === "word")],
    [labels.direct, items.filter((item) => item.kind !== "word")],
  ];
  box.replaceChildren();
  let number = 0;
  for (const [label, members] of groups.filter(([, members]) => members.length > 0)) {
    const name = element("p", { class: "suggest__name", id: `${box.id}-name-${number}` }, label);
    const options = members.map((item) => optionOf(item, `${box.id}-${++number}`, labels, sprite));
    box.append(element("div", { class: "suggest__group", role: "group", "aria-labelledby": name.id }, name, ...options));
  }
  return [...box.querySelectorAll("[role=option]")];
}
