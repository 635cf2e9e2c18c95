/** A dataset as PNG files in class folders, `train/palm/000012.png`, and the manifest that keeps their order. */
import { type Dataset, SPLIT_NAMES } from '../dataset.ts';
import { MANIFEST, type Manifest } from '../formats/manifest.ts';
import { type OutgoingFile, whole } from './outgoing.ts';
import { pngsOf } from './png.ts';

/** Names that are valid folder names in every file system and are not skipped by the lab's reader. */
const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N} _()+-]{0,58}[\p{L}\p{N}_)+-])?$/u;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i; // on Windows

export async function* pictureFiles({ name, classes, splits }: Dataset): AsyncGenerator<OutgoingFile> {
  const folders = foldersOf(classes);
  const paths = SPLIT_NAMES.map((split) => {
    const files = Array.from(splits[split].labels, (label, at) => `${folders[label]}/${numbered(at)}.png`);
    return [split, files] as const;
  });
  const manifest: Manifest = {
    ...{ format: 1, name, classes: [...classes], folders },
    splits: Object.fromEntries(paths) as Manifest['splits'],
  };
  yield whole(MANIFEST, new TextEncoder().encode(`${JSON.stringify(manifest)}\n`));
  for (const [split, files] of paths) {
    let at = 0;
    for await (const png of pngsOf(splits[split])) yield whole(`${split}/${files[at++]}`, png);
  }
}

/** The classes' own names, if all of them are valid and differ on a case-insensitive file system. */
function foldersOf(classes: readonly string[]): string[] {
  const different = new Set(classes.map((name) => name.normalize('NFC').toLowerCase())).size === classes.length;
  const plain = classes.every((name) => PLAIN.test(name) && !RESERVED.test(name));
  return classes.map((name, at) => (different && plain ? name : `class-${String(at).padStart(3, '0')}`));
}

function numbered(at: number): string {
  return String(at).padStart(6, '0');
}
