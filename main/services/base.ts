/** The base model that comes with the lab, trained only on drawn hands: where it is, and the use case "make it". */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  BASE_CARD,
  BASE_MODEL,
  BaseCard,
  type BaseRecipe,
  type DrawnScores,
  RECIPE,
} from '../../native-bridge/host/base-messages.ts';
import type { ComputeEvent, Trained } from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';
import { HostError } from '../hosts/host-error.ts';
import { type RecognitionHost, withRecognition } from '../hosts/recognition.ts';
import { parityFile } from './models/model-files.ts';
import { checkpointOf, type Following, trainAndCheck } from './training.ts';

export interface Base {
  /** The file. */
  readonly model: string;
  readonly card: BaseCard;
}

/** The one that comes with the lab. @throws HostError if it is missing or not the one that its card describes */
export function ownBase(): Promise<Base> {
  return readBase(BASE_MODEL, BASE_CARD);
}

async function readBase(model: string, cardFile: string): Promise<Base> {
  try {
    const card = BaseCard.parse(JSON.parse(await readFile(cardFile, 'utf8')));
    if (sha256Of(await readFile(model)) === card.sha256) return { model, card };
    throw new Error('the model is not the one that its card describes');
  } catch (cause) {
    throw new HostError({
      message: `The base at ${model} cannot be used: ${(cause as Error).message}.`,
      remedy: 'Install Signs Lab again, or make the base again: base --make --out DIR.',
      badArgument: false,
    });
  }
}

export interface BaseOrder {
  /** Folder for `base.onnx`, `base.json` and, in `run`, the training run; one that was stopped is resumed. */
  readonly out: string;
  readonly recipe?: BaseRecipe;
  /** Datasets of people's hands that it is measured on, next to drawn ones. */
  readonly measure?: readonly string[];
  /** Drawn hands per sign that it is measured on; with 500, the accuracy of a group of 300 is known to about 3 points. */
  readonly perSign?: number;
}

/** Seed of those hands; the recipe draws with seed 1. */
const DRAWN_SEED = 2;

/**
 * Trains by the recipe and writes the model with its card. The same recipe gives the same bytes on the same machine.
 * @returns null if it was stopped; called again, it resumes
 * @throws HostError if there is a base already, and as training and measuring do
 */
export async function makeBase(
  { out, recipe = RECIPE, measure = [], perSign = 500 }: BaseOrder,
  following: Following = {},
): Promise<Base | null> {
  const [model, cardFile] = [join(resolve(out), 'base.onnx'), join(resolve(out), 'base.json')];
  if (existsSync(model)) throw taken(model);
  let device = '';
  const onEvent = (event: ComputeEvent) => {
    if (event.kind === 'begun') device = event.device;
    following.onEvent?.(event);
  };
  const trained = await trainAndCheck(orderOf(recipe, join(resolve(out), 'run')), { ...following, onEvent });
  if (trained === null) return null;
  const measured = await withRecognition((host) => measuredOn(host, trained.model, measure, perSign));
  const bytes = await readFile(trained.model);
  const made = { recipe, trained, device, sha256: sha256Of(bytes), bytes: bytes.length };
  await writeFileAtomic(cardFile, `${JSON.stringify(await cardOf(made, measured), null, 2)}\n`);
  await copyFile(trained.model, model);
  return readBase(model, cardFile);
}

function orderOf({ data, validation, hyperparameters, preset, epochs, seed }: BaseRecipe, out: string) {
  if (existsSync(checkpointOf(out))) return { out, resume: true, settings: [] };
  const settings = Object.entries(hyperparameters).map(([key, value]) => `${key}=${value}`);
  return { out, resume: false, data: { spec: data, validation }, preset, epochs, seed, settings };
}

interface Measured {
  readonly classes: readonly string[];
  readonly drawn: DrawnScores;
  readonly people: BaseCard['measured'];
}

async function measuredOn(
  host: RecognitionHost,
  path: string,
  data: readonly string[],
  perSign: number,
): Promise<Measured> {
  const { labels } = await host.ask<'open'>({ kind: 'open', path });
  const drawn = await host.ask<'drawn'>({ kind: 'drawn', path, perSign, seed: DRAWN_SEED });
  const people: BaseCard['measured'] = [];
  for (const spec of data) people.push(await splitOf(host, path, spec));
  return { classes: labels, drawn, people };
}

/** Measures on the test pictures, or on all of them if the dataset has no test split: none of them was trained on. */
async function splitOf(host: RecognitionHost, path: string, spec: string): Promise<BaseCard['measured'][number]> {
  const dataset = await compute({ kind: 'dataset', data: { spec } }, ['dataset']);
  const split = dataset.test > 0 ? 'test' : 'train';
  const { n, accuracy } = await host.ask<'evaluate'>({ kind: 'evaluate', path, data: { spec }, split });
  return { data: dataset.name, split, n, accuracy };
}

interface Made {
  readonly recipe: BaseRecipe;
  readonly trained: Omit<Trained, 'check'>;
  readonly device: string;
  readonly sha256: string;
  readonly bytes: number;
}

async function cardOf({ recipe, trained, device, sha256, bytes }: Made, { classes, drawn, people }: Measured) {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const { backend, seconds, parameters } = trained;
  const { split: _, ...parity } = JSON.parse(await readFile(parityFile(trained.run), 'utf8'));
  const card: BaseCard = {
    ...{ format: 1, sha256, bytes, classes: [...classes], parameters },
    madeOf: 'Drawn pictures alone (datasets/synthetic): no photograph of a person.',
    recipe,
    versions: { signsLab: version, node: process.versions.node, backend, device },
    ...{ seconds, parity, drawn, measured: people },
  };
  return BaseCard.parse(card);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function taken(model: string): HostError {
  return new HostError({
    message: `${model} already exists.`,
    remedy: 'Choose another folder with --out.',
    badArgument: true,
  });
}
