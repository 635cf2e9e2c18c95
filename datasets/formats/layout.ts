/**
 * Which pictures a folder or an archive holds, and their splits and classes, derived from folder and file names. A file
 * without a picture's extension is recognised by its first bytes.
 */
import { basename, join } from 'node:path';
import { DatasetError, SPLIT_NAMES, type SplitName } from '../dataset.ts';
import { isPictureName, KIND_BYTES, pictureKind } from './picture-kind.ts';
import { isTableName } from './tree/file-names.ts';
import { type FileTree, inTree } from './tree/file-tree.ts';

/** One picture file: its path relative to the dataset's folder, with `/`, and the name of its class. */
export interface PictureFile {
  readonly source: string;
  readonly className: string;
}

export interface Layout {
  readonly files: Readonly<Record<SplitName, readonly PictureFile[]>>;
  /** Files that are neither pictures nor part of the layout. */
  readonly ignored: number;
  /** Class folders without a picture, relative to the tree's root. */
  readonly empty: readonly string[];
  /** Folders with pictures inside class folders, at any depth, relative to the tree's root. */
  readonly nested: readonly string[];
}

/** Names of split folders, in upper or lower case; `_signs`, `_set`, `_data` and the like may follow. */
const SPLIT_FOLDERS: Readonly<Record<SplitName, RegExp>> = {
  train: /^(train|training|trn)([ _-]?(signs|set|data|images|imgs?))?$/i,
  validation: /^(val|valid|validation|dev|devel)([ _-]?(signs|set|data|images|imgs?))?$/i,
  test: /^(test|testing|tst)([ _-]?(signs|set|data|images|imgs?))?$/i,
};

/** The same words within a longer name. */
export const SPLIT_WORDS: Readonly<Record<SplitName, RegExp>> = {
  train: /(?<![a-z])train(ing)?(?![a-z])/i,
  validation: /(?<![a-z])(val|valid|validation|dev)(?![a-z])/i,
  test: /(?<![a-z])test(ing)?(?![a-z])/i,
};

/** `3_IMG_5864.jpg` has class `3`. */
const LABELLED = /^(\d{1,9})_/;

/** A folder's content by kind, names in code unit order, so that the order is the same on every machine. */
interface Content {
  readonly folders: readonly string[];
  readonly pictures: readonly string[];
  readonly others: readonly string[];
}

/**
 * Lists the pictures of a tree in one of two forms: split folders (`train_signs/`, `Training/`, ...), of which the training
 * folder is required, or no split folders, and then everything is `train`. In both, pictures are in one folder per class,
 * or have their label in their name (`{label}_name.jpg`).
 * @param from the folder of the tree that holds the data, as found by `dataFolder`
 * @throws DatasetError if there are split folders without `train`, or their content is in no known form.
 */
export async function listPictures(tree: FileTree, from = ''): Promise<Layout> {
  const content = await list(tree, from);
  const folders = splitFolders(join(tree.place, from), content.folders);
  if (!folders) {
    const { files, ...others } = await listSplit(tree, from, content);
    return { files: { train: files, validation: [], test: [] }, ...others };
  }
  const files: Record<SplitName, readonly PictureFile[]> = { train: [], validation: [], test: [] };
  let ignored = content.others.length + content.pictures.length;
  const empty: string[] = [];
  const nested: string[] = [];
  for (const split of SPLIT_NAMES) {
    const folder = folders[split];
    if (folder === undefined) continue;
    const path = inTree(from, folder);
    const listed = await listSplit(tree, path, await list(tree, path));
    files[split] = listed.files;
    ignored += listed.ignored;
    empty.push(...listed.empty);
    nested.push(...listed.nested);
  }
  return { files, ignored, empty, nested };
}

/** Maximum nesting of folders: real data are never nested deeper. */
const MAX_DEPTH = 64;

/**
 * The folder that holds the data: opens folders that are alone in theirs (apart from notes and hidden files), as unpacked
 * archives and folders dropped into a browser have them. A folder that is itself a split or a class is not opened.
 * @returns its path in the tree
 * @throws DatasetError if a folder cannot be read.
 */
export async function dataFolder(tree: FileTree): Promise<string> {
  let at = '';
  for (let i = 0; i < MAX_DEPTH; i++) {
    const { folders, pictures, others } = await list(tree, at);
    const [inner] = folders;
    if (folders.length !== 1 || inner === undefined || pictures.length > 0) return at;
    if (others.some((name) => name.endsWith('.h5'))) return at;
    if (splitOf(inner)) return at;
    const within = await list(tree, inTree(at, inner));
    if (within.folders.length === 0 && within.pictures.some((name) => !LABELLED.test(name))) return at;
    // A table next to a folder of pictures labels them, unless the folder itself has class folders.
    if (others.some(isTableName) && within.folders.length < 2) return at;
    at = inTree(at, inner);
  }
  return at;
}

