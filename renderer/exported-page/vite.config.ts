/** How the exported page is built: plain names, nothing inlined, and no host address in its script. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';

/** URLs in error messages of ONNX Runtime and the bundler; none of these errors can occur on this page. */
const NAMED = [
  'https://web.dev/cross-origin-isolation-guide/',
  'https://rolldown.rs/in-depth/bundling-cjs#require-external-modules',
];

function withoutHosts(): Plugin {
  return {
    name: 'without-hosts',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        // untranslated: not shown on the page.
        for (const page of NAMED) file.code = file.code.replaceAll(page, 'its documentation');
        const [other] = file.code.match(/https?:\/\/[^\s"'`]*/) ?? [];
        // untranslated: a message of the build.
        if (other) this.error(`${file.fileName} names ${other}: the exported page names no host`);
      }
    },
    // A page opened as a file then still has its style, and says what to do.
    transformIndexHtml: (html) => html.replaceAll(' crossorigin', ''),
    writeBundle({ dir }) {
      copyFileSync(join(import.meta.dirname, '../../LICENSE'), join(dir!, 'licences/signs-lab.txt'));
    },
  };
}

export default {
  root: import.meta.dirname,
  base: './',
  configFile: false,
  logLevel: 'error',
  plugins: [withoutHosts()],
  build: {
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: { entryFileNames: 'page.js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
} satisfies InlineConfig;
