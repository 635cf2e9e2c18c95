/** Evaluates a model on a split of a dataset. */
import { openDataset } from '../../datasets/catalog.ts';
import { DatasetError } from '../../datasets/dataset.ts';
import { shownNames } from '../../datasets/shown-names.ts';
import { type Evaluation, evaluation } from '../onnx/evaluate.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import type { Model } from '../onnx/session.ts';
import { originalOf, probabilitiesOf } from './originals.ts';
import type { RecognitionAsk } from './recognition-messages.ts';

type Question = Extract<RecognitionAsk, { kind: 'evaluate' }>;

/**
 * For a model of the lab, the dataset may contain only some of its classes.
 * @throws OnnxError if the model's classes are not the dataset's; DatasetError if the split is empty.
 */
export async function evaluateOn(model: Model, { data, split }: Question): Promise<Evaluation> {
  const { spec, ...options } = data;
  // Split-off splits must be the same as in training, or training pictures would count as test pictures.
  const seed = options.seed ?? model.metadata?.seed;
  const dataset = await openDataset(spec, { ...options, ...(seed !== undefined && { seed }) });
  const some = model.metadata !== null && isPart(dataset.classes, model.labels);
  const places = some ? [] : placesOf(model, dataset.name, dataset.classes);
  const { images, count, labels, sources } = dataset.splits[split];
  if (count === 0) {
    throw new DatasetError(`${dataset.name} has no ${split} pictures.`, `Name another split${SHARE_HINT[split]}.`);
  }
  const files = model.foreign ? sources.map((source) => originalOf(source, new Map())) : sources.map(() => null);
  const probabilities = await probabilitiesOf(model, images, files);
  if (!some) return evaluation(reordered(probabilities, places), labels, dataset.classes);
  const known = labels.map((label) => model.labels.indexOf(dataset.classes[label]!));
  return evaluation(probabilities, known, model.labels);
}

/**
 * Whether a dataset has only some of a model's classes and no others. The model can still answer with any of its
 * classes.
 */
function isPart(classes: readonly string[], labels: readonly string[]): boolean {
  return classes.length < labels.length && classes.every((one) => labels.includes(one));
}

const SHARE_HINT = {
  train: '',
  validation: ', or split one off with --validation 0.15',
  test: ', or split one off with --test 0.15',
};

/**
 * The index of each class of the dataset in the model's classes. A foreign model may have them in another order; for one
 * without names only their number is compared.
 * @throws OnnxError if they are not the same classes.
 */
export function placesOf(model: Model, dataset: string, classes: readonly string[]): number[] {
  const own = classes.map((_, c) => c);
  const { labels, metadata, foreign, path } = model;
  if (JSON.stringify(labels) === JSON.stringify(classes)) return own;
  const named = metadata !== null || labels.some((label, k) => label !== String(k));
  if (!named && labels.length === classes.length) return own;
  const places = classes.map((one) => labels.indexOf(one));
  if (foreign && labels.length === classes.length && !places.includes(-1)) return places;
  throw new OnnxError(
    `${path} recognises ${labels.length} classes (${shownNames(labels)}), but ${dataset} has ${classes.length} (${shownNames(classes)}).`,
    'Evaluate the model on data with its own classes, or train one on this data.',
  );
}

/** (n,classes) with its columns in the order of the dataset. */
export function reordered(probabilities: Float32Array, places: readonly number[]): Float32Array {
  const k = places.length;
  return probabilities.map((_, i) => probabilities[i - (i % k) + places[i % k]!]!);
}
