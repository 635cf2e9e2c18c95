/**
 * Entry of the recognition host: a process of its own in which ONNX Runtime lives. Requests are served one after the
 * other, in the order in which they came; a crash here ends a host, never the app.
 */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { openDataset } from '../../datasets/catalog.ts';
import { DatasetError } from '../../datasets/dataset.ts';
import { decodeFile } from '../../datasets/formats/decode.ts';
import { evaluation } from '../onnx/evaluate.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import { parityReport } from '../onnx/parity.ts';
import { onnxruntimeInfo } from '../onnx/runtime.ts';
import { type Model, openModel } from '../onnx/session.ts';
import { argmax } from '../training/evaluate.ts';
import { describeFailure } from './failure.ts';
import { hostPort } from './port.ts';
import {
  type RecognitionAsk,
  type RecognitionKind,
  type RecognitionReply,
  RecognitionRequest,
  type RecognitionValue,
} from './recognition-messages.ts';

type AskOf<K extends RecognitionKind> = Extract<RecognitionAsk, { kind: K }>;
type Values = { [K in RecognitionKind]: RecognitionValue<K> };

const port = hostPort<RecognitionReply>();
let before: Promise<void> = Promise.resolve();
port.onMessage((message) => {
  before = before.then(() => answer(message));
});

async function answer(message: unknown): Promise<void> {
  const request = RecognitionRequest.safeParse(message);
  if (!request.success) {
    const error = {
      message: `Bad request to the recognition host: ${z.prettifyError(request.error)}`,
      badArgument: true,
    };
    return port.send({ id: idOf(message), kind: 'failed', error });
  }
  const { id } = request.data;
  try {
    port.send({ id, kind: 'reply', value: await serve(request.data) });
  } catch (error) {
    port.send({ id, kind: 'failed', error: describeFailure(error) });
  }
}

function idOf(message: unknown): number | null {
  const parsed = z.object({ id: z.int() }).safeParse(message);
  return parsed.success ? parsed.data.id : null;
}

function serve(request: RecognitionAsk): Values[RecognitionKind] | Promise<Values[RecognitionKind]> {
  switch (request.kind) {
    case 'open':
      return open(request);
    case 'predict':
      return predict(request);
    case 'parity':
      return parity(request);
    case 'evaluate':
      return evaluate(request);
    case 'predictFiles':
      return predictFiles(request);
    case 'info':
      return onnxruntimeInfo();
  }
}

/** The model used last stays open: frames of a camera ask for the same one, many times a second. */
let kept: { model: Model; stamp: string } | null = null;

/** The model at `path`, opened again where the file has changed. @throws OnnxError */
async function modelAt(path: string): Promise<Model> {
  const stamp = await stat(path, { bigint: true }).then(
    ({ mtimeNs, size, ino }) => `${ino} ${size} ${mtimeNs}`,
    String,
  );
  if (kept?.model.path === path && kept.stamp === stamp) return kept.model;
  const old = kept;
  kept = null;
  await old?.model.release();
  const model = await openModel(path);
  kept = { model, stamp };
  return model;
}

async function open({ path }: AskOf<'open'>): Promise<Values['open']> {
  const { labels, metadata, inputs } = await modelAt(path);
  return { labels: [...labels], metadata, inputs: inputs.map((input) => ({ ...input, shape: [...input.shape] })) };
}

async function predict({ path, images, count }: AskOf<'predict'>): Promise<Values['predict']> {
  const model = await modelAt(path);
  return model.predict(images, count);
}

async function parity({ path, ...question }: AskOf<'parity'>): Promise<Values['parity']> {
  return parityReport({ model: await modelAt(path), ...question });
}

/** @throws OnnxError where the model's classes are not the dataset's; DatasetError where the split is empty. */
async function evaluate({ path, data, split }: AskOf<'evaluate'>): Promise<Values['evaluate']> {
  const model = await modelAt(path);
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

/** @throws DatasetError naming the file that is no picture. */
async function predictFiles({ path, files }: AskOf<'predictFiles'>): Promise<Values['predictFiles']> {
  const model = await modelAt(path);
  const predictions: Values['predictFiles']['predictions'] = [];
  for (const file of files) {
    const { probabilities } = await model.predict(await decodeFile(file), 1);
    const label = model.labels[argmax(probabilities, model.labels.length)[0]!]!;
    predictions.push({ file, label, probabilities: [...probabilities] });
  }
  return { predictions };
}
