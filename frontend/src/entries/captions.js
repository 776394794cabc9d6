/** Loaded by the teachers' page for captions. Without it the page takes them as one text. */
import { startCaptionsEditor } from "../captions/editor.js";

for (const root of document.querySelectorAll("[data-capedit]")) startCaptionsEditor(root);
