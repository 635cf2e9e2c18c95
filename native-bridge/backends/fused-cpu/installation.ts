/** Where the compiled kernels are: in a folder named after a hash of their sources. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { homeFolder } from '../building/install.ts';

/** Folder of the kernels' sources. */
export const SOURCES = join(import.meta.dirname, '..', '..', 'fused');
export const ADDON = 'fused.node';

/** The sources of the addon, by path within their folder. */
export type Sources = ReadonlyMap<string, Buffer>;

export interface Installation {
  readonly folder: string;
  /** The addon, an absolute path. */
  readonly file: string;
  /** ISO 8601. */
  readonly built: string;
}

/** Reads all sources at once, so that the folder's name always matches what is compiled. */
export function readSources(folder: string = SOURCES): Sources {
  const parts = ['kernels', 'cuda'].flatMap((part) => readdirSync(join(folder, part)).map((name) => `${part}/${name}`));
  const names = [...readdirSync(folder), ...parts].filter((name) => /\.(gyp|cc|h)$/.test(name)).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** `fused-` and 12 hexadecimal digits of the SHA-256 of the sources and the platform. */
export function installationFolder(home: string = homeFolder(), sources: Sources = readSources()): string {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const [name, bytes] of sources) hash.update(`\0${name}\0`).update(bytes);
  return join(home, `fused-${hash.digest('hex').slice(0, 12)}`);
}

/** The same addon in an installed app, compiled when the app was packaged. */
export function prebuiltFolder(folder: string): string {
  return join(SOURCES, 'prebuilt', basename(folder));
}

/** The addon in that folder, or the one in the app, or null. Folders are renamed into place, so they are complete. */
export function readInstallation(folder: string = installationFolder()): Installation | null {
  for (const place of [folder, prebuiltFolder(folder)]) {
    const file = join(place, ADDON);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found) return { folder: place, file, built: found.mtime.toISOString() };
  }
  return null;
}
