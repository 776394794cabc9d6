/** What the teaching pages do beyond plain forms: save while typing, drag lessons into order, aim a cover, choose where files go. */
import { startAutosave } from "../authoring/autosave.js";
import { startFocus } from "../authoring/focus.js";
import { startOutline } from "../authoring/outline.js";
import { startTarget } from "../authoring/target.js";

startAutosave();
startOutline();
startFocus();
startTarget();
