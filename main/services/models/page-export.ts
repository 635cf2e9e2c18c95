/** Writes a model's standalone page as a folder or as one zip file. */
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { requireParent, write } from './model-export.ts';
import { refused } from './model-files.ts';
import type { PageFile } from './page-files.ts';

export interface ExportedPage {
  /** The folder or the zip file. */
  readonly path: string;
  /** Paths within it. */
  readonly files: string[];
}

/** `index.html` is at the root, as static hosting expects. */
export async function zipped(files: readonly PageFile[]): Promise<Uint8Array> {
  const zip = new ZipFile();
  // Weights do not compress.
  for (const { name, bytes } of files) zip.addBuffer(Buffer.from(bytes), name, { compress: !name.endsWith('.onnx') });
  zip.end();
  return buffer(zip.outputStream);
}

/**
 * @param wanted ends in .zip: one file; else a folder that does not exist yet or is empty
 * @param overwrite replaces an existing zip file; a folder that is not empty is never replaced
 * @throws HostError if it cannot be written, or would replace something that must stay
 */
export async function exportPage(
  files: readonly PageFile[],
  wanted: string,
  overwrite: boolean,
): Promise<ExportedPage> {
  const path = resolve(wanted);
  await requireParent(path);
  const found = await stat(path).catch(() => null);
  if (extname(path).toLowerCase() === '.zip') {
    if (found && !(overwrite && found.isFile()))
      throw refused(
        `${path} already exists.`,
        'Choose another name, or allow replacing it (on the command line: --overwrite).',
      );
    await write(path, await zipped(files));
  } else {
    if (found && !found.isDirectory())
      throw refused(`${path} is a file.`, 'Choose a folder that does not exist yet, or a file that ends in .zip.');
    if (found && (await readdir(path)).length > 0)
      throw refused(`The folder ${path} is not empty.`, 'Choose one that does not exist yet, or an empty one.');
    await writeFolder(path, files);
  }
  return { path, files: files.map(({ name }) => name) };
}

/** Written next to its destination, and renamed when complete. */
async function writeFolder(path: string, files: readonly PageFile[]): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    for (const { name, bytes } of files) {
      const file = join(draft, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    // Windows cannot rename onto an existing folder, even an empty one.
    await rmdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw refused(`${path} cannot be written: ${(cause as Error).message}.`, 'Choose another place.');
  }
}
