/** Answers requests about foreign models and their cards. */
import { IMAGE_SIZE } from '../../datasets/dataset.ts';
import { decodePicture } from '../../datasets/formats/decode.ts';
import type { Picture } from '../../datasets/resize.ts';
import { completeCard } from '../onnx/card/card.ts';
import { fitted } from '../onnx/card/fit.ts';
import type { ForeignNet } from '../onnx/card/foreign.ts';
import { asTaken, netNumbers } from '../onnx/card/net-input.ts';
import { runnable } from '../onnx/card/zip-map.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import { type OpenedModel, openAny, openDrafted, readModelFile } from '../onnx/session.ts';
import type { ForPage, Inspection, Preview } from './card-messages.ts';
import type { RecognitionAsk } from './recognition-messages.ts';

type AskOf<K extends RecognitionAsk['kind']> = Extract<RecognitionAsk, { kind: K }>;

/** @throws OnnxError */
export async function inspected({ path, card }: AskOf<'inspect'>): Promise<Inspection> {
  return described(await openAny(path, card));
}

/** @throws OnnxError if the card does not match the model. */
export async function tried({ path, draft }: AskOf<'tryCard'>): Promise<Inspection> {
  return described(await openDrafted(path, draft));
}

async function described(opened: OpenedModel): Promise<Inspection> {
  if (opened.kind === 'foreign') return ofForeign(opened.net);
  const { inputs, outputs, card, labels, release } = opened.model;
  await release();
  const facts = [
    'Everything is from the file: it was exported by Signs Lab, or has the inputs and outputs of such a model.',
  ];
  return { ...ends(inputs, outputs), card, unknown: [], facts, classes: labels.length, external: [], foreign: false };
}

async function ofForeign({
  session,
  inputs,
  outputs,
  card,
  unknown,
  facts,
  probe,
  external,
}: ForeignNet): Promise<Inspection> {
  await session.release();
  const pictures = 'Pictures of a dataset are 64x64 and are enlarged, unless the dataset keeps larger ones.';
  return {
    ...ends(inputs, outputs),
    ...{ card, unknown: [...unknown], facts: [...facts, pictures], classes: probe.output.classes },
    ...{ external: [...external], foreign: true },
  };
}

type Values = ForeignNet['inputs'];

function ends(inputs: Values, outputs: Values): Pick<Inspection, 'inputs' | 'outputs'> {
  const plain = (values: Values) => values.map((value) => ({ ...value, shape: [...value.shape] }));
  return { inputs: plain(inputs), outputs: plain(outputs) };
}

/** @throws OnnxError if the model is the lab's own, or its card is incomplete. */
export async function forPage({ path, card: file }: AskOf<'pageNet'>): Promise<ForPage> {
  const opened = await openAny(path, file);
  if (opened.kind === 'own') {
    await opened.model.release();
    throw new OnnxError(`${path} contains its own preprocessing.`, 'Leave its card out.');
  }
  const { session, input, probe, external, card: draft } = opened.net;
  await session.release();
  const { labels: _, ...card } = completeCard(draft, probe.output.classes);
  const { name, type, batch } = input;
  const net = { card, input: { name, type, batch }, output: probe.output.name };
  return { net, external: [...external], bytes: runnable(await readModelFile(path)) };
}

/** @throws DatasetError naming the picture if it is not a picture or is damaged. */
export async function previewed({ card, picture }: AskOf<'preview'>): Promise<Preview> {
  const shown: Picture =
    picture.kind === 'file'
      ? await decodePicture(picture.bytes, picture.name)
      : { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3, data: picture.pixels };
  const rgb = fitted(shown, card); // (height,width,3)
  const [height, width] = card.size;
  const numbers = netNumbers(rgb, { ...card, layout: 'NCHW' }, 'float32');
  const plane = height * width;
  const names = card.channels === 'grey' ? ['grey'] : [...card.channels];
  const channels = names.map((channel, c) => {
    const values = Float64Array.from(numbers.subarray(c * plane, (c + 1) * plane));
    const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return { name: channel, low, high };
  });
  return { width, height, pixels: asTaken(rgb, card), channels };
}
