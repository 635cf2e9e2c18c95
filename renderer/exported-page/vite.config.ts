/** How the exported page is built: plain names, nothing inlined, and no address of any host in its script. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';

/** Pages that errors of ONNX Runtime and of the bundler point at; none of these errors can come on this page. */
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
        // untranslated: in no text of the page.
        for (const page of NAMED) file.code = file.code.replaceAll(page, 'its documentation');
        const [other] = file.code.match(/https?:\/\/[^\s"'`]*/) ?? [];
        // untranslated: for whoever builds it.
        if (other) this.error(`${file.fileName} names ${other}: the exported page names no host`);
      }
    },
    // A page that was opened as a file then has its style, and says in it what to do.
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
