/** Suggestions while typing, for every search box of the page that offers them. Without it the boxes are plain forms. */
import { countClicks } from "../finder/clicks.js";
import { startFinder } from "../finder/combobox.js";

for (const input of document.querySelectorAll("input[data-suggests]")) startFinder(input);
countClicks();
