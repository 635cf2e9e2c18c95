/** A model's own page, written as a folder or as one zip file. */
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
  /** Within it. */
  readonly files: string[];
}

/** `index.html` lies at its root, as hosts of static pages want it. */
export async function zipped(files: readonly PageFile[]): Promise<Uint8Array> {
  const zip = new ZipFile();
  // Weights are noise to a compressor.
  for (const { name, bytes } of files) zip.addBuffer(Buffer.from(bytes), name, { compress: !name.endsWith('.onnx') });
  zip.end();
  return buffer(zip.outputStream);
}

/**
 * @param wanted ends in .zip: one file; else a folder, which is not there yet or is empty
 * @param overwrite a zip file that is there is replaced; a folder with something in it never is
 * @throws HostError where it cannot be written, or something is there and shall stay
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
      throw refused(`${path} is there already.`, 'Choose another name, or allow that it is replaced.');
    await write(path, await zipped(files));
  } else {
    if (found && !found.isDirectory())
      throw refused(`${path} is a file.`, 'Name a folder that is not there yet, or a file that ends in .zip.');
    if (found && (await readdir(path)).length > 0)
      throw refused(`The folder ${path} is not empty.`, 'Name one that is not there yet, or an empty one.');
    await writeFolder(path, files);
  }
  return { path, files: files.map(({ name }) => name) };
}

/** Written next to its place, and whole when it takes it. */
async function writeFolder(path: string, files: readonly PageFile[]): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    for (const { name, bytes } of files) {
      const file = join(draft, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    // An empty folder that is there: Windows renames nothing onto it.
    await rmdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw refused(`${path} cannot be written: ${(cause as Error).message}.`, 'Choose another place.');
  }
}
