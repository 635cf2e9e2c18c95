/** One epoch of a session: in one call if the backend supports that, else step by step, with the same numbers. */
import { setImmediate } from 'node:timers/promises';
import type { EpochResult, EpochWork, Session } from '../backends/backend.ts';
import type { Parameters } from '../convnet/tensor.ts';

/** When training step by step, the longest time between reading messages to this process, in milliseconds. */
const BREATH = 30;

/**
 * Takes the steps in order, stopping after a loss that is not finite, then evaluates.
 * @throws Error if the numbers of learning rates and mini-batches differ, a mini-batch names a picture that the set does
 * not have (step by step: after the steps before it), or the session is closed, also during the epoch.
 */
export async function trainEpoch(session: Session, work: EpochWork): Promise<EpochResult> {
  if (work.learningRates.length !== work.batches.length) {
    throw new Error('an epoch needs one learning rate for each mini-batch');
  }
  return session.epoch ? session.epoch(work) : stepByStep(session, work);
}

async function stepByStep(session: Session, { batches, learningRates, evaluation }: EpochWork): Promise<EpochResult> {
  const losses = new Float64Array(batches.length).fill(Number.NaN);
  const right = new Int32Array(batches.length);
  let seconds = 0;
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await call();
    seconds += (performance.now() - began) / 1000;
    return result;
  };
  let rested = performance.now();
  for (const [i, batch] of batches.entries()) {
    losses[i] = await timed(() => session.train(batch, learningRates[i]!));
    right[i] = session.right;
    if (!Number.isFinite(losses[i])) break;
    if (performance.now() - rested < BREATH) continue;
    await setImmediate();
    rested = performance.now();
  }
  const logits = evaluation ? await timed(() => session.logits(evaluation.images, evaluation.count)) : null;
  return { losses, right, logits, finite: allFinite(await session.parameters()), seconds };
}

function allFinite(parameters: Parameters): boolean {
  return Object.values(parameters).every(({ data }) => data.every((value) => Number.isFinite(value)));
}
