/**
 * `npm run bench -- --tuning`: what a sweep costs, every figure a ratio of times within this run. The sweeps go through
 * the compute host as in the lab; full runs are `lab train`'s own, one after another.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compute } from '../../main/hosts/compute.ts';
import { SweepPlan } from '../../native-bridge/host/sweep-messages.ts';
import type { Trial } from '../../native-bridge/tuning/trial.ts';

export interface TuningFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** In words; null where there is none. */
  readonly target: string | null;
  readonly met: boolean;
  /** How it was measured. */
  readonly how: string;
}

const EPOCHS = 100;
const TRIALS = 256;
/** Full runs that are timed; 64 of them are this many times as long. */
const RUNS = 8;
const LEARNING_RATES = { learningRate: { kind: 'float', low: 1e-4, high: 0.1, log: true } };

/** @param data as `--data` names it @param say told what is being measured */
export async function benchTuning(data: string, say: (step: string) => void): Promise<TuningFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-bench-'));
  try {
    return await measure(data, folder, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(data: string, folder: string, say: (step: string) => void): Promise<TuningFigure[]> {
  const cores = availableParallelism();
  say(`${RUNS} full runs, one after another`);
  const runs = await fullRuns(data, folder);
  say(`${TRIALS} configurations under ASHA`);
  const asha = await sweep(data, join(folder, 'asha'), { sampler: 'tpe', scheduler: { kind: 'asha' } }, true);
  say(`trials on one lane, and on ${cores}`);
  const few = {
    sampler: 'random',
    scheduler: { kind: 'none' },
    budget: { trials: 4 * cores, minutes: null },
    epochs: 50,
  };
  const one = await withThreads(1, () => sweep(data, join(folder, 'one'), { ...few, space: LEARNING_RATES, lanes: 1 }));
  const wide = await sweep(data, join(folder, 'wide'), { ...few, space: LEARNING_RATES, lanes: 1 });
  const all = await sweep(data, join(folder, 'all'), { ...few, space: LEARNING_RATES, lanes: cores });
  say('a sequential grid on tfjs-node');
  const grid = await tfjsEpoch(data, folder);
  const share = asha.epochs / (TRIALS * EPOCHS);
  const speedup = one.seconds / all.seconds;
  const overhead = 1 - asha.kernelSeconds / (asha.lanes * asha.seconds);
  const figures: TuningFigure[] = [
    figure(
      'epochs of ASHA to those of full runs',
      share,
      '',
      'below 0.125',
      share < 1 / 8,
      `${TRIALS} configurations, up to ${EPOCHS} epochs: ${asha.epochs}`,
    ),
    figure(
      'wall time of ASHA to 64 full runs',
      asha.seconds / (64 * runs),
      '',
      'below 1',
      asha.seconds < 64 * runs,
      `${asha.seconds.toFixed(1)} s; a full run ${runs.toFixed(2)} s, mean of ${RUNS}`,
    ),
    figure(
      'time of ASHA outside the kernels',
      100 * overhead,
      '%',
      'below 5',
      overhead < 0.05,
      `${asha.kernelSeconds.toFixed(1)} s in the kernels of ${asha.lanes} lanes`,
    ),
    figure(
      `trials a second, ${cores} lanes to one`,
      speedup,
      'x',
      'at least 1.8',
      speedup >= 1.8,
      `${one.seconds.toFixed(1)} s and ${all.seconds.toFixed(1)} s for ${4 * cores} trials of 50 epochs`,
    ),
  ];
  if (grid === null) return figures;
  const perMinute = asha.trials / asha.seconds / (1 / (EPOCHS * grid));
  return [
    ...figures,
    figure(
      'configurations a minute to a sequential grid on tfjs-node',
      perMinute,
      'x',
      'at least 150',
      perMinute >= 150,
      `${((60 * asha.trials) / asha.seconds).toFixed(0)} to ${(60 / (EPOCHS * grid)).toFixed(2)}: an epoch ${grid.toFixed(3)} s`,
    ),
  ];
}

/** SIGNS_LAB_THREADS for the hosts that are started meanwhile. */
async function withThreads<T>(threads: number, work: () => Promise<T>): Promise<T> {
  const before = process.env.SIGNS_LAB_THREADS;
  process.env.SIGNS_LAB_THREADS = String(threads);
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.SIGNS_LAB_THREADS;
    else process.env.SIGNS_LAB_THREADS = before;
  }
}

function figure(name: string, value: number, unit: string, target: string, met: boolean, how: string): TuningFigure {
  return { name, value, unit, target, met, how };
}

interface Swept {
  /** From the first trial to the last. */
  readonly seconds: number;
  readonly kernelSeconds: number;
  readonly epochs: number;
  readonly trials: number;
  readonly lanes: number;
}

/** @param defaultSpace the preset's own space in place of the one of the change */
async function sweep(
  data: string,
  folder: string,
  change: Record<string, unknown>,
  defaultSpace = false,
): Promise<Swept> {
  const space = defaultSpace ? (await spaceOf()).space : {};
  const plan = SweepPlan.parse({
    ...{ preset: 'course', network: null, hyperparameters: {}, space, guesses: [], objectives: ['validationAccuracy'] },
    ...{ budget: { trials: TRIALS, minutes: null }, epochs: EPOCHS, seeds: 1, folds: 0, validation: 0.15, seed: 3 },
    ...{ backend: 'fused-cpu', lanes: null, fresh: { best: 0, seeds: 2 }, ...change },
  });
  const trials = new Map<number, Trial>();
  let [lanes, kernelSeconds, elapsed] = [1, 0, 0];
  const request = {
    kind: 'sweep' as const,
    data: { spec: data },
    plan,
    folder,
    trials: [],
    epochs: [],
    fresh: [],
    elapsed: 0,
  };
  await compute(request, ['swept'], {
    onEvent(event) {
      if (event.kind === 'sweep-begun') lanes = event.lanes;
      if (event.kind !== 'sweep-progress') return;
      for (const trial of event.trials) trials.set(trial.number, trial);
      ({ kernelSeconds, elapsed } = event);
    },
  });
  const trained = [...trials.values()].filter(({ state }) => state !== 'impossible');
  const epochs = trained.reduce((sum, trial) => sum + trial.epochs, 0);
  return { seconds: elapsed, kernelSeconds, epochs, trials: trained.length, lanes };
}

async function spaceOf() {
  const { defaultSpace } = await import('../../native-bridge/tuning/default-space.ts');
  return { space: defaultSpace({ preset: 'course', network: null, hyperparameters: {} }) };
}

/** Seconds of the training of one full run, the mean of some; each has all cores. */
async function fullRuns(data: string, folder: string): Promise<number> {
  let seconds = 0;
  for (let k = 0; k < RUNS; k++) {
    seconds += await trainingSeconds(data, join(folder, `run-${k}`), {
      backend: 'fused-cpu',
      epochs: EPOCHS,
      seed: 3 + k,
    });
  }
  return seconds / RUNS;
}

/** Seconds of an epoch on tfjs-node; null where TensorFlow is not there. */
async function tfjsEpoch(data: string, folder: string): Promise<number | null> {
  const { backends } = await compute({ kind: 'probe' }, ['backends']);
  if (!backends.some(({ id, available }) => id === 'tensorflow' && available)) return null;
  const epochs = 6;
  return (await trainingSeconds(data, join(folder, 'tfjs'), { backend: 'tensorflow', epochs, seed: 3 })) / epochs;
}

/** Of all epochs, in the fastest form: no accuracy is measured between them. Setting up is not counted. */
async function trainingSeconds(
  data: string,
  out: string,
  how: { readonly backend: 'fused-cpu' | 'tensorflow'; readonly epochs: number; readonly seed: number },
): Promise<number> {
  let [begun, last] = [0, 0];
  await compute(
    {
      ...{ kind: 'train', data: { spec: data, validation: 0.15 }, preset: 'course', settings: [] },
      ...{ out, resume: false, measureTest: false, ...how },
    },
    ['trained'],
    {
      onEvent({ kind }) {
        if (kind === 'begun') begun = performance.now();
        if (kind === 'epoch') last = performance.now();
      },
    },
  );
  return (last - begun) / 1000;
}
