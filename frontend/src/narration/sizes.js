/** Chosen files that are too many or too large for one sending are said at once, not after minutes of sending. */
const MOST_FILES = 50;
const MOST_BYTES = 200 * 2 ** 20;

export function startSizeCheck() {
  for (const form of document.querySelectorAll("[data-narration-files]")) {
    const input = form.querySelector("input[type=file]");
    const warning = form.querySelector("[data-too-much]");
    const isTooMuch = () => input.files.length > MOST_FILES || [...input.files].reduce((sum, file) => sum + file.size, 0) > MOST_BYTES;
    input.addEventListener("change", () => {
      warning.hidden = !isTooMuch();
    });
    form.addEventListener("submit", (event) => {
      if (isTooMuch()) event.preventDefault();
    });
  }
}
