/** From what a person writes after `--data` to a dataset: a catalogue name, or a folder in one of the known forms. */
import { basename, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ALONE, type Dataset, DatasetError, type OnProgress, SPLIT_NAMES } from './dataset.ts';
import type { ArrayMap } from './formats/arrays/mapping.ts';
import { badFilesListed } from './formats/bad-files.ts';
import { type Placed, type PlaceOptions, readPlace } from './formats/place.ts';
import { DATA_FORMS, MAX_PICTURES, type Reading } from './formats/reading.ts';
import { archiveTitle } from './formats/tree/file-names.ts';
import { groupedSplit } from './grouped-split.ts';
import { hashDataset } from './hash.ts';
import { MAX_SEED } from './random/mt19937.ts';
import { emptySplit, join, select } from './split.ts';
import { DRAWING_PRESETS, type DrawingPreset } from './synthetic/drawing-presets.ts';
import { CATALOGUE_NAMES, drawInTurns } from './synthetic/synthetic.ts';

export { DATA_FORMS } from './formats/reading.ts';
export { emptySplit } from './split.ts';

/** Drawn pictures a class and split: with six classes, what a dataset may hold. */
const MAX_DRAWN = Math.floor(MAX_PICTURES / 6);
/** At least a tenth of the pictures stays to be trained on. */
const MAX_SHARE = 0.9;

export interface OpenOptions {
  /** Share of the training pictures that becomes the validation split, in (0, 0.9]. */
  readonly validation?: number;
  /** Share of the training pictures that becomes the test split, in (0, 0.9]. */
  readonly test?: number;
  /** The validation pictures that the data bring are trained on too: no validation split is left. */
  readonly joinValidation?: boolean;
  /** Seed of those splits; 3, the course's mini-batch seed, where none is given. */
  readonly seed?: number;
  /** Files that are no good are left out; without it they are an error that lists them. */
  readonly skipBad?: boolean;
  /** Which array of a file of arrays is which, where that is not to be found out. */
  readonly map?: ArrayMap;
  readonly onProgress?: OnProgress;
}

/**
 * Opens a dataset whole, in memory. Shares are taken of the training pictures as the data bring them, stratified by
 * class; a split that the data bring is never touched.
 * @param spec a catalogue name or a folder; `./synthetic` is a folder of that name
 * @throws DatasetError where the data cannot be had, or a share is asked of data that bring that split.
 */
export async function openDataset(spec: string, options: OpenOptions = {}): Promise<Dataset> {
  checkOptions(options);
  const { name, classes, ignored, notes = [], bad = [], ...reading } = await readData(spec, options);
  const good = SPLIT_NAMES.reduce((sum, split) => sum + reading.splits[split].count, 0);
  if (bad.length > 0 && !options.skipBad) {
    throw new DatasetError(
      badFilesListed(spec, good, bad),
      'Mend or remove them, or leave them out with --skip-bad (data, train, evaluate).',
    );
  }
  if (ignored > 0) {
    options.onProgress?.({ step: `ignore ${ignored} files that are no pictures`, done: ignored, total: ignored });
  }
  const splits = options.joinValidation ? joined(reading.splits, options) : carve(reading.splits, options);
  return { name, classes, splits, sha256: hashDataset(splits), notes: [...notes, ...leftOut(bad.length)] };
}

function leftOut(count: number): string[] {
  return count === 0 ? [] : [`${count} files that are no good were left out`];
}

/** What was read, and what it is called. */
export interface Read extends Reading {
  readonly name: string;
}

/**
 * The data as they are there, nothing carved, and what is only known while they are read.
 * @param spec as `openDataset` takes it
 * @throws DatasetError where the data cannot be had.
 */
export async function readData(spec: string, options: PlaceOptions = {}): Promise<Read> {
  const [name, parameters] = splitSpec(spec);
  const preset = presetOf(name);
  const read: Placed =
    preset === undefined ? await readPlace(spec, options) : await draw(preset, parameters, options.onProgress);
  if (options.map && !read.ofArrays) {
    throw new DatasetError(`--map names arrays, but ${spec} is read from pictures`, 'Leave --map out.');
  }
  return { ...read, name: read.name ?? archiveTitle(basename(resolve(spec))) };
}

/** A spec that means the same from every folder: a catalogue name as it is, a path made whole. */
export function wholeSpec(spec: string): string {
  return isDrawn(spec) ? spec : resolve(spec);
}

