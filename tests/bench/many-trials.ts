/** A sweep of very many trials with all their epochs, written as the lab stores them, within a second. */

import { sweepRows } from '../../main/services/sweeps/sweep-rows.ts';
import { trialRows } from '../../main/services/sweeps/trial-rows.ts';
import type { Database } from '../../main/storage/database.ts';
import type { SweepPlan } from '../../native-bridge/tuning/plan.ts';
import type { Piece, Trial, TrialEpoch } from '../../native-bridge/tuning/trial.ts';

const OPTIMIZERS = ['adam', 'adamW', 'sgd'] as const;
const RUNGS = [1, 4, 16, 64];

interface Many {
  readonly trials: number;
  /** Epochs of a complete trial. */
  readonly epochs: number;
  /** Share of complete trials; the others were pruned at a rung. */
  readonly complete: number;
}

/** @param dataset one of the lab, version 1, six classes. @returns the sweep's id */
export function layDownSweep(db: Database, dataset: number, { trials: count, epochs, complete }: Many): number {
  const sweeps = sweepRows(db);
  const rows = trialRows(db);
  const plan = planOf(count, epochs);
  const pictures = { kind: 'dataset', dataset, version: 1, name: 'Synthetic signs' } as const;
  const classes = [...'012345'];
  const sweep = sweeps.add({ name: `${count} trials`, plan, pictures, classes, continues: null });
  const random = generator(1);
  const made = Array.from({ length: count }, (_, number) => trialOf(number, epochs, complete, random));
  const epochRows = made.flatMap(epochsOf);
  const nothing = { pictures: [], answers: [], fresh: [] };
  rows.store(sweep, { ...nothing, trials: made, epochs: epochRows, pieces: made.map(pieceOf) }, new Map(), 60);
  sweeps.setState(sweep, { kind: 'done' });
  return sweep;
}

function planOf(trials: number, epochs: number): SweepPlan {
  return {
    ...{ preset: 'course', network: null, hyperparameters: {}, guesses: [], sampler: 'tpe', gridPoints: 5 },
    space: {
      learningRate: { kind: 'float', low: 1e-4, high: 0.1, log: true },
      batchSize: { kind: 'choice', choices: [32, 64, 128] },
      optimizer: { kind: 'choice', choices: [...OPTIMIZERS] },
      momentum: { kind: 'float', low: 0.5, high: 0.99, when: { name: 'optimizer', values: ['sgd'] } },
      'layers.1.filters': { kind: 'int', low: 4, high: 32 },
      dropout: { kind: 'float', low: 0, high: 0.5 },
    },
    scheduler: { kind: 'asha', eta: 4, minEpochs: 1 },
    ...{ objectives: ['validationAccuracy', 'parameters'], budget: { trials, minutes: null }, epochs },
    ...{ seeds: 1, folds: 0, validation: 0.15, seed: 3, backend: 'auto', lanes: null, fresh: { best: 0, seeds: 2 } },
  };
}

function trialOf(number: number, most: number, complete: number, random: () => number): Trial {
  const optimizer = OPTIMIZERS[Math.floor(random() * 3)]!;
  const values = {
    learningRate: 1e-4 * 1000 ** random(),
    batchSize: [32, 64, 128][Math.floor(random() * 3)]!,
    ...{ optimizer, 'layers.1.filters': 4 + Math.floor(random() * 29), dropout: random() / 2 },
    ...(optimizer === 'sgd' && { momentum: 0.5 + 0.49 * random() }),
  };
  const whole = number === 0 || random() < complete;
  const epochs = whole ? most : Math.min(RUNGS[Math.floor(random() * RUNGS.length)]!, most);
  const height = 0.3 + 0.6 * random();
  const score = accuracyAt(height, epochs - 1);
  return {
    ...{ number, values, origin: number === 0 ? 'default' : 'sampler', state: whole ? 'complete' : 'pruned' },
    scores: [score, 800 + 60 * values['layers.1.filters']],
    replicates: [height],
    interval: { low: Math.max(0, score - 0.05), high: Math.min(1, score + 0.05) },
    ...{ bestEpoch: epochs - 1, epochs, seconds: epochs * 0.02, parameters: 1214, reason: null },
    ...{ beganAt: number * 100, endedAt: number * 100 + 90 },
  };
}

/** A curve that rises to `height`, with noise that depends only on the epoch. */
const accuracyAt = (height: number, epoch: number): number =>
  Math.min(1, Math.max(0, height * (1 - Math.exp(-(epoch + 1) / 12)) + 0.02 * Math.sin(epoch * 1.7 + height * 90)));

function epochsOf({ number: trial, epochs, replicates: [height = 0] }: Trial): TrialEpoch[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const validationAccuracy = accuracyAt(height, epoch);
    return {
      trial,
      epoch,
      validationAccuracy,
      cost: 2 * (1 - validationAccuracy),
      validationLoss: 1.9 - validationAccuracy,
    };
  });
}

function pieceOf({ number: trial, epochs, beganAt, endedAt }: Trial): Piece {
  const lane = trial % 2;
  return { trial, worker: 'this machine', lane, from: 0, until: epochs, beganAt: beganAt ?? 0, endedAt: endedAt ?? 0 };
}

/** Marsaglia's xorshift: always the same numbers. */
function generator(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}
