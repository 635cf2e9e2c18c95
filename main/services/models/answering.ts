/** Asking a model about many pictures: by batches, with progress, until it is cancelled. */
import type { Work } from '../tasks.ts';

/** A model as its answers know it. */
export interface AnsweringModel {
  readonly id: number;
  /** Of its ONNX file. */
  readonly path: string;
  /** Of that file and, of a foreign model, its card: lower-case hexadecimal. See answers-key.ts. */
  readonly sha256: string;
  /** How many classes it answers with. */
  readonly classes: number;
  /** Of the answers' columns, where a foreign model may have the dataset's classes in another order. */
  readonly order?: { readonly dataset: string; readonly classes: string[] };
}

/** Pictures a question: some tenths of a second, which is how long a cancel and a dropped picture wait. */
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
