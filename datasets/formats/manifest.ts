/**
 * `signs-lab.json` in a folder of pictures written by the lab: the order of the pictures and the names of the classes,
 * which file and folder names alone do not preserve.
 */
import { z } from 'zod';
import { DatasetError, SPLIT_NAMES, type SplitName } from '../dataset.ts';
import type { Layout, PictureFile } from './layout.ts';
import { type FileTree, inTree } from './tree/file-tree.ts';

export const MANIFEST = 'signs-lab.json';
/** 100 000 pictures take some 3 MB. */
const MAX_BYTES = 64 * 2 ** 20;

const Files = z.array(z.string().min(1).max(1024));

export const Manifest = z.strictObject({
  format: z.literal(1),
  name: z.string().min(1).max(256),
  classes: z.array(z.string().min(1)).min(1).max(100_000),
  /** The folder of each class, within every split's folder. */
  folders: Files,
  /** Relative to the split's folder, `palm/000012.png`, in the order in which a run sees them. */
  splits: z.strictObject({ train: Files, validation: Files, test: Files }),
});
export type Manifest = z.infer<typeof Manifest>;

export interface ListedInOrder {
  readonly name: string;
  readonly classes: readonly string[];
  /** The files found, in the manifest's order and with its class names. */
  readonly files: Layout['files'];
}

/**
 * @param from the folder of the tree that holds the data
 * @returns null if there is no manifest, and a reason if it does not match the files because the folder was edited
 */
export async function orderedBy(
  tree: FileTree,
  from: string,
  files: Layout['files'],
): Promise<ListedInOrder | { readonly unfit: string } | null> {
  const entries = await tree.list(from);
  if (!entries.some(({ name, kind }) => kind === 'file' && name === MANIFEST)) return null;
  const manifest = await read(tree, inTree(from, MANIFEST));
  if (!manifest) return { unfit: `${MANIFEST} cannot be read: the pictures are sorted by name` };
  const { name, classes, folders, splits } = manifest;
  const classOf = new Map(folders.map((folder, at) => [folder, classes[at]]));
  const ordered: Record<SplitName, PictureFile[]> = { train: [], validation: [], test: [] };
  for (const split of SPLIT_NAMES) {
    const found = new Map(files[split].map((file) => [file.source.split('/').slice(-2).join('/'), file]));
    const listed = splits[split].flatMap((path): PictureFile[] => {
      const file = found.get(path);
      const className = file && classOf.get(file.className);
      found.delete(path);
      return file && className !== undefined ? [{ source: file.source, className }] : [];
    });
    if (listed.length !== splits[split].length || found.size > 0) {
      return {
        unfit: `${MANIFEST} does not match the ${split} pictures in the folder: they are sorted by name`,
      };
    }
    ordered[split] = listed;
  }
  return { name, classes, files: ordered };
}

async function read(tree: FileTree, path: string): Promise<Manifest | null> {
  try {
    const text = new TextDecoder().decode(await tree.read(path, MAX_BYTES));
    const parsed = Manifest.safeParse(JSON.parse(text));
    if (!parsed.success || new Set(parsed.data.classes).size !== parsed.data.classes.length) return null;
    return parsed.data;
  } catch (error) {
    if (error instanceof DatasetError || error instanceof SyntaxError) return null;
    throw error;
  }
}
