/** Exports a model: the file itself, and next to it its class names, its report, and the other files that it needs. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { labelsText } from './labels-file.ts';
import { refused } from './model-files.ts';

export interface ExportSource {
  /** The model's file. */
  readonly onnx: string;
  /** Report of its parity with the trained net; the file need not exist. */
  readonly report: string;
  readonly labels: readonly string[];
  /** Only for a model that another program has made. */
  readonly foreign?: Foreign;
}

export interface Foreign {
  /** Its preprocessing card. */
  readonly card: object;
  /** Files with its weights, next to it, named as in the model. */
  readonly external: readonly string[];
}

export interface ExportedModel {
  readonly path: string;
  /** `labels.txt` next to it. */
  readonly labels: string;
  /** `signs.parity.json` next to `signs.onnx`; null if the model has none. */
  readonly report: string | null;
  /** For a foreign model: `signs.card.json`, and the files with its weights. */
  readonly others: string[];
}

/** Next to a model file: `signs.onnx` -> `signs.parity.json`. */
export const reportNextTo = (path: string) => nextTo(path, 'parity');
const nextTo = (path: string, what: string) => path.replace(/\.onnx$/i, '').concat(`.${what}.json`);

/** @throws HostError if it cannot be written, or would replace another file without `overwrite`. */
export async function exportModel(model: ExportSource, wanted: string, overwrite: boolean): Promise<ExportedModel> {
  const path = resolve(wanted);
  if (extname(path).toLowerCase() !== '.onnx')
    throw refused(`${path} does not end in .onnx.`, `Name it ${basename(path)}.onnx.`);
  await requireParent(path);
  const report = existsSync(model.report) ? reportNextTo(path) : null;
  const labels = join(dirname(path), 'labels.txt');
  const card = model.foreign ? nextTo(path, 'card') : null;
  const files: (readonly [string, Uint8Array])[] = [
    [path, await read(model.onnx)],
    [labels, Buffer.from(labelsText(model.labels))],
  ];
  if (report !== null) files.push([report, await read(model.report)]);
  if (card !== null) files.push([card, Buffer.from(JSON.stringify(model.foreign?.card))]);
  const weights = (model.foreign?.external ?? []).map((name) => join(dirname(path), name));
  if (!overwrite) await requireRoom(files, weights);
  for (const [file, bytes] of files) await write(file, bytes);
  for (const name of model.foreign?.external ?? [])
    await copy(join(dirname(model.onnx), name), join(dirname(path), name));
  return { path, labels, report, others: card === null ? [] : [card, ...weights] };
}

/** @throws HostError if the parent folder does not exist */
export async function requireParent(path: string): Promise<void> {
  const parent = await stat(dirname(path)).catch(() => null);
  if (!parent?.isDirectory())
    throw refused(`There is no folder ${dirname(path)}.`, 'Create it first, or choose another.');
}

/** @throws HostError if it cannot be written */
export async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFileAtomic(path, Buffer.from(bytes));
  } catch (cause) {
    throw refused(`${path} cannot be written: ${(cause as Error).message}.`, 'Choose another folder.');
  }
}

/** @throws HostError if a different file exists there: two models with the same classes may share a `labels.txt`. */
async function requireRoom(
  files: readonly (readonly [string, Uint8Array])[],
  weights: readonly string[],
): Promise<void> {
  for (const [file, bytes] of files) {
    const found = await stat(file).catch(() => null);
    const same = found?.isFile() && found.size === bytes.length && (await readFile(file)).equals(bytes);
    if (found && !same) throw taken(file);
  }
  const there = weights.find((file) => existsSync(file));
  if (there) throw taken(there);
}

function taken(file: string): Error {
  return refused(
    `${file} already exists.`,
    'Choose another name, or allow replacing it (on the command line: --overwrite).',
  );
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw refused(
      `${path} cannot be read: ${(cause as Error).message}.`,
      'Open the model file again, or train the run for one more epoch.',
    );
  }
}

/** Weights may be larger than the memory. */
async function copy(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
  } catch (cause) {
    throw refused(`${to} cannot be written: ${(cause as Error).message}.`, 'Choose another folder.');
  }
}
