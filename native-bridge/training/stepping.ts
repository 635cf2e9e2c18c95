/** How a run takes its steps: one by one on this thread, or several at a time on a thread of the backend's own. */
import type { EpochResult, EpochWork, Session } from '../backends/backend.ts';
import { trainEpoch } from './epoch.ts';

/** Steps that were taken, in their order. */
export type Taken = Pick<EpochResult, 'losses' | 'right'>;

export interface Stepping {
  /** How many steps to take before the caller is asked whether to go on; from 1. */
  readonly stretch: number;
  take(session: Session, work: Omit<EpochWork, 'evaluation'>): Promise<Taken>;
  /** (count, classes) logits in inference mode. */
  logits(session: Session, images: Uint8Array, count: number): Promise<Float32Array>;
}

/** On this thread, with all threads that the session has: for a run that has the machine to itself. */
export const ONE_BY_ONE: Stepping = {
  stretch: 1,
  async take(session, { batches, learningRates }) {
    const losses = Float64Array.of(await session.train(batches[0]!, learningRates[0]!));
    return { losses, right: Int32Array.of(session.right) };
  },
  logits: (session, images, count) => session.logits(images, count),
};

/** Least time between two questions whether to go on: a stop or a progress bar can wait that long. In seconds. */
const STRETCH = 0.1;

/** Away from this thread, on which other runs wait for theirs. The length of a stretch changes no number. */
export class SideBySide implements Stepping {
  stretch = 1;

  async take(session: Session, work: Omit<EpochWork, 'evaluation'>): Promise<Taken> {
    const { losses, right, seconds } = await trainEpoch(session, work);
    this.stretch = Math.max(1, Math.floor((STRETCH * losses.length) / Math.max(seconds, 1e-6)));
    return { losses, right };
  }

  async logits(session: Session, images: Uint8Array, count: number): Promise<Float32Array> {
    const work = { batches: [], learningRates: new Float64Array(0), evaluation: { images, count } };
    return (await trainEpoch(session, work)).logits!;
  }
}
