/**
 * `npm run bench -- --tuning`: the cost of a sweep; every figure is a ratio of times within this run. The sweeps use the
 * compute host as in the lab; full runs are those of `lab train`, one after another.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compute, type RunningHost } from '../../main/hosts/compute.ts';
import { SweepPlan } from '../../native-bridge/host/sweep-messages.ts';
import { Hyperparameters } from '../../native-bridge/training/hyperparameters.ts';
import { defaultSpace } from '../../native-bridge/tuning/default-space.ts';
import type { Trial } from '../../native-bridge/tuning/trial.ts';

export interface TuningFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** As text; null if there is none. */
  readonly target: string | null;
  readonly met: boolean;
  /** How it was measured. */
  readonly how: string;
}

const EPOCHS = 100;
const TRIALS = 256;
/** Number of full runs that are timed; the time of 64 is extrapolated. */
const RUNS = 8;
/** The default space without the network's dimensions: every trial trains the net of the full runs. */
const COURSE_SPACE = Object.fromEntries(
  Object.entries(defaultSpace({ preset: 'course', network: null, hyperparameters: {} })).filter(
    ([name]) => name in Hyperparameters.shape,
  ),
);
const LEARNING_RATES = { learningRate: { kind: 'float', low: 1e-4, high: 0.1, log: true } };

