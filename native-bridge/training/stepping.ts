/** How a run takes its steps: one by one on this thread, or several at a time on a thread of the backend. */
import type { EpochResult, EpochWork, Session } from '../backends/backend.ts';
import { trainEpoch } from './epoch.ts';

/** The results of steps, in order. */
export type Taken = Pick<EpochResult, 'losses' | 'right'>;

export interface Stepping {
  /** How many steps to take before asking the caller whether to continue; from 1. */
  readonly stretch: number;
  take(session: Session, work: Omit<EpochWork, 'evaluation'>): Promise<Taken>;
  /** (count, classes) logits in inference mode. */
  logits(session: Session, images: Uint8Array, count: number): Promise<Float32Array>;
}

/** On this thread, with all threads of the session: for a run that has the machine to itself. */
export const ONE_BY_ONE: Stepping = {
  stretch: 1,
  async take(session, { batches, learningRates }) {
    const losses = Float64Array.of(await session.train(batches[0]!, learningRates[0]!));
    return { losses, right: Int32Array.of(session.right) };
  },
  logits: (session, images, count) => session.logits(images, count),
};

/** Minimum time between two checks whether to continue, in seconds: a stop or a progress bar can wait that long. */
const STRETCH = 0.1;

/** Off this thread, which other runs need for their own steps. The length of a stretch does not change any number. */
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
