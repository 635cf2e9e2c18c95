/** Which pictures a model sees as most alike. */
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
 * The first question of a model and dataset takes the pictures through the net; the host keeps what came of it.
 * @param pixels path of the dataset's pixel file
 * @throws HostError where the model does not answer, or a picture is missing; the signal's reason on a cancel.
 */
export async function askNearest(recogniser: Recogniser, pixels: string, ask: NearestAsk) {
  const among = Int32Array.from(ask.among);
  const { path } = ask.model;
  const question = { path, pixels, picture: ask.picture, among, count: ask.count };
  // A model that shows no features has none to prepare: one small question shows it.
  const { by } = await recogniser.ask<'features'>({ kind: 'features', path, pixels, pictures: new Int32Array() });
  if (by === 'features') {
    await inBatches(among, 'Looking at the training pictures', ask.work, async (pictures) => {
      await recogniser.ask<'features'>({ kind: 'features', path, pixels, pictures });
    });
  }
  return recogniser.ask<'nearest'>({ kind: 'nearest', ...question });
}
