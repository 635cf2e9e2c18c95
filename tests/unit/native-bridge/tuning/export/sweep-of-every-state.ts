/** A sweep with a trial in every state, values of every kind, and names that need care. */
import type { ExportedSweep, ExportedTrial } from '../../../../../native-bridge/tuning/export/exported.ts';

const T0 = Date.UTC(2026, 10, 2, 12, 0, 0, 250);

function trial(number: number, rest: Partial<ExportedTrial>): ExportedTrial {
  const [epochs, curve] = [rest.curve?.length ?? 0, rest.curve ?? []];
  return {
    ...{ number, state: 'complete', scores: [null], seconds: epochs / 4, origin: 'sampler', epochs, curve },
    ...{ beganAt: T0 + number * 1000, endedAt: T0 + number * 1000 + 500 },
    ...{ values: { learningRate: 0.01 / (number + 1), optimizer: 'adam', batchNorm: true, filters: 8 } },
    ...rest,
  };
}

function curve(...scores: number[]): { epoch: number; score: number }[] {
  return scores.map((score, epoch) => ({ epoch, score }));
}

export const EVERY_STATE: ExportedSweep = {
  name: 'Hands, "left" — Ж',
  objectives: [{ name: 'validationAccuracy', direction: 'maximize' }],
  space: {
    learningRate: { kind: 'float', low: 0.0001, high: 0.1, log: true },
    optimizer: { kind: 'choice', choices: ['adam', 'sgd, plain'] },
    momentum: { kind: 'float', low: 0, high: 0.9, when: { name: 'optimizer', values: ['sgd, plain'] } },
    batchNorm: { kind: 'choice', choices: [false, true] },
    filters: { kind: 'int', low: 4, high: 16, step: 4 },
  },
  trials: [
    // The preset's own point may lie outside the space.
    trial(0, {
      origin: 'default',
      values: { learningRate: 0.5, optimizer: 'adamW', batchNorm: false, filters: 6 },
      scores: [0.5],
      curve: curve(0.3, 0.5),
    }),
    trial(1, { scores: [0.75], curve: curve(0.25, 0.625, 0.75), replicates: [0.7, 0.8] }),
    trial(2, {
      ...{ state: 'pruned', scores: [0.25], curve: curve(0.25) },
      values: { learningRate: 0.02, optimizer: 'sgd, plain', momentum: 0.3, batchNorm: true, filters: 12 },
    }),
    trial(3, { state: 'diverged', curve: curve(0, Number.NEGATIVE_INFINITY), reason: 'The cost became NaN' }),
    trial(4, { state: 'impossible', beganAt: null, reason: 'layer 3 (maxPool): "its window" does not fit' }),
    trial(5, { state: 'failed', reason: 'out of memory\nafter 2 tries' }),
    trial(6, { state: 'running', endedAt: null, curve: curve(0.5), scores: [0.5] }),
    trial(7, { state: 'waiting', origin: 'guess', beganAt: null, endedAt: null }),
  ],
};

export const TWO_OBJECTIVES: ExportedSweep = {
  ...EVERY_STATE,
  name: 'two',
  objectives: [
    { name: 'validationLoss', direction: 'minimize' },
    { name: 'latency', direction: 'minimize' },
  ],
  trials: [
    trial(0, { scores: [0.4, 0.001], curve: curve(0.9, 0.4) }),
    trial(1, { scores: [0.2, 0.003], curve: curve(0.8, 0.2) }),
    trial(2, { scores: [0.3, null], curve: curve(0.7, 0.3) }), // its latency could not be measured
    trial(3, { scores: [0.5, 0.002], state: 'pruned', curve: curve(0.5) }),
  ],
};
