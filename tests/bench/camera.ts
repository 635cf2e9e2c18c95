/**
 * The accuracy of the preset `camera` and the base: seeds starting from the base and from scratch, few pictures per sign,
 * hands group by group, rooms without a hand. Everything is trained and evaluated as by `train` and `evaluate`.
 */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { type Dataset, IMAGE_BYTES, IMAGE_SIZE, type ImageSet } from '../../datasets/dataset.ts';
import { MT19937 } from '../../datasets/random/mt19937.ts';
import { RecognitionHost } from '../../main/hosts/recognition.ts';
import { ownBase } from '../../main/services/base.ts';
import { trainAndCheck } from '../../main/services/training.ts';
import type { RecognitionValue } from '../../native-bridge/host/recognition-messages.ts';

export interface CameraFigure {
  /** `base`, `camera`, `camera from scratch`, `5 pictures a sign` ... */
  readonly what: string;
  /** Number of trainings that the figures are means of; 0: nothing was trained. */
  readonly runs: number;
  /** Mean accuracy, by test set. */
  readonly accuracy: Readonly<Record<string, number>>;
  /** Standard error of each; null for a single run. */
  readonly error: Readonly<Record<string, number>> | null;
  /** Mean per training. */
  readonly seconds: number;
}

export interface CameraOptions {
  readonly seeds: number;
  /** Datasets that are not trained on: other people, other rooms. */
  readonly others: readonly string[];
  readonly say: (step: string) => void;
}

const FEW = [5, 10] as const;
const STARTS = { base: 'from the base', none: 'from scratch' } as const;
type From = keyof typeof STARTS;

/** @param data a dataset as `--data` names it, with a test split */
export async function* benchCamera(data: string, { seeds, others, say }: CameraOptions): AsyncGenerator<CameraFigure> {
  const folder = await mkdtemp(join(tmpdir(), 'signs-lab-camera-'));
  const host = new RecognitionHost();
  const dataset = await openDataset(data);
  let runs = 0;
  const train = async (spec: string, from: From, seed: number) => {
    const out = join(folder, String(runs++));
    const settings = [`initSeed=${seed}`];
    const trained = await trainAndCheck({ preset: 'camera', data: { spec }, from, seed, settings, out, resume: false });
    if (trained === null) throw new Error(`the training of ${spec} was stopped`);
    return trained;
  };
  const right = async (path: string, spec: string): Promise<number> => {
    const { splits } = await openDataset(spec);
    const split = splits.test.count > 0 ? 'test' : 'train';
    return (await host.ask<'evaluate'>({ kind: 'evaluate', path, data: { spec }, split })).accuracy;
  };
  const measured = async (path: string): Promise<Record<string, number>> => {
    const rows: [string, number][] = [[`${dataset.name} test`, await right(path, data)]];
    for (const spec of others) rows.push([(await openDataset(spec)).name, await right(path, spec)]);
    const drawn = await host.ask<'drawn'>({ kind: 'drawn', path, perSign: 200, seed: 2 });
    return { ...Object.fromEntries(rows), ...drawnFigures(drawn) };
  };
  try {
    const base = await ownBase();
    yield { what: 'base', runs: 0, accuracy: await measured(base.model), error: null, seconds: 0 };
    for (const from of ['base', 'none'] as const) {
      const all: Run[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        say(`camera ${STARTS[from]}, seed ${seed} of ${seeds}`);
        const { model, seconds } = await train(data, from, seed);
        all.push({ accuracy: await measured(model), seconds });
      }
      yield meanOf(`camera ${STARTS[from]}`, all);
    }
    for (const [set, spec] of [data, ...others].entries()) {
      const all = set === 0 ? dataset : await openDataset(spec);
      for (const count of FEW) {
        for (const from of ['base', 'none'] as const) {
          const draws: Run[] = [];
          for (let seed = 1; seed <= seeds; seed++) {
            say(`${count} pictures a sign of ${all.name} ${STARTS[from]}, draw ${seed} of ${seeds}`);
            const few = await drawFew(all, count, seed, join(folder, `few-${set}-${count}-${seed}`));
            const { testAccuracy, seconds } = await train(few, from, seed);
            draws.push({ accuracy: { 'the rest of it': testAccuracy! }, seconds });
          }
          yield meanOf(`${count} pictures a sign of ${all.name} ${STARTS[from]}`, draws);
        }
      }
    }
  } finally {
    host.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Run = Pick<CameraFigure, 'accuracy' | 'seconds'>;

function drawnFigures({ accuracy, groups, noSign }: RecognitionValue<'drawn'>): Record<string, number> {
  return {
    'drawn hands': accuracy,
    ...Object.fromEntries(groups.map((group) => [group.name, group.accuracy])),
    ...(noSign && { 'hands that are answered': noSign.hands, 'rooms called a sign': noSign.called }),
  };
}

function meanOf(what: string, runs: readonly Run[]): CameraFigure {
  const keys = Object.keys(runs[0]!.accuracy);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const valuesOf = (key: string) => runs.map(({ accuracy }) => accuracy[key]!);
  const errorOf = (values: readonly number[]) => {
    const middle = mean(values);
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
    return Math.sqrt(variance / values.length);
  };
  return {
    ...{ what, runs: runs.length, seconds: mean(runs.map(({ seconds }) => seconds)) },
    accuracy: Object.fromEntries(keys.map((key) => [key, mean(valuesOf(key))])),
    error: runs.length > 1 ? Object.fromEntries(keys.map((key) => [key, errorOf(valuesOf(key))])) : null,
  };
}

/** Writes `count` training pictures of each class, and all the others as test pictures; returns the folder. */
async function drawFew({ classes, splits }: Dataset, count: number, seed: number, folder: string): Promise<string> {
  const random = new MT19937(seed);
  const taken = classes.map(() => 0);
  const pictures = [splits.train, splits.validation, splits.test].flatMap((set) => picturesOf(set));
  const order = random.permutation(pictures.length);
  for (const [place, i] of order.entries()) {
    const { label, pixels } = pictures[i]!;
    const split = taken[label]! < count ? 'train' : 'test';
    if (split === 'train') taken[label] = taken[label]! + 1;
    const home = join(folder, split, classes[label]!);
    mkdirSync(home, { recursive: true });
    const raw = { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3 } as const;
    await sharp(pixels, { raw })
      .png({ compressionLevel: 0 })
      .toFile(join(home, `${place}.png`));
  }
  return folder;
}

function picturesOf({ images, labels, count }: ImageSet): { label: number; pixels: Uint8Array }[] {
  return Array.from({ length: count }, (_, i) => {
    return { label: labels[i]!, pixels: images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES) };
  });
}

/** A figure as lines of text. */
export function cameraLines({ what, runs, accuracy, error, seconds }: CameraFigure): string[] {
  const time = runs === 0 ? '' : ` (${runs === 1 ? 'one run' : `mean of ${runs}`}, ${seconds.toFixed(0)} s each)`;
  const rows = Object.entries(accuracy).map(([key, value]) => {
    const near = error ? ` ± ${error[key]!.toFixed(3)}` : '';
    return `  ${key.padEnd(28)} ${value.toFixed(3)}${near}`;
  });
  return [`${what}${time}`, ...rows];
}
