/**
 * The learning rate of every optimizer step. It depends only on the step's position in the run and on the
 * hyperparameters, so that a resumed run continues exactly.
 */
import type { Hyperparameters } from './hyperparameters.ts';

/** The position of a step in its run. */
export interface StepOfRun {
  /** Counted from 0 over the whole run: epoch * stepsPerEpoch + step. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Of the whole run. */
  readonly steps: number;
}

/**
 * Linear warm-up from a fraction of `learningRate` in the first step to all of it in the last (Goyal et al. 2017); then
 * the schedule, counted from the end of the warm-up.
 */
export function learningRateAt({ step, stepsPerEpoch, steps }: StepOfRun, hp: Hyperparameters): number {
  const warmup = Math.round(hp.warmupEpochs * stepsPerEpoch); // steps
  if (step < warmup) return (hp.learningRate * (step + 1)) / warmup;
  return hp.learningRate * factorAt(step - warmup, stepsPerEpoch, steps - warmup, hp);
}

/** The fraction of the learning rate that is left after that many steps of the schedule; 1 at its start. */
function factorAt(step: number, stepsPerEpoch: number, steps: number, hp: Hyperparameters): number {
  const decays = step / stepsPerEpoch / hp.decayEpochs;
  switch (hp.schedule) {
    case 'constant':
      return 1;
    case 'step':
      return hp.decayRate ** Math.floor(decays);
    case 'exponential':
      return hp.decayRate ** decays;
    case 'cosine': // Loshchilov & Hutter 2017, equation 5, without restarts; the floor would be reached by the next step
      return hp.cosineFloor + ((1 - hp.cosineFloor) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
  }
}
