/** Picture files in folders or archives: `train_signs/{label}_name.jpg` and so on, or one folder per class. */
import { posix } from 'node:path';
import { DatasetError, IMAGE_BYTES, type ImageSet, SPLIT_NAMES, type SplitName } from '../dataset.ts';
import type { BadFile } from './bad-files.ts';
import { type DecodeOptions, decodeAll, nameKept, only } from './decoding/decode-all.ts';
import { dataFolder, listPictures, type PictureFile } from './layout.ts';
import { orderedBy } from './manifest.ts';
import { checkClasses, checkCount, DATA_FORMS, type Reading } from './reading.ts';
import type { FileTree } from './tree/file-tree.ts';

/**
 * Reads and decodes all pictures of a tree, in the order of their names. Classes are those of the training pictures. What
 * cannot be decoded is left out and listed in `bad`. With `keepIn`, a failure leaves that folder incomplete.
 * @param lost what is known to be missing, the first in `bad`
 * @throws DatasetError if the layout is unclear, or nothing is left.
 */
export async function readFolders(
  tree: FileTree,
  options: DecodeOptions = {},
  lost: readonly BadFile[] = [],
): Promise<Reading> {
  const from = await dataFolder(tree);
  const { files: found, ignored: others, empty, nested } = await listPictures(tree, from);
  const order = await orderedBy(tree, from, found);
  const fits = order && 'files' in order ? order : null;
  const files = fits?.files ?? found;
  const ignored = order ? others - 1 : others; // the manifest does not count as ignored
  const listed = SPLIT_NAMES.flatMap((split) => files[split].map((file) => ({ ...file, split })));
  if (files.train.length === 0) throw noPicture(tree.place, ignored);
  checkCount(tree.place, listed.length);
  const decoded = await decodeAll(tree, listed, options);
  const trained = new Set(decoded.kept.filter(({ split }) => split === 'train').map(({ className }) => className));
  if (trained.size === 0) throw nothingLeft(tree.place, [...lost, ...decoded.bad]);
  const classes = fits?.classes ?? sortClasses(trained);
  const known = new Set(classes);
  const { images, sizes, kept, places } = only(decoded, ({ className }) => known.has(className));
  const untrained = decoded.kept.filter(({ className }) => !known.has(className));
  const bad = [
    ...lost,
    ...empty.map((folder) => ({ name: folder, reason: 'is a class folder without a picture' })),
    ...(fits ? [] : sameNames([...trained, ...listed.map(({ className }) => className)])),
    ...decoded.bad,
    ...untrained.map(({ source, className }) => ({
      name: source,
      reason: `is of class ${className}, which has no training picture`,
    })),
  ];
  // All pictures of a class may be bad: then the rest is not a dataset, even without the bad files.
  if (classes.length < 2 && bad.length > 0) throw nothingLeft(tree.place, bad);
  checkClasses(tree.place, classes);
  const { keepIn } = options;
  return {
    form: 'folder',
    ...(fits ? { name: fits.name } : from !== '' && { name: from.split('/')[0]! }),
    classes,
    sizes,
    ...(keepIn !== undefined && { originals: await nameKept(keepIn, listed, { kept, places }) }),
    splits: splitsOf(kept, images, classes),
    ignored,
    bad,
    notes: [
      ...(from === '' ? [] : [`the data are in ${from}`]),
      ...(nested.length === 0 ? [] : [inClassFolders(nested, listed)]),
      ...(order && 'unfit' in order ? [order.unfit] : []),
      ...(decoded.several === 0 ? [] : [`the first frame or page was read of ${decoded.several} files with several`]),
    ],
  };
}

/** Numbers in numeric order, other names in natural order (`sign2` before `sign10`). */
export function sortClasses(names: Iterable<string>): string[] {
  const classes = [...new Set(names)].sort();
  if (classes.every((name) => /^\d+$/.test(name))) return classes.sort((a, b) => Number(a) - Number(b));
  return classes.sort(new Intl.Collator('en', { numeric: true }).compare);
}

interface ListedFile extends PictureFile {
  readonly split: SplitName;
}

function splitsOf(
  files: readonly ListedFile[],
  images: Uint8Array,
  classes: readonly string[],
): Record<SplitName, ImageSet> {
  const numbers = new Map(classes.map((name, i) => [name, i]));
  let begin = 0;
  const part = (split: SplitName): ImageSet => {
    const own = files.filter((file) => file.split === split);
    const end = begin + own.length;
    const set = {
      count: own.length,
      images: images.subarray(begin * IMAGE_BYTES, end * IMAGE_BYTES),
      labels: Int32Array.from(own, ({ className }) => numbers.get(className)!),
      sources: own.map(({ source }) => source),
    };
    begin = end;
    return set;
  };
  return { train: part('train'), validation: part('validation'), test: part('test') };
}

/** Classes whose names differ only in case: one class on some machines, two on others. */
function sameNames(names: readonly string[]): BadFile[] {
  const spellings = new Map<string, Set<string>>();
  for (const name of names) {
    const key = name.normalize('NFC').toLowerCase();
    spellings.set(key, (spellings.get(key) ?? new Set()).add(name));
  }
  return [...spellings.values()]
    .filter(({ size }) => size > 1)
    .map((same) => ({
      name: [...same].sort().join(' and '),
      reason: 'are two classes whose names differ only in upper and lower case',
    }));
}

function inClassFolders(nested: readonly string[], files: readonly PictureFile[]): string {
  const folders = new Set(nested);
  const count = files.filter(({ source }) => folders.has(posix.dirname(source))).length;
  return `${count} pictures in folders inside class folders, such as ${nested[0]}, are read as pictures of that class`;
}

function noPicture(root: string, ignored: number): DatasetError {
  return new DatasetError(
    `${root} holds no training pictures${ignored > 0 ? `; it holds ${ignored} other files` : ''}`,
    DATA_FORMS,
  );
}

function nothingLeft(root: string, bad: readonly BadFile[]): DatasetError {
  const [first] = bad;
  const why = first ? `; ${bad.length} are bad, such as ${first.name}, which ${first.reason}` : '';
  return new DatasetError(
    `${root} holds good training pictures of fewer than two classes${why}`,
    'Training needs pictures of two classes or more: add some, or download the damaged files again.',
  );
}
