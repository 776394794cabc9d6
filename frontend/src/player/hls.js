/**
 * hls.js built from its own source as its light variant, but with separate sound: our lessons store the sound once beside
 * the pictures, and the light build that is shipped ready-made cannot play that. See `vite.config.js`.
 */
export { default } from "hls.js";
