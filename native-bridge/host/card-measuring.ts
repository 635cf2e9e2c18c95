/** "Find it by measuring" on a dataset, never on its test split. */
import { openDataset } from '../../datasets/catalog.ts';
import { type Dataset, DatasetError, IMAGE_BYTES, IMAGE_SIZE, type ImageSet } from '../../datasets/dataset.ts';
import { readPicture } from '../../datasets/formats/decode.ts';
import type { Picture } from '../../datasets/resize.ts';
import { shownNames } from '../../datasets/shown-names.ts';
import type { ForeignNet } from '../onnx/card/foreign.ts';
import { bestCard, type Measured } from '../onnx/card/measure.ts';
import { plausibleCards } from '../onnx/card/plausible.ts';
import { type LabelledPicture, scoreCards } from '../onnx/card/score.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import { openAny } from '../onnx/session.ts';
import { originalOf } from './originals.ts';
import type { RecognitionAsk } from './recognition-messages.ts';

type Ask = Extract<RecognitionAsk, { kind: 'measure' }>;

/** Limit of pictures, evenly over the classes as far as there are enough. */
const MOST_PICTURES = 200;
/** A smaller split is not used if the other one has more. */
const ENOUGH = 100;
const LIMITS = { least: 40, seconds: 60 };

/**
 * @param progress called after every picture, with the maximum number: time can run out earlier.
 * @throws OnnxError if the model is the lab's own, or its classes are not the dataset's; DatasetError for the dataset.
 */
export async function measured(
  ask: Ask,
  progress: (done: number, total: number) => void = () => {},
): Promise<Measured> {
  const { spec, ...options } = ask.data;
  const dataset = await openDataset(spec, options);
  const opened = await openAny(ask.path, ask.card);
  if (opened.kind === 'own') {
    await opened.model.release();
    throw new OnnxError(
      `${ask.path} contains its own preprocessing: there is nothing to measure.`,
      'Leave the dataset out.',
    );
  }
  try {
    return await measuredNet(opened.net, dataset, ask, progress);
  } finally {
    await opened.net.session.release();
  }
}

async function measuredNet(
  net: ForeignNet,
  dataset: Dataset,
  { path, originals = [] }: Ask,
  progress: (done: number, total: number) => void,
): Promise<Measured> {
  const places = placesOf(net, dataset, path);
  const { train, validation } = dataset.splits;
  const split = validation.count >= Math.min(ENOUGH, train.count) && validation.count > 0 ? 'validation' : 'train';
  const set = dataset.splits[split];
  if (set.count === 0) {
    throw new DatasetError(
      `${dataset.name} has no training or validation pictures, and test pictures must not be used to choose a card.`,
      'Name a dataset with training pictures.',
    );
  }
  const counter = { originals: 0 };
  const chosen = spread(set.labels, set.count, places.length);
  const pictures = labelledPictures(set, chosen, places, new Map(originals), counter);
  const scores = await scoreCards(net, plausibleCards(net, dataset.classes), pictures, {
    ...LIMITS,
    onPicture: (done) => progress(done, chosen.length),
  });
  const most = Math.max(...dataset.classes.map((_, c) => set.labels.filter((label) => label === c).length));
  return { ...bestCard(scores, most / set.count), split, originals: counter.originals };
}

/** The index of each class of the dataset in the net's outputs. @throws OnnxError if the classes differ. */
function placesOf({ card, probe }: ForeignNet, { name, classes }: Dataset, path: string): number[] {
  const labels = card.labels ?? (probe.output.classes === classes.length ? classes : null);
  const places = classes.map((one) => labels?.indexOf(one) ?? -1);
  if (labels?.length === classes.length && new Set(places).size === classes.length && !places.includes(-1))
    return places;
  const found = card.labels ? `: ${shownNames(card.labels)}` : '';
  throw new OnnxError(
    `${path} answers with ${probe.output.classes} classes${found}, but ${name} has ${classes.length} (${shownNames(classes)}).`,
    'Measure on a dataset with its classes, under the same names.',
  );
}

async function* labelledPictures(
  { images, labels, sources }: ImageSet,
  chosen: readonly number[],
  places: readonly number[],
  originals: ReadonlyMap<number, string>,
  counter: { originals: number },
): AsyncGenerator<LabelledPicture> {
  for (const at of chosen) {
    const file = originalOf(sources[at], originals);
    if (file) counter.originals++;
    const small = { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3 } as const;
    const picture: Picture = file
      ? await readPicture(file)
      : { ...small, data: images.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES) };
    yield { picture, label: places[labels[at]!]! };
  }
}

/** Cycles through the classes, with pictures evenly spread over the split. */
function spread(labels: Int32Array, count: number, classes: number): number[] {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  for (let i = 0; i < count; i++) byClass[labels[i]!]!.push(i);
  const each = Math.ceil(MOST_PICTURES / classes);
  const chosen = byClass.map((all) => {
    const step = Math.max(all.length / each, 1);
    return Array.from({ length: Math.min(each, all.length) }, (_, i) => all[Math.floor(i * step)]!);
  });
  const turns = Array.from({ length: each }, (_, i) => chosen.flatMap((all) => all[i] ?? []));
  return turns.flat().slice(0, MOST_PICTURES);
}
