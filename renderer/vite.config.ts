/** How the page is built. Nothing is inlined into the document: its CSP allows scripts and styles from its own files alone. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig } from 'vite';

export default {
  root: import.meta.dirname,
  // Relative: the same files are served on 127.0.0.1 and by Electron's own scheme.
  base: './',
  configFile: false,
  logLevel: 'error',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  // `build.ts` says where to.
  build: {
    emptyOutDir: true,
    // Which script brings which: what `build.ts` counts by.
    manifest: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
} satisfies InlineConfig;