/** The split whose pictures a folder of that name holds: `Training`, `val_signs`. */
export function splitOf(folder: string): SplitName | null {
  return SPLIT_NAMES.find((split) => SPLIT_FOLDERS[split].test(folder)) ?? null;
}

/** The split named in a file's name: `sign_mnist_test.csv`, `validation-00000-of-00001.parquet`. */
export function splitOfName(name: string): SplitName | null {
  return SPLIT_NAMES.find((split) => SPLIT_WORDS[split].test(name)) ?? null;
}

/** The folder of each split, or null if no folder has a split's name. */
function splitFolders(root: string, folders: readonly string[]): Partial<Record<SplitName, string>> | null {
  const found: Partial<Record<SplitName, string>> = {};
  for (const split of SPLIT_NAMES) {
    const names = folders.filter((name) => splitOf(name) === split);
    if (names.length > 1) throw unclear(root, `holds ${names.join(' and ')}: which one is the ${split} split?`);
    if (names[0] !== undefined) found[split] = names[0];
  }
  const present = Object.values(found);
  if (present.length === 0) return null;
  if (found.train === undefined) throw unclear(root, `holds ${present.join(', ')}, but no train_signs (or train)`);
  return found;
}

type Listed = Omit<Layout, 'files'> & { readonly files: readonly PictureFile[] };

async function listSplit(tree: FileTree, split: string, content: Content): Promise<Listed> {
  const { folders, pictures } = content;
  if (folders.length > 0 && pictures.length > 0) {
    throw unclear(
      join(tree.place, split),
      `holds folders (${folders[0]}, ...) and pictures (${pictures[0]}, ...) side by side`,
    );
  }
  if (folders.length > 0) return listClassFolders(tree, split, content);
  const files = pictures.map((name) => ({
    source: inTree(split, name),
    className: labelOf(join(tree.place, split), name),
  }));
  return { files, ignored: content.others.length, empty: [], nested: [] };
}

/** One folder per class. Folders in it, such as those of the days of a collection, hold pictures of the same class. */
async function listClassFolders(tree: FileTree, split: string, { folders, others }: Content): Promise<Listed> {
  const files: PictureFile[] = [];
  const empty: string[] = [];
  const nested: string[] = [];
  let ignored = others.length;
  for (const className of folders) {
    const begin = files.length;
    const walk = async (folder: string, depth: number): Promise<void> => {
      const content = await list(tree, folder);
      ignored += content.others.length;
      for (const name of content.pictures) files.push({ source: inTree(folder, name), className });
      if (depth > 0 && content.pictures.length > 0) nested.push(folder);
      if (depth === MAX_DEPTH) return;
      for (const inner of content.folders) await walk(inTree(folder, inner), depth + 1);
    };
    const folder = inTree(split, className);
    await walk(folder, 0);
    if (files.length === begin) empty.push(folder);
  }
  return { files, ignored, empty, nested };
}

function labelOf(folder: string, name: string): string {
  const label = LABELLED.exec(name)?.[1];
  if (label === undefined) throw unclear(join(folder, name), 'has no label: expected {label}_name, such as 3_hand.jpg');
  return String(Number(label));
}

async function list(tree: FileTree, folder: string): Promise<Content> {
  const folders: string[] = [];
  const pictures: string[] = [];
  const others: string[] = [];
  for (const { name, kind } of await tree.list(folder)) {
    const hidden = name.startsWith('.') || name === '__MACOSX'; // added by macOS, also in archives
    if (kind === 'folder' && !hidden) folders.push(name);
    else if (kind === 'file' && !hidden && (await isPicture(tree, folder, name))) pictures.push(name);
    else others.push(name);
  }
  return {
    folders: folders.sort(),
    pictures: pictures.sort(),
    others,
  };
}

/** By its extension, which may be wrong (decoding will show), else by its first bytes. */
async function isPicture(tree: FileTree, folder: string, name: string): Promise<boolean> {
  if (isPictureName(name)) return true;
  const head = await tree.head(inTree(folder, name), KIND_BYTES).catch(() => null);
  return head !== null && pictureKind(head) !== null;
}

function unclear(path: string, found: string): DatasetError {
  return new DatasetError(
    `${path} ${found}`,
    `Arrange ${basename(path)} as one folder per class (0/, 1/, ...), or as train_signs/ val_signs/ test_signs/ ` +
      'with {label}_name.jpg files or class folders inside.',
  );
}