/** @param data as in `--data` @param say receives what is being measured */
export async function benchTuning(data: string, say: (step: string) => void): Promise<TuningFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-bench-'));
  try {
    return await measure(data, folder, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(data: string, folder: string, say: (step: string) => void): Promise<TuningFigure[]> {
  say(`${RUNS} full runs, one after another`);
  const run = await fullRun(data, folder);
  say(`${TRIALS} configurations under ASHA`);
  const asha = await sweep(data, join(folder, 'asha'), {
    sampler: 'tpe',
    scheduler: { kind: 'asha' },
    space: COURSE_SPACE,
  });
  say('full trials on one lane and on all');
  const lanes = await laneFigures(data, folder);
  say('epochs on tfjs-node');
  const tfjs = await tfjsEpoch(data, folder);
  return [...ashaFigures(asha, run), ...lanes, ...(tfjs === null ? [] : [gridFigure(asha, tfjs)])];
}

/** @param run seconds of a full run */
function ashaFigures(asha: Swept, run: number): TuningFigure[] {
  const busy = asha.lanes * asha.seconds - asha.idleSeconds;
  const overhead = 1 - asha.kernelSeconds / busy;
  return [
    {
      ...{ name: 'epochs of ASHA to those of full runs', value: asha.epochs / (TRIALS * EPOCHS), unit: '' },
      ...{ target: 'below 0.125', met: asha.epochs < (TRIALS * EPOCHS) / 8 },
      how: `${asha.trials} configurations of up to ${EPOCHS} epochs: ${asha.epochs} epochs`,
    },
    {
      ...{ name: 'wall time of ASHA to that of 64 full runs', value: asha.seconds / (64 * run), unit: '' },
      ...{ target: 'below 1', met: asha.seconds < 64 * run },
      how: `${asha.seconds.toFixed(1)} s; a full run ${run.toFixed(2)} s, mean of ${RUNS}`,
    },
    {
      ...{ name: 'time of ASHA outside the kernels', value: 100 * overhead, unit: ' %' },
      ...{ target: 'below 5 %', met: overhead < 0.05 },
      how: `${asha.kernelSeconds.toFixed(1)} s in the kernels; ${busy.toFixed(1)} s of ${asha.lanes} lanes, without ${asha.idleSeconds.toFixed(1)} s at the end for which there was no trial`,
    },
  ];
}

/** Trials of one net for 50 epochs each: one lane with one thread, all lanes, and one lane with all threads. */
async function laneFigures(data: string, folder: string): Promise<TuningFigure[]> {
  const cores = availableParallelism();
  const count = 6 * cores;
  const plan = {
    ...{ sampler: 'random', scheduler: { kind: 'none' }, space: LEARNING_RATES, epochs: 50 },
    budget: { trials: count, minutes: null },
  };
  const one = await withThreads(1, () => sweep(data, join(folder, 'one'), { ...plan, lanes: 1 }));
  const all = await sweep(data, join(folder, 'all'), { ...plan, lanes: cores });
  const wide = await sweep(data, join(folder, 'wide'), { ...plan, lanes: 1 });
  return [
    {
      ...{ name: `trials a second, ${cores} lanes to one`, value: one.seconds / all.seconds, unit: 'x' },
      ...{ target: 'at least 1.8', met: one.seconds / all.seconds >= 1.8 },
      how: `${one.seconds.toFixed(1)} s and ${all.seconds.toFixed(1)} s for ${count} trials of 50 epochs`,
    },
    {
      ...{
        name: `trials a second, ${cores} lanes to one with ${cores} threads`,
        value: wide.seconds / all.seconds,
        unit: 'x',
      },
      ...{ target: null, met: true, how: `${wide.seconds.toFixed(1)} s for the same trials one after another` },
    },
  ];
}

/** @param epoch seconds of one on tfjs-node */
function gridFigure(asha: Swept, epoch: number): TuningFigure {
  const [ours, theirs] = [(60 * asha.trials) / asha.seconds, 60 / (EPOCHS * epoch)];
  return {
    ...{ name: 'configurations a minute to a sequential grid on tfjs-node', value: ours / theirs, unit: 'x' },
    ...{ target: 'at least 150', met: ours >= 150 * theirs },
    how: `${ours.toFixed(0)} to ${theirs.toFixed(2)}: an epoch takes ${epoch.toFixed(3)} s there`,
  };
}

/** SIGNS_LAB_THREADS for hosts that are started meanwhile. */
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

interface Swept {
  /** From the first trial to the last. */
  readonly seconds: number;
  readonly kernelSeconds: number;
  /** Idle time of lanes that had finished their last piece while others still trained: a sweep runs out of trials to promote. */
  readonly idleSeconds: number;
  readonly epochs: number;
  readonly trials: number;
  readonly lanes: number;
}

/** A sweep in a compute host, from its first trial to its last; nothing is trained again at the end. */
async function sweep(data: string, folder: string, change: Record<string, unknown>): Promise<Swept> {
  const plan = SweepPlan.parse({
    ...{ preset: 'course', network: null, hyperparameters: {}, guesses: [], objectives: ['validationAccuracy'] },
    ...{ budget: { trials: TRIALS, minutes: null }, epochs: EPOCHS, seeds: 1, folds: 0, validation: 0.15, seed: 3 },
    ...{ backend: 'fused-cpu', lanes: null, fresh: { best: 0, seeds: 2 }, ...change },
  });
  const trials = new Map<number, Trial>();
  const ends = new Map<number, number>(); // lane -> ms of its last piece's end
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
  let host: RunningHost | null = null;
  let searched = false;
  await compute(request, ['swept'], {
    onHost: (running) => {
      host = running;
    },
    onEvent(event) {
      if (event.kind === 'sweep-begun') lanes = event.lanes;
      // The search and the measurement are over: the models are not checked.
      if (event.kind === 'check-models') {
        searched = true;
        host?.send({ kind: 'checked', failures: [] });
      }
      if (event.kind !== 'sweep-progress' || searched) return;
      for (const trial of event.trials) trials.set(trial.number, trial);
      for (const { lane, endedAt } of event.pieces) ends.set(lane, endedAt);
      ({ kernelSeconds, elapsed } = event);
    },
  });
  const trained = [...trials.values()].filter(({ state }) => state !== 'impossible');
  const epochs = trained.reduce((sum, trial) => sum + trial.epochs, 0);
  const last = Math.max(...ends.values());
  const idleSeconds = [...ends.values()].reduce((sum, end) => sum + last - end, 0) / 1000;
  return { seconds: elapsed, kernelSeconds, idleSeconds, epochs, trials: trained.length, lanes };
}

/** Mean training time of a full run in seconds; each uses all cores. */
async function fullRun(data: string, folder: string): Promise<number> {
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

/** Seconds per epoch on tfjs-node; null without TensorFlow. */
async function tfjsEpoch(data: string, folder: string): Promise<number | null> {
  const { backends } = await compute({ kind: 'probe' }, ['backends']);
  if (!backends.some(({ id, available }) => id === 'tensorflow' && available)) return null;
  const epochs = 6;
  return (await trainingSeconds(data, join(folder, 'tfjs'), { backend: 'tensorflow', epochs, seed: 3 })) / epochs;
}

/** Time of all epochs in the fastest way: without accuracy between them. Set-up is not counted. */
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
