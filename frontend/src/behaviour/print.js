/** Buttons that print the page: `data-prints`. Hidden by the server, shown here, because they need script. */
export function startPrinting() {
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