/** Whether a spec names drawn hands, `synthetic` or `drawn-wide`, and no place. */
export function isDrawn(spec: string): boolean {
  return presetOf(splitSpec(spec)[0]) !== undefined;
}

function presetOf(name: string): DrawingPreset | undefined {
  return DRAWING_PRESETS.find((preset) => CATALOGUE_NAMES[preset] === name);
}

function splitSpec(spec: string): [string, string] {
  const colon = spec.indexOf(':');
  return colon < 0 ? [spec, ''] : [spec.slice(0, colon), spec.slice(colon + 1)];
}

/** `train=180,test=20,seed=1`: pictures a class, and the seed of the drawing. */
async function draw(preset: DrawingPreset, parameters: string, onProgress?: OnProgress): Promise<Reading> {
  const name = CATALOGUE_NAMES[preset];
  const wrong = (reason: string) => new DatasetError(`${name} ${reason}`, DATA_FORMS);
  const values = { train: 180, test: 20, seed: 1 };
  for (const part of parameters === '' ? [] : parameters.split(',')) {
    const [, key, digits] = /^(train|test|seed)=(\d{1,10})$/.exec(part) ?? [];
    if (key === undefined) throw wrong(`does not know ${part}`);
    values[key as keyof typeof values] = Number(digits);
  }
  const { train, test, seed } = values;
  if (seed > MAX_SEED) throw wrong(`takes a seed up to ${MAX_SEED}, not ${seed}`);
  if (train < 1) throw wrong('needs train of 1 or more');
  if (Math.max(train, test) > MAX_DRAWN) throw wrong(`draws at most ${MAX_DRAWN} pictures a class`);
  const asked = { preset, trainPerClass: train, testPerClass: test, seed };
  const drawing = drawInTurns({ ...asked, ...(onProgress && { onProgress }) });
  const drawn = await inTurns(drawing);
  return {
    form: 'synthetic',
    name,
    classes: drawn.classes,
    splits: { train: drawn.train, validation: emptySplit(), test: drawn.test },
    ignored: 0,
  };
}

/** Lets messages in between the pieces: whoever waits may want to cancel. */
async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    await nextTurn();
  }
}

function checkOptions({ validation, test, joinValidation, seed = 0 }: OpenOptions): void {
  if (joinValidation && validation !== undefined) {
    throw new DatasetError(
      'the validation pictures cannot be trained on and a validation split be carved',
      'Leave one of the two out.',
    );
  }
  for (const [name, share] of Object.entries({ validation, test })) {
    if (share === undefined || (share > 0 && share <= MAX_SHARE)) continue;
    throw new DatasetError(
      `a ${name} share of ${share} is not possible`,
      `Give a share of the training pictures above 0, up to ${MAX_SHARE}; or none.`,
    );
  }
  if ((validation ?? 0) + (test ?? 0) > MAX_SHARE + 1e-9) {
    throw new DatasetError(
      `validation ${validation} and test ${test} leave too little to train on`,
      `Give shares that are ${MAX_SHARE} together at most.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new DatasetError(`seed ${seed} is not possible`, `Give an integer from 0 to ${MAX_SEED}.`);
  }
}

/** A test share is carved as ever: of the training pictures as the data bring them. */
function joined(splits: Dataset['splits'], options: OpenOptions): Dataset['splits'] {
  const { train, validation, test } = carve(splits, options);
  return { train: validation.count > 0 ? join(train, validation) : train, validation: emptySplit(), test };
}

/** Test first, then validation out of what is left; both shares count from the whole. */
function carve(splits: Dataset['splits'], { validation = 0, test = 0, seed = 3 }: OpenOptions): Dataset['splits'] {
  const withTest = carveOne(splits, 'test', test, seed);
  return carveOne(withTest, 'validation', validation / (1 - test), seed);
}

function carveOne(
  splits: Dataset['splits'],
  name: 'validation' | 'test',
  share: number,
  seed: number,
): Dataset['splits'] {
  if (share === 0) return splits;
  if (splits[name].count > 0) {
    throw new DatasetError(
      `a ${name} share is asked for, but the data bring a ${name} split of ${splits[name].count} pictures`,
      `Leave --${name} out: a split that the data bring is kept as it is.`,
    );
  }
  const { labels, groups = labels.map(() => ALONE) } = splits.train;
  const { kept, taken } = groupedSplit(labels, groups, share, seed);
  return { ...splits, train: select(splits.train, kept), [name]: select(splits.train, taken) };
}
