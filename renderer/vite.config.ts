/** How the page is built. Nothing is inlined into the document: its CSP allows scripts and styles from its own files alone. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig, Plugin } from 'vite';
import { chunks } from './chunks.ts';

/** Reading a property may do something, for all that the bundler knows; these do not. */
const READS = /\b(Ticks\.formatters\.\w+|TimeScale\.defaults)(?=,?\n|;)/g;

/** Without it chart.js brings its scales of time and of angles, which no chart of ours has: a tenth of its bytes. */
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
  // `build.ts` says where to.
  build: {
    emptyOutDir: true,
    // Which script brings which: what `build.ts` counts by.
    manifest: true,
    // What is bundled, with its licences: packaging names it (main/package/licences). Folders with a dot are not served.
    license: { fileName: '.vite/packages.json' },
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunks() } } },
  },
} satisfies InlineConfig;
