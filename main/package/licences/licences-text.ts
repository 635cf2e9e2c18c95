/** One text that names everything inside the app, with its licences: what the page's "About" opens. */
import licences from 'spdx-license-list/full.js';
import type { Shipped } from './shipped.ts';

const LINE = '-'.repeat(100);

/** Parts that are not npm packages. Electron and Chromium put their own files into the app's folder. */
const OTHER_PARTS = `Signs Lab's own code and its kernels (native-bridge/fused, datasets/wasm): MIT, see LICENSE. The WebAssembly
modules are compiled by Clang without any library. Electron and Chromium: LICENSE.electron.txt and LICENSES.chromium.html,
next to the app's program. Inside onnxruntime-node and the exported page of a model: ONNX Runtime by Microsoft, MIT,
with the parts that its notices name, at the end of this text. Inside sharp-libvips: libvips and the libraries that its README lists, linked as a shared library that can be replaced. Inside h5wasm: the HDF5
library by The HDF Group, BSD-3-Clause. Inside magick-wasm: ImageMagick, with the licences in its NOTICE.`;

/**
 * @param ownLicence text of LICENSE
 * @param shipped packages; the same one may come twice
 * @param onnxRuntime its licence and its third-party notices, which its npm packages do not contain
 */
export function licencesText(ownLicence: string, shipped: readonly Shipped[], onnxRuntime: readonly string[]): string {
  const packages = [...new Map(shipped.map((one) => [`${one.name}@${one.version}`, one])).values()].sort((a, b) =>
    `${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1,
  );
  const named = packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
  // Hundreds of packages share identical texts: each text is printed once.
  const byText = Map.groupBy(
    packages.filter(({ text }) => text !== undefined),
    ({ text }) => text!.trim(),
  );
  const texts = [...byText].map(([text, of]) => `${of.map(({ name }) => name).join(', ')}\n\n${text}`);
  const withoutText = new Set(
    packages.filter(({ text }) => text === undefined).flatMap(({ licence }) => idsOf(licence)),
  );
  const standard = [...withoutText]
    .sort()
    .map((id) => `${id}\n\n${licences[id]?.licenseText.trim() ?? 'See the package.'}`);
  return [
    `Signs Lab\n\n${ownLicence.trim()}`,
    `What is inside\n\n${OTHER_PARTS}\n\n${named.join('\n')}`,
    ...texts,
    ...standard.map((text) => `Text of a licence that packages name but do not include: ${text}`),
    ...onnxRuntime.map((text) => `ONNX Runtime\n\n${text.trim()}`),
  ].join(`\n\n${LINE}\n\n`);
}

/** SPDX identifiers in an expression. */
function idsOf(expression: string): string[] {
  return expression.split(/[\s()]+/).filter((word) => word !== '' && !/^(AND|OR|WITH)$/.test(word));
}
