/** A model on a split of a dataset that is opened for it. */
import { openDataset } from '../../datasets/catalog.ts';
import { DatasetError } from '../../datasets/dataset.ts';
import { type Evaluation, evaluation } from '../onnx/evaluate.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import type { Model } from '../onnx/session.ts';
import type { RecognitionAsk } from './recognition-messages.ts';

type Question = Extract<RecognitionAsk, { kind: 'evaluate' }>;

/** @throws OnnxError where the model's classes are not the dataset's; DatasetError where the split is empty. */
export async function evaluateOn(model: Model, { data, split }: Question): Promise<Evaluation> {
  const { spec, ...options } = data;
  // Splits that were carved are carved again as they were for training, or training pictures would count as test.
  const seed = options.seed ?? model.metadata?.seed;
  const dataset = await openDataset(spec, { ...options, ...(seed !== undefined && { seed }) });
  checkClasses(model, dataset.name, dataset.classes);
  const { images, count, labels } = dataset.splits[split];
  if (count === 0) {
    throw new DatasetError(`${dataset.name} has no ${split} pictures.`, `Name another split${SHARE_HINT[split]}.`);
  }
  const { probabilities } = await model.predict(images, count);
  return evaluation(probabilities, labels, dataset.classes);
}

const SHARE_HINT = {
  train: '',
  validation: ', or carve one off by --validation 0.15',
  test: ', or carve one off by --test 0.15',
};

/** A model without a card says only how many classes it has. */
function checkClasses(model: Model, dataset: string, classes: readonly string[]): void {
  const same = model.metadata
    ? JSON.stringify(model.labels) === JSON.stringify(classes)
    : model.labels.length === classes.length;
  if (same) return;
  throw new OnnxError(
    `${model.path} recognises ${model.labels.length} classes (${model.labels.join(', ')}), but ${dataset} has ${classes.length} (${classes.join(', ')}).`,
    'Evaluate the model on data with its own classes, or train one on this data.',
  );
}
