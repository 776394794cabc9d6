/** Asks for suggestions, the newest question only. */
const PAUSE = 120;

/** Returns a function that asks for a text and hands its suggestions to `show`; a later question cancels an earlier one. */
export function makeAsker(address, show) {
  let timer = 0;
  let running = null;

  async function fetchNow(text) {
    running = new AbortController();
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: text })}`, { signal: running.signal });
      if (answer.ok) show(text, await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") show(text, []);
    }
  }

  return function ask(text) {
    clearTimeout(timer);
    running?.abort();
    if (text.trim() === "") show(text, []);
    else timer = setTimeout(fetchNow, PAUSE, text);
  };
}
