/**
 * The viewer's mark: a faint line over the picture that says who watches, at another place every fifteen seconds and never
 * where captions stand. Taken out of the page or hidden, it comes back; it names a copy, it cannot prevent one.
 */
const PLACES = 6;
const MOVE_MS = 15_000;

export function startWatermark(stage) {
  const text = stage?.dataset.mark;
  if (!text) return;
  const mark = document.createElement("p");
  let place = Math.floor(Math.random() * PLACES);

  const draw = () => {
    if (mark.parentNode !== stage) stage.append(mark);
    if (mark.textContent !== text) mark.textContent = text;
    const wanted = { class: "player__mark", "data-place": String(place), "aria-hidden": "true" };
    for (const { name } of [...mark.attributes]) if (!(name in wanted)) mark.removeAttribute(name);
    for (const [name, value] of Object.entries(wanted)) if (mark.getAttribute(name) !== value) mark.setAttribute(name, value);
  };
  const move = () => {
    place = (place + 1 + Math.floor(Math.random() * (PLACES - 1))) % PLACES;
    draw();
  };

  new MutationObserver(draw).observe(stage, { childList: true, subtree: true, characterData: true, attributes: true });
  setInterval(move, MOVE_MS);
  draw();
}
