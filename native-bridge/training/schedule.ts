/**
 * The learning rate of every optimizer step: a function of its place in the run and of the hyperparameters alone, so that
 * a resumed run goes on exactly.
 */
import type { Hyperparameters } from './hyperparameters.ts';

/** Where a step stands in its run. */
export interface StepOfRun {
  /** Counted from 0 over the whole run: epoch * stepsPerEpoch + step. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Of the whole run. */
  readonly steps: number;
}

/**
 * Linear warm-up to `learningRate`, whose first step is a share of it and whose last is all of it (Goyal et al. 2017);
 * then the schedule, counted from the end of the warm-up.
 */
export function learningRateAt({ step, stepsPerEpoch, steps }: StepOfRun, hp: Hyperparameters): number {
  const warmup = Math.round(hp.warmupEpochs * stepsPerEpoch); // steps
  if (step < warmup) return (hp.learningRate * (step + 1)) / warmup;
  return hp.learningRate * factorAt(step - warmup, stepsPerEpoch, steps - warmup, hp);
}

/** What is left of the learning rate after that many of the schedule's steps; 1 at its beginning. */
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
