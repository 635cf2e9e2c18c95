/** Which picture files a folder holds, and what their names say of split and class. Looks at names only. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError, SPLIT_NAMES, type SplitName } from '../dataset.ts';
import { isPictureName } from './decode.ts';
import { systemReason } from './reading.ts';

/** One picture file: where it lies, relative to the dataset's folder and with `/`, and its class's name. */
export interface PictureFile {
  readonly source: string;
  readonly className: string;
}

export interface Layout {
  readonly files: Readonly<Record<SplitName, readonly PictureFile[]>>;
  /** Files that are neither pictures nor part of the layout. */
  readonly ignored: number;
}

/** Names that a split's folder may have. */
const SPLIT_FOLDERS: Readonly<Record<SplitName, readonly string[]>> = {
  train: ['train_signs', 'train'],
  validation: ['val_signs', 'val', 'validation'],
  test: ['test_signs', 'test'],
};

/** `3_IMG_5864.jpg` is of class `3`. */
const LABELLED = /^(\d{1,9})_/;

/** A folder's visible content by kind, names in code unit order, so that every machine reads the same order. */
interface Content {
  readonly folders: readonly string[];
  readonly pictures: readonly string[];
  readonly others: readonly string[];
}

/**
 * Lists the pictures of a folder in one of the forms: split folders (`train_signs/`, ...), of which `train` must be
 * there, or everything at once, which then is `train`. Either way pictures lie in one folder a class, or carry their
 * label in their name (`{label}_name.jpg`).
 * @throws DatasetError where a split folder comes without `train`, or its content is in no known form.
 */
export async function listPictures(root: string): Promise<Layout> {
  const content = await list(root);
  const folders = splitFolders(root, content.folders);
  if (!folders) {
    const { files, ignored } = await listSplit(root, '', content);
    return { files: { train: files, validation: [], test: [] }, ignored };
  }
  const files: Record<SplitName, readonly PictureFile[]> = { train: [], validation: [], test: [] };
  let ignored = content.others.length + content.pictures.length;
  for (const split of SPLIT_NAMES) {
    const folder = folders[split];
    if (folder === undefined) continue;
    const listed = await listSplit(root, folder, await list(join(root, folder)));
    files[split] = listed.files;
    ignored += listed.ignored;
  }
  return { files, ignored };
}

/** Folders within folders that are looked through, at most. */
const MAX_WRAPPERS = 8;

/**
 * The folder that holds the data, where the given one holds nothing but that (notes and hidden files aside): so
 * archives are unpacked, and so a browser hands over a folder that was dropped. A folder that is a split or a class itself is not opened.
 * @throws DatasetError where a folder cannot be read.
 */
export async function unwrapFolder(root: string): Promise<string> {
  let at = root;
  for (let i = 0; i < MAX_WRAPPERS; i++) {
    const { folders, pictures, others } = await list(at);
    const [inner] = folders;
    if (folders.length !== 1 || inner === undefined || pictures.length > 0) return at;
    if (others.some((name) => name.endsWith('.h5'))) return at;
    if (Object.values(SPLIT_FOLDERS).some((names) => names.includes(inner))) return at;
    const within = await list(join(at, inner));
    if (within.folders.length === 0 && within.pictures.some((name) => !LABELLED.test(name))) return at;
    at = join(at, inner);
  }
  return at;
}

/** The folder of each split, or null where no folder has a split's name. */
function splitFolders(root: string, folders: readonly string[]): Partial<Record<SplitName, string>> | null {
  const found: Partial<Record<SplitName, string>> = {};
  for (const split of SPLIT_NAMES) {
    const names = SPLIT_FOLDERS[split].filter((name) => folders.includes(name));
    if (names.length > 1) throw unclear(root, `holds ${names.join(' and ')}: which one is the ${split} split?`);
    if (names[0] !== undefined) found[split] = names[0];
  }
  const present = Object.values(found);
  if (present.length === 0) return null;
  if (found.train === undefined) throw unclear(root, `holds ${present.join(', ')}, but no train_signs (or train)`);
  return found;
}

async function listSplit(root: string, split: string, content: Content) {
  const { folders, pictures } = content;
  if (folders.length > 0 && pictures.length > 0) {
    throw unclear(
      join(root, split),
      `holds folders (${folders[0]}, ...) and pictures (${pictures[0]}, ...) side by side`,
    );
  }
  if (folders.length > 0) return listClassFolders(root, split, content);
  const files = pictures.map((name) => ({ source: inside(split, name), className: labelOf(join(root, split), name) }));
  return { files, ignored: content.others.length };
}

/** One folder a class. @throws DatasetError naming a folder that holds no picture. */
async function listClassFolders(root: string, split: string, { folders, others }: Content) {
  const files: PictureFile[] = [];
  let ignored = others.length;
  for (const className of folders) {
    const folder = join(root, split, className);
    const content = await list(folder);
    if (content.pictures.length === 0) {
      const hint = content.others.length > 0 ? `; it holds ${content.others.length} other files` : '';
      throw new DatasetError(
        `class folder ${folder} holds no picture${hint}`,
        'Add pictures (JPEG, PNG or WebP), or remove the folder.',
      );
    }
    ignored += content.others.length;
    files.push(...content.pictures.map((name) => ({ source: inside(split, className, name), className })));
  }
  return { files, ignored };
}

function labelOf(folder: string, name: string): string {
  const label = LABELLED.exec(name)?.[1];
  if (label === undefined) throw unclear(join(folder, name), 'has no label: expected {label}_name, such as 3_hand.jpg');
  return String(Number(label));
}

async function list(folder: string): Promise<Content> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const remedy = 'Check the path and the permissions.';
    throw new DatasetError(`folder ${folder} cannot be read: ${systemReason(error)}`, remedy, { cause: error });
  });
  const folders: string[] = [];
  const pictures: string[] = [];
  const others: string[] = [];
  for (const entry of entries) {
    const hidden = entry.name.startsWith('.') || entry.name === '__MACOSX'; // what macOS adds, in archives too
    const kind = hidden ? 'other' : await kindOf(folder, entry);
    if (kind === 'folder') folders.push(entry.name);
    else if (kind === 'file' && isPictureName(entry.name)) pictures.push(entry.name);
    else others.push(entry.name);
  }
  return {
    folders: folders.sort(),
    pictures: pictures.sort(),
    others,
  };
}

/** Looks through links: a dataset may be put together from them. */
async function kindOf(folder: string, entry: Dirent): Promise<'file' | 'folder' | 'other'> {
  const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry;
  if (target?.isDirectory()) return 'folder';
  return target?.isFile() ? 'file' : 'other';
}

function inside(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

function unclear(path: string, found: string): DatasetError {
  return new DatasetError(
    `${path} ${found}`,
    `Lay ${basename(path)} out as one folder a class (0/, 1/, ...), or as train_signs/ val_signs/ test_signs/ ` +
      'with {label}_name.jpg files or class folders inside.',
  );
}
