/** Asks a model about many pictures: in batches, with progress, until it is cancelled. */
import type { Work } from '../tasks.ts';

/** What identifies a model's answers. */
export interface AnsweringModel {
  readonly id: number;
  /** Of its ONNX file. */
  readonly path: string;
  /** Of that file and, of a foreign model, its card: lower-case hexadecimal. See answers-key.ts. */
  readonly sha256: string;
  /** Number of classes in its answers. */
  readonly classes: number;
  /** Order of the answers' columns: a foreign model may have the dataset's classes in another order. */
  readonly order?: { readonly dataset: string; readonly classes: string[] };
}

/** Pictures per request: some tenths of a second, which is how long a cancellation or a dropped picture waits. */
const BATCH = 512;

/** @throws the signal's reason before the next batch, once it is aborted. */
export async function inBatches(
  pictures: Int32Array,
  step: string,
  { signal, progress }: Work,
  use: (batch: Int32Array) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < pictures.length; from += BATCH) {
    signal.throwIfAborted();
    progress({ step, done: from, total: pictures.length });
    await use(pictures.slice(from, from + BATCH));
  }
  progress({ step, done: pictures.length, total: pictures.length });
}
