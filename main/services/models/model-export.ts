/** A model file on its way out: the file itself, with its class names and its parity report next to it. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { labelsText } from './labels-file.ts';
import { refused } from './model-files.ts';

export interface Leaving {
  /** The model's file. */
  readonly onnx: string;
  /** Of its parity with the trained net; a path where nothing need be. */
  readonly report: string;
  readonly labels: readonly string[];
}

export interface ExportedModel {
  readonly path: string;
  /** `labels.txt` next to it. */
  readonly labels: string;
  /** `signs.parity.json` next to `signs.onnx`; null where the model has none. */
  readonly report: string | null;
}

/** Next to a model file: `signs.onnx` -> `signs.parity.json`. */
export const reportBeside = (path: string) => path.replace(/\.onnx$/i, '').concat('.parity.json');

/** @throws HostError where it cannot be written, or another file is there and shall stay. */
export async function exportModel(model: Leaving, wanted: string, overwrite: boolean): Promise<ExportedModel> {
  const path = resolve(wanted);
  if (extname(path).toLowerCase() !== '.onnx')
    throw refused(`${path} does not end in .onnx.`, `Name it ${basename(path)}.onnx.`);
  await requireParent(path);
  const report = existsSync(model.report) ? reportBeside(path) : null;
  const labels = join(dirname(path), 'labels.txt');
  const files: (readonly [string, Uint8Array])[] = [
    [path, await readFile(model.onnx).catch((cause: Error) => Promise.reject(unreadable(model.onnx, cause)))],
    [labels, Buffer.from(labelsText(model.labels))],
  ];
  if (report !== null) files.push([report, await readFile(model.report)]);
  for (const [file, bytes] of files) {
    if (overwrite || (await holds(file, bytes)) !== false) continue;
    throw refused(`${file} is there already.`, 'Choose another name, or allow that it is replaced.');
  }
  for (const [file, bytes] of files) await write(file, bytes);
  return { path, labels, report };
}

/** @throws HostError where the path has no folder to be in */
export async function requireParent(path: string): Promise<void> {
  const parent = await stat(dirname(path)).catch(() => null);
  if (!parent?.isDirectory()) throw refused(`There is no folder ${dirname(path)}.`, 'Make it first, or name another.');
}

/** @throws HostError where the disk refuses */
export async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFileAtomic(path, Buffer.from(bytes));
  } catch (cause) {
    throw refused(`${path} cannot be written: ${(cause as Error).message}.`, 'Choose another folder.');
  }
}

/** Whether the file is these bytes already: two models of the same classes share a `labels.txt`. Null where it is not there. */
async function holds(file: string, bytes: Uint8Array): Promise<boolean | null> {
  const found = await stat(file).catch(() => null);
  if (!found) return null;
  return found.isFile() && found.size === bytes.length && (await readFile(file)).equals(bytes);
}

function unreadable(path: string, cause: Error): Error {
  return refused(
    `${path} cannot be read: ${cause.message}.`,
    'Open the model file again, or train the run on by an epoch.',
  );
}
