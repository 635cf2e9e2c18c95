/** A minimal plan, trials and host reports. Not a test. */
import { SweepPlan, type Trial, type TrialEpoch } from '../../../../native-bridge/host/sweep-messages.ts';

/** TPE over the learning rate and the mini-batch of `course`, 8 trials of 4 epochs. */
export function examplePlan(more: Partial<SweepPlan> = {}): SweepPlan {
  return SweepPlan.parse({
    ...{ preset: 'course', network: null, hyperparameters: {}, guesses: [], sampler: 'tpe', gridPoints: 5 },
    space: {
      learningRate: { kind: 'float', low: 1e-4, high: 1e-1, log: true },
      batchSize: { kind: 'choice', choices: [32, 64] },
    },
    ...{ scheduler: { kind: 'asha' }, objectives: ['validationAccuracy'], budget: { trials: 8, minutes: null } },
    ...{ epochs: 4, seeds: 1, folds: 0, validation: 0.25, seed: 3, backend: 'auto', lanes: null },
    fresh: { best: 0, seeds: 2 },
    ...more,
  });
}

export function exampleTrial(number: number, more: Partial<Trial> = {}): Trial {
  return {
    ...{ number, values: { learningRate: 0.009, batchSize: 64 }, origin: 'sampler', state: 'complete' },
    ...{ scores: [0.5], replicates: [0.5], interval: { low: 0.25, high: 0.75 }, bestEpoch: 3, epochs: 4 },
    ...{ seconds: 0.5, parameters: 1286, reason: null, beganAt: 1000, endedAt: 2000 },
    ...more,
  };
}

/** Epochs `from` to `until` of a trial; every figure identifies its epoch. */
export function exampleEpochs(trial: number, from: number, until: number): TrialEpoch[] {
  return Array.from({ length: until - from }, (_, i) => {
    const epoch = from + i;
    const cost = 2 + trial + epoch / 1000;
    return { trial, epoch, cost, validationLoss: cost / 3, validationAccuracy: (epoch % 10) / 10 };
  });
}

export const NOTHING = { trials: [], epochs: [], pieces: [], pictures: [], answers: [], fresh: [] };
