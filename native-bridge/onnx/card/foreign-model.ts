/** A foreign net with a complete card, behind the same interface as every model of the lab. */
import { IMAGE_BYTES, IMAGE_SIZE } from '../../../datasets/dataset.ts';
import type { Picture } from '../../../datasets/resize.ts';
import type { Answers, Model } from '../model.ts';
import { OnnxError } from '../onnx-error.ts';
import { type Card, completeCard } from './card.ts';
import { fitted } from './fit.ts';
import type { ForeignNet } from './foreign.ts';
import { netNumbers } from './net-input.ts';
import { bothForms } from './net-output.ts';
import { runNet } from './runner.ts';

/** Numbers per call: 4 million are 27 pictures of 224x224. */
const MOST_NUMBERS = 2 ** 22;
const MOST_PICTURES = 256;

/** @throws OnnxError naming the unknown fields of its card. */
export function foreignModel(path: string, net: ForeignNet): Model {
  const card = completeCard(net.card, net.probe.output.classes);
  return {
    ...{ path, labels: card.labels, metadata: null, inputs: net.inputs, outputs: net.outputs, card, foreign: true },
    predict: (images, count) => predict(net, card, images, count),
    see: (picture, part) => answersTo(net, card, fitted(picture, card, part)),
    release: () => net.session.release(),
  };
}

/** @param rgb (n,height,width,3) of the card's size @throws OnnxError if the net fails, or its output is not finite. */
export async function answersTo(net: ForeignNet, card: Card, rgb: Uint8Array): Promise<Answers> {
  const { output } = net.probe;
  const numbers = netNumbers(rgb, card, net.input.type);
  const ends = { input: net.input, outputs: [output.name] };
  const [values] = await runNet(net.session, ends, { numbers, form: card });
  if (values?.every(Number.isFinite)) return bothForms(values, output.classes, card.output);
  throw new OnnxError(
    'The model gives NaN or infinity for these pictures (values too large for its type, or never valid).',
    'Check whether the scale in its card is the one that it was trained with.',
  );
}

async function predict(net: ForeignNet, card: Card, images: Uint8Array, count: number): Promise<Answers> {
  if (images.length !== count * IMAGE_BYTES) {
    throw new RangeError(`${images.length} bytes are not ${count} pictures of ${IMAGE_BYTES}`);
  }
  const classes = card.labels.length;
  const bytes = card.size[0] * card.size[1] * 3;
  const most = Math.max(Math.min(Math.floor(MOST_NUMBERS / bytes), MOST_PICTURES), 1);
  const chunk = net.input.batch ?? most;
  const all = { logits: new Float32Array(count * classes), probabilities: new Float32Array(count * classes) };
  for (let from = 0; from < count; from += chunk) {
    const n = Math.min(chunk, count - from);
    const rgb = new Uint8Array(n * bytes);
    for (let i = 0; i < n; i++) rgb.set(fitted(pictureAt(images, from + i), card), i * bytes);
    const { logits, probabilities } = await answersTo(net, card, rgb);
    all.logits.set(logits, from * classes);
    all.probabilities.set(probabilities, from * classes);
  }
  return all;
}

/** A picture of a dataset: most datasets keep only 64x64. */
function pictureAt(images: Uint8Array, at: number): Picture {
  const data = images.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES);
  return { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3, data };
}
