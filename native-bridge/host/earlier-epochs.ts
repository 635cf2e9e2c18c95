/** Epochs of a piece that were trained earlier, by a session that was killed before it could report them. */
import type { DoneWork, WorkEpoch, WorkState } from '../tuning/work.ts';

/** A piece that consists only of such epochs. Its training time is unknown. */
export function doneBefore(epochs: readonly WorkEpoch[], state: WorkState): DoneWork {
  const now = Date.now();
  const result = { epochs, state, diverged: null, seconds: 0, kernelSeconds: 0 };
  return { result, worker: '', lane: 0, beganAt: now, endedAt: now };
}

/** Those epochs, followed by what was done now. */
export function withEpochs(before: readonly WorkEpoch[], done: DoneWork): DoneWork {
  return { ...done, result: { ...done.result, epochs: [...before, ...done.result.epochs] } };
}
