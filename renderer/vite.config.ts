/** How the page is built. Nothing is inlined into the document: its CSP only allows scripts and styles from its own files. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig, Plugin } from 'vite';
import { chunks } from './chunks.ts';

/** The bundler must assume that reading a property has side effects; these have none. */
const READS = /\b(Ticks\.formatters\.\w+|TimeScale\.defaults)(?=,?\n|;)/g;

/** Without it, chart.js includes its time and radial scales, which no chart here uses: a tenth of its bytes. */
const unusedScales: Plugin = {
  name: 'unused-scales',
  transform: {
    filter: { id: /\/chart\.js\/dist\/chart\.js$/ },
    handler: (code) => ({ code: code.replace(READS, '/* @__PURE__ */ (() => $1)()'), map: null }),
  },
};

export default {
  root: import.meta.dirname,
  // Relative: the same files are served on 127.0.0.1 and by Electron's own scheme.
  base: './',
  configFile: false,
  logLevel: 'error',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } }), unusedScales],
  // Set by `build.ts`.
  build: {
    emptyOutDir: true,
    // The manifest of script imports, which `build.ts` uses for its byte counts.
    manifest: true,
    // The bundled packages, with their licences: used by packaging (main/package/licences). Folders starting with a dot
    // are not served.
    license: { fileName: '.vite/packages.json' },
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunks() } } },
  },
} satisfies InlineConfig;
