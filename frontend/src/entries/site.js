/** Loaded by every page: the look, and the few behaviours that all pages share. Pages stay whole without it. */
import "../css/site.css";

import "../behaviour/partials.js";
import { startDialogs } from "../behaviour/dialogs.js";
import { startSubmitGuard } from "../behaviour/submit-guard.js";
import { startUnsavedWarning } from "../behaviour/unsaved-warning.js";
import { startReadingAloud } from "../behaviour/read-aloud.js";
import { startPreferences } from "../behaviour/preferences.js";
import { startPrinting } from "../behaviour/print.js";

startDialogs();
startSubmitGuard();
startUnsavedWarning();
startReadingAloud();
startPreferences();
startPrinting();
