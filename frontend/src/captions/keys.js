/** Keys of the captions editor, by their place on the keyboard: letters differ with Alt from system to system. */
const WITH_ALT = {
  KeyP: "play",
  Comma: "back",
  Period: "forth",
  ArrowUp: "previous",
  ArrowDown: "next",
  BracketLeft: "from",
  BracketRight: "to",
  Enter: "split",
  KeyJ: "merge",
  KeyN: "add",
  Delete: "remove",
  KeyZ: "undo",
};

export function listenToKeys(run) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const saving = (event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyS";
    const act = saving ? "save" : event.altKey && !event.ctrlKey && !event.metaKey ? WITH_ALT[event.code] : null;
    if (!act) return;
    event.preventDefault();
    run(act);
  });
}
