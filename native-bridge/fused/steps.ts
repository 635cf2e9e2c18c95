/** The numbers that the kernels need for a step, and for all steps of an epoch. */
import { CROSS_ENTROPY, type EpochWork, type Opening } from '../backends/backend.ts';
import { type EngineSteps, RULES, STEP_NUMBERS } from './engine.ts';

/** The numbers of kernels/optimizer.h: Step, for the given step, counted from 1. */
export function stepNumbers(
  { optimizer, objective = CROSS_ENTROPY, clipNorm = 0 }: Pick<Opening, 'optimizer' | 'objective' | 'clipNorm'>,
  rate: number,
  step: number,
): Float64Array {
  const adam = optimizer.kind === 'sgd' ? { beta1: 0, beta2: 0, epsilon: 1 } : optimizer;
  const { beta1, beta2, epsilon } = adam;
  const correction = Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step);
  const momentum = optimizer.kind === 'sgd' ? optimizer.momentum : 0;
  const weightDecay = optimizer.kind === 'adamW' ? optimizer.weightDecay : 0;
  return Float64Array.of(
    ...[RULES[optimizer.kind], rate, optimizer.kind === 'sgd' ? rate : rate * correction, beta1, beta2, epsilon],
    ...[momentum, weightDecay, objective.l2, objective.labelSmoothing, clipNorm],
  );
}

/** Low and high half of the seed, and the steps taken before. */
export function dropoutWords({ seed }: Opening, steps: number): Uint32Array {
  return Uint32Array.of(seed >>> 0, Math.floor(seed / 2 ** 32), steps);
}

/**
 * The steps of an epoch that follows `taken` earlier steps.
 * @throws Error if the numbers of learning rates and mini-batches differ.
 */
export function stepsOf(
  opening: Opening,
  { batches, learningRates }: EpochWork,
  taken: number,
): Omit<EngineSteps, 'recipes'> {
  if (learningRates.length !== batches.length) throw new Error('an epoch needs one learning rate for each mini-batch');
  const rows = Int32Array.from(batches, ({ length }) => length);
  const indices = new Int32Array(rows.reduce((sum, length) => sum + length, 0));
  const numbers = new Float64Array(batches.length * STEP_NUMBERS);
  let at = 0;
  for (const [i, batch] of batches.entries()) {
    indices.set(batch, at);
    numbers.set(stepNumbers(opening, learningRates[i]!, taken + i + 1), i * STEP_NUMBERS);
    at += batch.length;
  }
  return { indices, rows, numbers, dropout: dropoutWords(opening, taken) };
}

/** Number of steps taken, up to and including the first whose loss is not finite. */
export function stepsTaken(losses: Float64Array): number {
  const bad = losses.findIndex((loss) => !Number.isFinite(loss));
  return bad < 0 ? losses.length : bad + 1;
}
