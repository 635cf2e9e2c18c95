/** A sweep as charts receive it: the same each time, with all states in it. */
import type {
  CurveColumns,
  Piece,
  Space,
  SweepData,
  Trial,
  TrialState,
} from '../../../../../../renderer/features/tuning/charts/chart-props.ts';
import { Curves } from '../../../../../../renderer/features/tuning/charts/curves.ts';
import { packIds } from '../../../../../../renderer/lib/packed-ids.ts';

export const SPACE: Space = {
  learningRate: { kind: 'float', low: 1e-4, high: 1e-1, log: true },
  filters: { kind: 'int', low: 4, high: 32, step: 4 },
  optimizer: { kind: 'choice', choices: ['adam', 'sgd'] },
  momentum: { kind: 'float', low: 0, high: 1, when: { name: 'optimizer', values: ['sgd'] } },
};

/** Numbers in [0, 1): Numerical Recipes' linear congruential generator. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

export function trialOf(number: number, state: TrialState, score: number | null, more: Partial<Trial> = {}): Trial {
  return {
    ...{ number, state, values: {}, origin: 'sampler' as const, scores: score === null ? null : [score, number * 10] },
    ...{ replicates: [], interval: null, bestEpoch: null, epochs: 0, seconds: 0, parameters: null, reason: null },
    ...{ beganAt: null, endedAt: null },
    ...more,
  };
}

const STATES: readonly TrialState[] = ['complete', 'pruned', 'complete', 'diverged', 'complete', 'failed', 'paused'];

export function trials(count: number): Trial[] {
  const random = randomNumbers(1);
  return Array.from({ length: count }, (_, number) => {
    const state = number === count - 1 ? 'running' : STATES[number % STATES.length]!;
    const score = state === 'failed' ? null : 0.3 + 0.6 * random();
    const values = { learningRate: 10 ** (-4 + 3 * random()), filters: 4 * (1 + Math.floor(8 * random())) };
    const rest: Trial['values'] = random() < 0.5 ? { optimizer: 'adam' } : { optimizer: 'sgd', momentum: random() };
    const interval = score === null ? null : { low: score - 0.05, high: score + 0.04 };
    return trialOf(number, state, score, {
      values: { ...values, ...rest },
      interval,
      epochs: state === 'complete' ? 20 : 5,
    });
  });
}

export const sweep = (all: readonly Trial[]): SweepData => ({
  trials: all,
  objectives: ['validationAccuracy', 'parameters'],
  objective: 0,
  space: SPACE,
});

/** `curves[trial]` are the values of epochs 0, 1, ...; the same for all three metrics. */
export function columnsOf(curves: ReadonlyMap<number, readonly number[]>, from = 0): CurveColumns {
  const rows = [...curves].flatMap(([trial, values]) =>
    values.slice(from).map((value, at) => ({ trial, epoch: from + at, value })),
  );
  const bytes = new Uint8Array(Float32Array.from(rows, ({ value }) => value).buffer);
  return {
    trial: packIds(rows.map(({ trial }) => trial)),
    epoch: packIds(rows.map(({ epoch }) => epoch)),
    ...{ cost: bytes, validationLoss: bytes, validationAccuracy: bytes },
  };
}

/** Curves that rise to each trial's score. */
export function curvesOf(all: readonly Trial[], epochs = (trial: Trial) => trial.epochs): Map<number, number[]> {
  return new Map(
    all.map((trial) => {
      const top = trial.scores?.[0] ?? 0.2;
      return [trial.number, Array.from({ length: epochs(trial) }, (_, epoch) => top * (1 - 0.8 ** (epoch + 1)))];
    }),
  );
}

export const curvesWith = (curves: ReadonlyMap<number, readonly number[]>): Curves =>
  Curves.empty().with(columnsOf(curves));

/** One piece of 1 s per trial, alternating between the two lanes of two workers. */
export const pieces = (all: readonly Trial[]): Piece[] =>
  all.map(({ number }) => ({
    ...{ trial: number, worker: number % 4 < 2 ? 'this machine' : 'desk', lane: number % 2, from: 0, until: 5 },
    ...{ beganAt: 1_000_000 + Math.floor(number / 4) * 1000, endedAt: 1_001_000 + Math.floor(number / 4) * 1000 },
  }));
