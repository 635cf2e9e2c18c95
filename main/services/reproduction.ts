/** The use case "reproduce": the course's run with k seeds, one folder per seed; a later call resumes. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetCard } from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';
import { HostError } from '../hosts/host-error.ts';
import { TrainingSet } from '../hosts/training-set.ts';
import { inLanes } from './lanes.ts';
import { type RunRecord, readRunRecord } from './run-record.ts';
import { backendChoice, checkpointOf, type Following, type RunOptions, trainAndCheck } from './training.ts';

export interface Reproduction {
  readonly data: string;
  /** Number of seeds. */
  readonly seeds: number;
  /** Of every run. */
  readonly epochs: number;
  readonly backend: string;
  /** Folder of the runs: `seed-3`, `seed-4`, ... */
  readonly out: string;
}

export interface SeedRun {
  /** Of the mini-batches. */
  readonly seed: number;
  /** Of the initial weights. */
  readonly initSeed: number;
  readonly backend: string;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  /** Of this call's work; if `kept`, of the epochs only. */
  readonly seconds: number;
  /** True if an earlier call had finished it. */
  readonly kept: boolean;
}

/** The course's own seeds, the first of the series. */
const COURSE = { preset: 'course', seed: 3, initSeed: 1 };

/**
 * Trains the seeds, as many at a time as the backend trains side by side, and yields them in order. Uses what is in `out`
 * already: a finished seed is kept, an interrupted one resumes from its checkpoint.
 * @returns true at the end, false if it was stopped before.
 * @throws HostError if the data has no test split, if a folder contains another run, and for what hosts report.
 */
export async function* reproduceSeeds(
  wanted: Reproduction,
  followingOf: (k: number) => Following = () => ({}),
): AsyncGenerator<SeedRun, boolean> {
  const card = await testableData(wanted.data, followingOf(0));
  const toTrain = Array.from({ length: wanted.seeds }, (_, k) => k).filter((k) => keptSeed(wanted, k, card) === null);
  const set = toTrain.length > 1 ? await openSet(wanted, followingOf(0)) : null;
  const givenUp = new AbortController();
  const runs = inLanes(wanted.seeds, set?.lanes ?? 1, async (k) => {
    const following = endingWith(followingOf(k), givenUp.signal);
    if (following.signal?.aborted) return null;
    return keptSeed(wanted, k, card) ?? (await trainSeed(wanted, k, { ...following, ...(set && { set }) }));
  });
  try {
    for (const next of runs) {
      const run = await next;
      if (run === null) return false;
      yield run;
    }
    return true;
  } finally {
    // After a failure or a stop, the others stop after their step and keep what they have.
    givenUp.abort();
    await Promise.allSettled(runs);
    set?.close();
  }
}

/** Null if the backend gains nothing from it. */
async function openSet({ backend }: Reproduction, following: Following): Promise<TrainingSet | null> {
  const set = await TrainingSet.open({ backend: backendChoice(backend), preset: COURSE.preset }, following);
  if (set.lanes > 1) return set;
  set.close();
  return null;
}

function endingWith(following: Following, signal: AbortSignal): Following {
  return { ...following, signal: following.signal ? AbortSignal.any([following.signal, signal]) : signal };
}

/** The dataset's card, read before anything is trained: without test pictures there is nothing to compare. */
async function testableData(spec: string, following: Following): Promise<DatasetCard> {
  const card = await compute({ kind: 'dataset', data: { spec } }, ['dataset'], following);
  if (card.test > 0) return card;
  throw new HostError({
    message: `${spec} has no test pictures, and test accuracy is what is compared.`,
    remedy: "Give data with a test split, such as the course's HDF5 pair; `data` describes a dataset.",
    badArgument: true,
  });
}

