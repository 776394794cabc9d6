/** Forms marked `data-warn-unsaved` ask before the page is left with changes that nobody saved. */
export function startUnsavedWarning() {
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-warn-unsaved]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  document.addEventListener("htmx:afterOnLoad", (event) => changed.delete(event.target.closest?.("form")));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
