/** Counts, for the operators, that a search led somewhere: the words alone are sent, never who searched. */
export function countClicks() {
  const words = new URLSearchParams(location.search).get("q")?.trim();
  if (!words) return;
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#results .result a")) return;
    fetch("/search/clicked/", { method: "POST", body: new URLSearchParams({ q: words }), keepalive: true }).catch(() => {});
  });
}
