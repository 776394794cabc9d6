/** What 课件配音 does beyond plain forms: record a page's words right here, and say before sending that it is too much. */
import { startRecorders } from "../narration/recorder.js";
import { startSizeCheck } from "../narration/sizes.js";

startRecorders();
startSizeCheck();
