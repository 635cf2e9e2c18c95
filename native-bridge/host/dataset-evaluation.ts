/** A model on a split of a dataset that is opened for it. */
import { openDataset } from '../../datasets/catalog.ts';
import { DatasetError } from '../../datasets/dataset.ts';
import { type Evaluation, evaluation } from '../onnx/evaluate.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import type { Model } from '../onnx/session.ts';
import { originalOf, probabilitiesOf } from './originals.ts';
import type { RecognitionAsk } from './recognition-messages.ts';

type Question = Extract<RecognitionAsk, { kind: 'evaluate' }>;

/**
 * Of a model of the lab the dataset may show some classes alone.
 * @throws OnnxError if the model's classes are not the dataset's; DatasetError if the split is empty.
 */
export async function evaluateOn(model: Model, { data, split }: Question): Promise<Evaluation> {
  const { spec, ...options } = data;
  // Splits that were carved are carved again as they were for training, or training pictures would count as test.
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

/** Whether a dataset shows some of a model's classes and no other: every class of the model may then be a wrong answer. */
function isPart(classes: readonly string[], labels: readonly string[]): boolean {
  return classes.length < labels.length && classes.every((one) => labels.includes(one));
}

const SHARE_HINT = {
  train: '',
  validation: ', or carve one off by --validation 0.15',
  test: ', or carve one off by --test 0.15',
};

/**
 * Of each class of the dataset, which of the model's it is. A foreign model may have the same ones in another order; one
 * without names says only how many it has.
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
    `${path} recognises ${labels.length} classes (${labels.join(', ')}), but ${dataset} has ${classes.length} (${classes.join(', ')}).`,
    'Evaluate the model on data with its own classes, or train one on this data.',
  );
}

/** (n,classes) with its columns as the dataset has them. */
export function reordered(probabilities: Float32Array, places: readonly number[]): Float32Array {
  const k = places.length;
  return probabilities.map((_, i) => probabilities[i - (i % k) + places[i % k]!]!);
}
