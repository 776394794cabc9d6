/** Loaded by teachers' pages that take videos: resumable uploads with progress. */
import { startUpload } from "../upload/upload.js";

for (const root of document.querySelectorAll("[data-upload]")) startUpload(root);
