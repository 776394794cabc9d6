/**
 * Builds what the browser gets: every `frontend/src/entries/NAME.js` becomes `static/built/NAME.js`, the CSS that an entry
 * imports becomes `NAME.css`, and the icons named in `frontend/src/icons/names.json` become one `sprite.svg`.
 * Entry names stay free of hashes: Django's manifest storage adds its own. Shared chunks carry theirs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { defineConfig } from "vite";

const source = resolve(import.meta.dirname, "frontend/src");
const entries = Object.fromEntries(
  readdirSync(join(source, "entries"))
    .filter((file) => file.endsWith(".js"))
    .map((file) => [basename(file, ".js"), join(source, "entries", file)]),
);

/** One `<symbol>` for each name, drawn in the colour and line of the text around it. */
function drawSprite() {
  const names = JSON.parse(readFileSync(join(source, "icons/names.json"), "utf8"));
  const symbols = names.map((name) => {
    const icon = readFileSync(resolve(import.meta.dirname, `node_modules/lucide-static/icons/${name}.svg`), "utf8");
    const shapes = icon.slice(icon.indexOf(">", icon.indexOf("<svg")) + 1, icon.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

const sprite = {
  name: "icon-sprite",
  buildStart() {
    this.addWatchFile(join(source, "icons/names.json"));
  },
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "sprite.svg", source: drawSprite() });
  },
};

/**
 * hls.js is built from its own source: its light variant (no DRM, ads, subtitles) plus separate sound, which our lessons need
 * and the ready-made light file leaves out. 121 KB gzip, as the light file; the full one has 189.
 */
const hls = resolve(import.meta.dirname, "node_modules/hls.js/src");
const hlsParts = {
  __VERSION__: JSON.stringify(JSON.parse(readFileSync(resolve(hls, "../package.json"), "utf8")).version),
  __USE_ALT_AUDIO__: true,
  __USE_EME_DRM__: false,
  __USE_SUBTITLES__: false,
  __USE_CMCD__: false,
  __USE_CONTENT_STEERING__: false,
  __USE_VARIABLE_SUBSTITUTION__: false,
  __USE_M2TS_ADVANCED_CODECS__: false,
  __USE_MEDIA_CAPABILITIES__: false,
  __USE_INTERSTITIALS__: false,
  __USE_IFRAMES__: false,
  __IN_WORKER__: false,
  __HLS_WORKER_BUNDLE__: null,
};

export default defineConfig({
  root: source,
  define: hlsParts,
  resolve: {
    alias: [
      { find: /^hls\.js$/, replacement: `${hls}/hls.ts` },
      { find: "@svta/cml-cmcd", replacement: `${hls}/empty-es.js` },
    ],
  },
  base: "./",
  publicDir: false,
  plugins: [sprite],
  build: {
    outDir: resolve(import.meta.dirname, "static/built"),
    emptyOutDir: true,
    target: ["chrome105", "safari16", "firefox121"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 4096,
    manifest: "manifest.json", // read by foundation/design/built.py
    rollupOptions: {
      input: entries,
      output: {
        codeSplitting: { groups: [{ name: "shared", test: /src\/behaviour\/(csrf|keeping|toasts|words)\.js$/ }] },
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
