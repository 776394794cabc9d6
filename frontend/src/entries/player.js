/** Loaded by lesson pages only: the video player. Without it the browser's own controls play the plain file. */
import { refreshWhenCompleted } from "../player/completed.js";
import { startPlayer } from "../player/player.js";

for (const section of document.querySelectorAll("[data-player]")) {
  startPlayer(section);
  refreshWhenCompleted(section);
}
