/** Sends the sentences, and brings back what the server says: saved, the sentence that is wrong, or that somebody was quicker. */
import { csrfToken } from "../behaviour/csrf.js";
import { say } from "../behaviour/words.js";

/** Resolves to `{state: "saved" | "wrong" | "stale" | "failed", message, …}`; it never rejects. */
export async function send({ version, act, cues }) {
  const rows = cues.map(({ start, end, text }) => [start, end, text]);
  let answer;
  try {
    answer = await fetch(location.pathname, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ version, act, rows }),
    });
  } catch {
    return failed(say("网络断了，没有保存。写的都在这一页，连上后再按一次保存。", "You are offline. Nothing is lost: save again once you are back."));
  }
  const told = await answer.json().catch(() => null);
  if (!told || answer.redirected) {
    return failed(
      say("没有保存，可能要重新登录。先在新窗口登录，再回这一页按保存，写的都在。", "Not saved; you may have to sign in again. Do that in another window, then save here."),
    );
  }
  if (answer.ok) return { state: "saved", version: told.version, sheet: told.state, label: told.state_label, message: told.saved };
  if (told.code === "stale") return { ...told, state: "stale" };
  const [place] = Object.keys(told.fields ?? {});
  const [number, part] = (place ?? "").split(".");
  return { state: "wrong", message: told.message, number: Number(number) - 1, part };
}

const failed = (message) => ({ state: "failed", message });
