/** Buttons that open and close `<dialog>`: `data-opens="ID"` and `data-closes`. The key `?` opens the dialog named `keys`. */
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    event.target.closest("[data-closes]")?.closest("dialog")?.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !event.target.closest("input, textarea, [contenteditable]")) document.getElementById("keys")?.showModal();
  });
}
