/**
 * Models' predictions on datasets, stored as files `answers/<sha256 of the model>-<dataset>.f32`: (N,classes) float32, one
 * row for every picture of the dataset's pixel file in its order; the row of a picture without an answer yet is NaN.
 *
 *     tasks.run({ id, kind, title }, (work) => answers.ensure({ model, dataset, ids, work }))
 *       -> Float32Array (N,classes), in which the rows of `ids` are filled
 *
 * The store owns the lab's recognition host; other questions go through `recogniser`, and closing the lab calls `close`.
 */
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { Recogniser } from '../../hosts/recognition.ts';
import type { LabContext } from '../context.ts';
import type { Work } from '../tasks.ts';
import { type AnsweringModel, inBatches } from './answering.ts';
import { type AnswersFile, answersFile, isMissing } from './answers-file.ts';
import { answersKey } from './answers-key.ts';
import { askNearest, type NearestAsk } from './nearest.ts';
import { originalsOf } from './originals.ts';

export type { AnsweringModel } from './answering.ts';

export interface AnswersAsk {
  readonly model: AnsweringModel;
  readonly dataset: number;
  /** Pictures of the pixel file whose answers are wanted. */
  readonly ids: ArrayLike<number>;
  readonly work: Work;
}

export interface Answers {
  /** Null if that model has no answer for any picture of that dataset yet. Missing rows are NaN. */
  kept(model: number, dataset: number): Promise<Float32Array | null>;
  /**
   * (N,classes): stored answers; missing ones of `ids` are computed. What was computed before a cancellation is kept.
   * @throws HostError if the model does not answer, or a picture is missing; the signal's reason if cancelled.
   */
  ensure(ask: AnswersAsk): Promise<Float32Array>;
  /** The pictures that are most similar to the model, with progress for the first question. @throws as `ensure`. */
  nearest(ask: NearestAsk): ReturnType<typeof askNearest>;
  readonly recogniser: Recogniser;
  close(): void;
}

/** Most computing time that a crash can cost. */
const KEEP_EVERY = 3000; // ms

export function answerStore(context: LabContext): Answers {
  const recogniser = new Recogniser();
  const pixelsOf = (dataset: number) => join(context.paths.dataset(dataset), 'pictures.u8');
  const fileOf = (sha256: string, dataset: number, classes: number) =>
    answersFile(join(context.paths.answers, `${sha256}-${dataset}.f32`), pixelsOf(dataset), classes);
  const turns = new Map<string, Promise<unknown>>();
  return {
    recogniser,
    close: () => recogniser.close(),
    async kept(model, dataset) {
      const row = context.db.sql.prepare('SELECT sha256, labels FROM models WHERE id = ?').get(model);
      if (!row) return null;
      const classes = (JSON.parse(String(row.labels)) as string[]).length;
      const key = answersKey(String(row.sha256), context.paths.model(model));
      return (await fileOf(key, dataset, classes)).read();
    },
    ensure(ask) {
      const { model, dataset } = ask;
      // Two windows may ask for the same answers: the second finds what the first has written.
      return inTurn(turns, `${model.sha256}-${dataset}`, async () => {
        ask.work.signal.throwIfAborted();
        const file = await fileOf(model.sha256, dataset, model.classes);
        // The lab's own models see only the 64x64 pictures.
        const originals = model.order ? originalsOf(context, dataset, ask.ids) : [];
        return complete(recogniser, { file, pixels: pixelsOf(dataset), originals: new Map(originals) }, ask);
      });
    },
    nearest: (ask) => askNearest(recogniser, pixelsOf(ask.dataset), ask),
  };
}

async function complete(
  recogniser: Recogniser,
  { file, pixels, originals }: { file: AnswersFile; pixels: string; originals: ReadonlyMap<number, string> },
  { model, ids, work }: AnswersAsk,
): Promise<Float32Array> {
  const all = (await file.read()) ?? file.empty();
  const { classes } = model;
  const missing = Int32Array.from(ids)
    .filter((id) => isMissing(all, id, classes))
    .sort();
  let keptAt = performance.now();
  try {
    await inBatches(missing, 'Asking the model', work, async (pictures) => {
      const { probabilities } = await recogniser.ask<'answers'>({
        kind: 'answers',
        path: model.path,
        pixels,
        pictures,
        ...(model.order && { order: { ...model.order }, originals: filesOf(pictures, originals) }),
      });
      checkSize(probabilities, pictures.length * classes, model);
      for (const [i, id] of pictures.entries()) {
        all.set(probabilities.subarray(i * classes, (i + 1) * classes), id * classes);
      }
      if (performance.now() - keptAt < KEEP_EVERY) return;
      await file.write(all);
      keptAt = performance.now();
    });
  } finally {
    if (missing.length > 0) await file.write(all);
  }
  return all;
}

function filesOf(pictures: Int32Array, originals: ReadonlyMap<number, string>): [number, string][] {
  return [...pictures].flatMap((id) => {
    const file = originals.get(id);
    return file === undefined ? [] : [[id, file] as [number, string]];
  });
}

function checkSize(probabilities: Float32Array, expected: number, { path }: AnsweringModel): void {
  if (probabilities.length === expected) return;
  throw new HostError({
    message: `${path} answers with other classes than when it was added to the lab.`,
    remedy: 'Open the model file again.',
    badArgument: false,
  });
}

/** Runs work with the same key one after another. */
async function inTurn<T>(turns: Map<string, Promise<unknown>>, key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(key, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === mine) turns.delete(key);
  }
}