/** The k-th seed as an earlier call finished it, or null where there is still something to do. */
function keptSeed(wanted: Reproduction, k: number, { sha256 }: DatasetCard): SeedRun | null {
  const folder = folderOf(wanted, k);
  const record = readRunRecord(folder);
  if (record === null) return null;
  refuseOther(record, wanted, k);
  const { backend, history, trainAccuracy, testAccuracy, dataset } = record;
  const whole = history.length === wanted.epochs && dataset.sha256 === sha256 && passedParity(folder);
  // Other pictures, or more epochs than wanted: the compute host refuses them with its own message.
  if (!whole || trainAccuracy === undefined || testAccuracy == null) return null;
  const seconds = history.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return { ...seedsOf(k), backend, trainAccuracy, testAccuracy, seconds, kept: true };
}

/** @throws HostError if the folder's run does not belong to this series. */
function refuseOther(record: RunRecord, wanted: Reproduction, k: number): void {
  const { seed, initSeed } = seedsOf(k);
  const found = { preset: record.preset, seed: record.seed, initSeed: record.hyperparameters.initSeed };
  const other = [
    found.preset !== COURSE.preset && `preset ${found.preset}, not ${COURSE.preset}`,
    found.seed !== seed && `seed ${found.seed}, not ${seed}`,
    found.initSeed !== initSeed && `initSeed ${found.initSeed}, not ${initSeed}`,
    wanted.backend !== 'auto' &&
      record.backend !== wanted.backend &&
      `backend ${record.backend}, not ${wanted.backend}`,
  ].filter((difference) => difference !== false);
  if (other.length === 0) return;
  throw new HostError({
    message: `${folderOf(wanted, k)} contains another run: ${other.join('; ')}.`,
    remedy: 'Choose another folder with --out.',
    badArgument: true,
  });
}

/** Trains the k-th seed, from its checkpoint if it has one; null if it was stopped. */
async function trainSeed(wanted: Reproduction, k: number, following: Following): Promise<SeedRun | null> {
  const trained = await trainAndCheck(requestOf(wanted, k), following);
  if (trained === null) return null;
  const { backend, trainAccuracy, testAccuracy, seconds } = trained;
  if (testAccuracy === null) throw new Error(`the run of seed ${seedsOf(k).seed} lost its test pictures`);
  return { ...seedsOf(k), backend, trainAccuracy, testAccuracy, seconds, kept: false };
}

/** Whether there is a run of the series to continue. */
export function hasBegun(wanted: Reproduction): boolean {
  return Array.from({ length: wanted.seeds }, (_, k) => checkpointOf(folderOf(wanted, k))).some(existsSync);
}

function requestOf(wanted: Reproduction, k: number): RunOptions {
  const { data, epochs, backend } = wanted;
  const out = folderOf(wanted, k);
  const { seed, initSeed } = seedsOf(k);
  const common = { data: { spec: data }, preset: COURSE.preset, epochs, seed, out };
  if (!existsSync(checkpointOf(out))) {
    return { ...common, backend, settings: [`initSeed=${initSeed}`], resume: false };
  }
  // A resumed run keeps its settings, and its backend unless one is requested by name.
  return { ...common, ...(backend !== 'auto' && { backend }), settings: [], resume: true };
}

/** Whether the current model passed its check with ONNX Runtime: the report is the last file that a run writes. */
function passedParity(folder: string): boolean {
  const [model, report] = ['model.onnx', 'model.parity.json'].map((name) => join(folder, name)) as [string, string];
  try {
    const { passed } = z.object({ passed: z.boolean() }).parse(JSON.parse(readFileSync(report, 'utf8')));
    return passed && statSync(report).mtimeMs >= statSync(model).mtimeMs;
  } catch {
    return false;
  }
}

function seedsOf(k: number): { seed: number; initSeed: number } {
  return { seed: COURSE.seed + k, initSeed: COURSE.initSeed + k };
}

function folderOf({ out }: Reproduction, k: number): string {
  return join(out, `seed-${seedsOf(k).seed}`);
}
