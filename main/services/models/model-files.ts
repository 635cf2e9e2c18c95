/** Model files in the lab, and how they are added to it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import type { Recogniser } from '../../hosts/recognition.ts';
import { ModelSummary } from '../../ipc/schemas/model.ts';
import type { ModelFacts } from './model-rows.ts';

export const modelFile = (folder: string) => join(folder, 'model.onnx');
export const parityFile = (folder: string) => join(folder, 'model.parity.json');

/**
 * Copies the file as a whole: its name holds the old or the new file, even after a kill.
 * @throws HostError if it cannot be written
 */
export async function copyWhole(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    const part = `${to}.part`;
    await copyFile(from, part);
    const file = await open(part, 'r+');
    await file.sync().finally(() => file.close());
    await rename(part, to);
  } catch (cause) {
    throw refused(
      `${from} cannot be copied into the lab: ${(cause as Error).message}.`,
      'Free some space on the disk of the lab folder, or make the folder writable.',
    );
  }
}

/** The file of a model in the lab. @throws HostError if it is missing */
export async function readModel(folder: string): Promise<Uint8Array> {
  try {
    return await readFile(modelFile(folder));
  } catch (cause) {
    throw refused(
      `The model's file in the lab cannot be read: ${(cause as Error).message}.`,
      'Open the model file again, or train the run for one more epoch.',
    );
  }
}

/** Errors about an uploaded file use the person's name for it, not its path in the lab. */
export function underItsName<T>(path: string, work: Promise<T>): Promise<T> {
  return underAnotherName(path, basename(path), work);
}

/** Errors about the file call it `name`. */
export async function underAnotherName<T>(path: string, name: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof HostError)) throw error;
    const { message, remedy, badArgument } = error;
    throw new HostError({ message: message.replaceAll(path, name), remedy, badArgument });
  });
}

/** @throws HostError of the recognition host if ONNX Runtime or the input contract refuses the file. */
export async function readFacts(recogniser: Recogniser, folder: string): Promise<ModelFacts> {
  const path = modelFile(folder);
  const { labels, metadata } = await labelsOf(recogniser, path);
  const bytes = await readFile(path);
  const report = parityFile(folder);
  const parity = existsSync(report)
    ? ModelSummary.shape.parity.parse(JSON.parse(await readFile(report, 'utf8')))
    : null;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { labels, bytes: bytes.length, sha256, card: metadata, parity };
}

/** For a foreign model, whose card may have gaps: the known labels, or the numbers of its outputs. */
async function labelsOf(
  recogniser: Recogniser,
  path: string,
): Promise<Pick<ModelFacts, 'labels'> & { metadata: ModelFacts['card'] }> {
  const { foreign, card, classes } = await recogniser.ask<'inspect'>({ kind: 'inspect', path });
  if (!foreign) return recogniser.ask<'open'>({ kind: 'open', path });
  return { labels: card.labels ?? Array.from({ length: classes }, (_, k) => String(k)), metadata: null };
}

/** Copies a run's model and its parity report into a model's folder. */
export async function copyFromRun(run: string, folder: string): Promise<void> {
  await copyWhole(parityFile(run), parityFile(folder));
  await copyWhole(modelFile(run), modelFile(folder));
}

export async function copyFromFile(path: string, folder: string): Promise<void> {
  await copyWhole(path, modelFile(folder));
}

/** The only ONNX file at a path. @throws HostError */
export async function chosenModel(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return path;
  if (!found) throw refused(`${path} does not exist.`, 'Give an ONNX file on this machine.');
  const models = (await readdir(path, { recursive: true })).filter((name) => extname(name).toLowerCase() === '.onnx');
  const [model] = models;
  if (models.length === 1) return join(path, model!);
  if (models.length === 0)
    throw refused('There is no ONNX file among the chosen files.', 'Choose a file that ends in .onnx.');
  throw refused(`There are ${models.length} ONNX files among the chosen files.`, 'Choose one at a time.');
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** An invalid argument. */
export function refused(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}
