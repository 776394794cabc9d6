/** Shows what the server has counted: the parts already seen on the seek bar, and the panel beside the video. */
import { spoken } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** Draw `ranges` ([from, to] in seconds) on the bar, and write the figures of `answer` into the panel. */
export function showCounted(section, answer) {
  drawSeen(section.querySelector("[data-seek-seen]"), answer.ranges ?? []);
  const panel = document.querySelector("[data-count]");
  if (!panel) return;
  const bar = panel.querySelector("[data-count-bar]");
  if (bar) bar.value = Math.min(answer.counted_seconds, bar.max);
  write(panel, "[data-count-seconds]", answer.counted_text || spoken(answer.counted_seconds));
  if (answer.message) write(panel, "[data-count-message]", answer.message);
  if (answer.condition) write(panel, '[data-count-rule="watched"] span', answer.condition);
}

function write(panel, selector, text) {
  const element = panel.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

function drawSeen(group, ranges) {
  if (!group) return;
  group.replaceChildren(
    ...ranges.map(([from, to]) => {
      const rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("class", "seek__seen");
      rect.setAttribute("x", from);
      rect.setAttribute("width", Math.max(0, to - from));
      rect.setAttribute("height", 8);
      return rect;
    }),
  );
}

/** Return the end of what may be sought to when a first watch has to be in order; `seen` is what the server counted. */
export function furthest(seen, position) {
  let end = position;
  for (const [from, to] of [...seen].sort((a, b) => a[0] - b[0])) {
    if (from <= end + 1) end = Math.max(end, to);
  }
  return end;
}
