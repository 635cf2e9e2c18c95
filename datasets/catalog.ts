/** Opens the value of `--data`: a catalogue name, or a path to data in one of the known forms. */
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
import { CATALOGUE_NAMES, drawInSteps } from './synthetic/synthetic.ts';

export { DATA_FORMS } from './formats/reading.ts';
export { emptySplit } from './split.ts';

/** Drawn pictures per class and split: with six classes, as many as a dataset may hold. */
const MAX_DRAWN = Math.floor(MAX_PICTURES / 6);
/** At least a tenth of the pictures is left for training. */
const MAX_SHARE = 0.9;

export interface OpenOptions {
  /** Share of the training pictures that becomes the validation split, in (0, 0.9]. */
  readonly validation?: number;
  /** Share of the training pictures that becomes the test split, in (0, 0.9]. */
  readonly test?: number;
  /** Train on the data's own validation pictures as well: no validation split is left. */
  readonly joinValidation?: boolean;
  /** Seed of those splits; the default is 3, the course's mini-batch seed. */
  readonly seed?: number;
  /** Skip bad files; otherwise they are an error that lists them. */
  readonly skipBad?: boolean;
  /** Which array is which, for files of arrays that leave a choice. */
  readonly map?: ArrayMap;
  readonly onProgress?: OnProgress;
}

/**
 * Opens a whole dataset in memory. Shares are taken from the original training pictures, stratified by class; the data's
 * own splits are never changed.
 * @param spec a catalogue name or a path; `./synthetic` is a folder of that name
 * @throws DatasetError if the data cannot be read, or a share is requested of a split that the data already have.
 */
export async function openDataset(spec: string, options: OpenOptions = {}): Promise<Dataset> {
  checkOptions(options);
  const { name, classes, ignored, notes = [], bad = [], ...reading } = await readData(spec, options);
  const good = SPLIT_NAMES.reduce((sum, split) => sum + reading.splits[split].count, 0);
  if (bad.length > 0 && !options.skipBad) {
    throw new DatasetError(
      badFilesListed(spec, good, bad),
      'Repair or remove them, or leave them out with --skip-bad (data, train, evaluate).',
    );
  }
  if (ignored > 0) {
    options.onProgress?.({ step: `ignore ${ignored} files that are not pictures`, done: ignored, total: ignored });
  }
  const splits = options.joinValidation ? joined(reading.splits, options) : splitOff(reading.splits, options);
  return { name, classes, splits, sha256: hashDataset(splits), notes: [...notes, ...leftOut(bad.length)] };
}

function leftOut(count: number): string[] {
  return count === 0 ? [] : [`${count} bad files were left out`];
}

/** What was read, with the dataset's name. */
export interface Read extends Reading {
  readonly name: string;
}

/**
 * The data with their own splits only, and what is known only while they are read.
 * @param spec as for `openDataset`
 * @throws DatasetError if the data cannot be read.
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

/** A spec that means the same in every working directory: a catalogue name unchanged, a path made absolute. */
export function wholeSpec(spec: string): string {
  return isDrawn(spec) ? spec : resolve(spec);
}

/** Whether a spec names drawn hands, `synthetic` or `drawn-wide`, not a path. */
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

/** `train=180,test=20,seed=1`: pictures per class, and the seed of the drawing. */
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
  if (Math.max(train, test) > MAX_DRAWN) throw wrong(`draws at most ${MAX_DRAWN} pictures per class`);
  const asked = { preset, trainPerClass: train, testPerClass: test, seed };
  const drawing = drawInSteps({ ...asked, ...(onProgress && { onProgress }) });
  const drawn = await inSteps(drawing);
  return {
    form: 'synthetic',
    name,
    classes: drawn.classes,
    splits: { train: drawn.train, validation: emptySplit(), test: drawn.test },
    ignored: 0,
  };
}

/** Lets the event loop run between steps, so that the work can be cancelled. */
async function inSteps<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

function checkOptions({ validation, test, joinValidation, seed = 0 }: OpenOptions): void {
  if (joinValidation && validation !== undefined) {
    throw new DatasetError(
      'the validation pictures cannot be used for training while a validation split is split off',
      'Leave one of the two out.',
    );
  }
  for (const [name, share] of Object.entries({ validation, test })) {
    if (share === undefined || (share > 0 && share <= MAX_SHARE)) continue;
    throw new DatasetError(
      `a ${name} share of ${share} is not possible`,
      `Give a share of the training pictures above 0 and up to ${MAX_SHARE}, or none.`,
    );
  }
  if ((validation ?? 0) + (test ?? 0) > MAX_SHARE + 1e-9) {
    throw new DatasetError(
      `validation ${validation} and test ${test} leave too little to train on`,
      `Give shares that add up to at most ${MAX_SHARE}.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new DatasetError(`seed ${seed} is not possible`, `Give an integer from 0 to ${MAX_SEED}.`);
  }
}

/** A test share is still taken from the original training pictures. */
function joined(splits: Dataset['splits'], options: OpenOptions): Dataset['splits'] {
  const { train, validation, test } = splitOff(splits, options);
  return { train: validation.count > 0 ? join(train, validation) : train, validation: emptySplit(), test };
}

/** Test first, then validation from the rest; both are shares of all training pictures. */
function splitOff(splits: Dataset['splits'], { validation = 0, test = 0, seed = 3 }: OpenOptions): Dataset['splits'] {
  const withTest = splitOffOne(splits, 'test', test, seed);
  return splitOffOne(withTest, 'validation', validation / (1 - test), seed);
}

function splitOffOne(
  splits: Dataset['splits'],
  name: 'validation' | 'test',
  share: number,
  seed: number,
): Dataset['splits'] {
  if (share === 0) return splits;
  if (splits[name].count > 0) {
    throw new DatasetError(
      `a ${name} share was requested, but the data already have a ${name} split of ${splits[name].count} pictures`,
      `Leave --${name} out: the data's own splits are kept as they are.`,
    );
  }
  const { labels, groups = labels.map(() => ALONE) } = splits.train;
  const { kept, taken } = groupedSplit(labels, groups, share, seed);
  return { ...splits, train: select(splits.train, kept), [name]: select(splits.train, taken) };
}
