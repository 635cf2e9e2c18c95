/**
 * Every npm package inside the app, with its licence: the app's `dependencies` (installed by electron-builder) and the
 * packages that are bundled into the two pages (listed by Vite). license-checker-rseidelsohn reads both names and texts;
 * version 4, because version 5 depends on 150 packages of npm itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { init } from 'license-checker-rseidelsohn';
import { z } from 'zod';

export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** The package's own text; absent if it only names its licence. */
  readonly text?: string;
}

/** Licences that a package states only in its own text, by package name: read and identified by hand. */
const STATED: Readonly<Record<string, string>> = {
  // LICENSE.txt: NIST's notice, and that of the HDF5 library within.
  h5wasm: 'NIST-Software AND BSD-3-Clause',
  // LICENSE: MIT; its manifest names none.
  'svelte-toolbelt': 'MIT',
};

/** The font for formulas is a file of the page, which Vite does not count as bundled. */
const FONT = '@fontsource/stix-two-math';

/** What `build.license` of Vite writes (renderer/vite.config.ts). */
const Bundled = z.array(
  z.object({ name: z.string(), version: z.string(), identifier: z.string().nullish(), text: z.string().nullish() }),
);

/** @param root folder with package.json and node_modules */
export async function installedPackages(root: string): Promise<Shipped[]> {
  const found = await promisify(init)({
    start: root,
    production: true,
    excludePrivatePackages: true,
    customFormat: TEXTS,
  });
  return Object.entries(found).map(([id, { licenses, licenseFile, licenseText, noticeFile }]) => {
    const at = id.lastIndexOf('@');
    const [name, version] = [id.slice(0, at), id.slice(at + 1)];
    const licence = STATED[name] ?? [licenses ?? []].flat().join(' AND ');
    // If there is no licence file, the checker takes the README.
    const own = licenseText && licenseFile && !/readme/i.test(licenseFile) ? licenseText : undefined;
    const notice = noticeFile ? `\n\n${readFileSync(noticeFile, 'utf8')}` : '';
    return { name, version, licence, ...(own !== undefined && { text: `${own}${notice}` }) };
  });
}

const TEXTS = { name: '', version: '', licenseText: '' };

/** @param page folder of the built page @param root folder with node_modules */
export function bundledPackages(page: string, root: string): Shipped[] {
  const listed = Bundled.parse(JSON.parse(readFileSync(join(page, '.vite/packages.json'), 'utf8')));
  const bundled = listed.map(({ name, version, identifier, text }) => ({
    ...{ name, version, licence: STATED[name] ?? identifier ?? 'UNKNOWN' },
    ...(text && { text }),
  }));
  const font = join(root, 'node_modules', FONT);
  const { version, license } = Manifest.parse(JSON.parse(readFileSync(join(font, 'package.json'), 'utf8')));
  return [...bundled, { name: FONT, version, licence: license, text: readFileSync(join(font, 'LICENSE'), 'utf8') }];
}

const Manifest = z.object({ version: z.string(), license: z.string() });
