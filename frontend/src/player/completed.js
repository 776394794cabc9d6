/**
 * When the lesson has just been completed, the parts of the page that say so are fetched anew: what counts, the outline
 * with its locks, and the way to the next lesson (`data-refresh="NAME"`). The video goes on playing.
 */
export function refreshWhenCompleted(section) {
  if (document.querySelector("[data-count][data-completed]")) return;
  section.addEventListener("player:completed", refresh, { once: true });
}

async function refresh() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const old of document.querySelectorAll("[data-refresh]")) {
    const fresh = page.querySelector(`[data-refresh="${old.dataset.refresh}"]`);
    if (fresh) old.replaceWith(document.adoptNode(fresh));
  }
}
