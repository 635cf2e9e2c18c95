/** Which pictures are most similar to a model. */
import type { Recogniser } from '../../hosts/recognition.ts';
import type { Work } from '../tasks.ts';
import { type AnsweringModel, inBatches } from './answering.ts';

export interface NearestAsk {
  readonly model: AnsweringModel;
  readonly dataset: number;
  readonly picture: number;
  /** Pictures of the same pixel file to choose from. */
  readonly among: ArrayLike<number>;
  readonly count: number;
  readonly work: Work;
}

/**
 * The first question about a model and dataset runs the pictures through the net; the host caches their features.
 * @param pixels path of the dataset's pixel file
 * @throws HostError if the model does not answer, or a picture is missing; the signal's reason if cancelled.
 */
export async function askNearest(recogniser: Recogniser, pixels: string, ask: NearestAsk) {
  const among = Int32Array.from(ask.among);
  const { path } = ask.model;
  const question = { path, pixels, picture: ask.picture, among, count: ask.count };
  // An empty request tells whether the model exposes features; without them there is nothing to prepare.
  const { by } = await recogniser.ask<'features'>({ kind: 'features', path, pixels, pictures: new Int32Array() });
  if (by === 'features') {
    await inBatches(among, 'Looking at the training pictures', ask.work, async (pictures) => {
      await recogniser.ask<'features'>({ kind: 'features', path, pixels, pictures });
    });
  }
  return recogniser.ask<'nearest'>({ kind: 'nearest', ...question });
}
