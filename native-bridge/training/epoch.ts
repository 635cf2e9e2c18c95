/** One epoch of a session, in one go where its backend can, else step by step: the same numbers either way. */
import { setImmediate } from 'node:timers/promises';
import type { EpochResult, EpochWork, Session } from '../backends/backend.ts';
import type { Parameters } from '../convnet/tensor.ts';

/** Step by step, messages to this process are read at least so often: milliseconds. */
const BREATH = 30;

/**
 * Takes the steps in order, stopping after a loss that is not finite, then evaluates.
 * @throws Error if learning rates and mini-batches do not go together, a mini-batch names no picture of the set (step by
 * step, after the steps before it), or the session is closed, also while the epoch is under way.
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
