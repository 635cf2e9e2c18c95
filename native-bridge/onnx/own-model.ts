/** The lab's own models: bytes in, logits and probabilities out, without preprocessing. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { preprocess } from '../../datasets/preprocess.ts';
import type { Rectangle } from '../../datasets/resize.ts';
import { ownCard } from './card/card.ts';
import { readOutline } from './card/outline.ts';
import { refusal } from './card/refusal.ts';
import { describeValues } from './card/signature.ts';
import { checkContract, keepsContract, PICTURE_SHAPE } from './contract.ts';
import { INPUT, LOGITS, type ModelMetadata, PROBABILITIES } from './metadata.ts';
import type { Answers, Model } from './model.ts';
import { OnnxError } from './onnx-error.ts';
import { createSession, loadRuntime } from './runtime.ts';

/** Pictures per call: the first layer's output for 256 pictures is some 30 MB in the course's net. */
const CHUNK = 256;

/** A model without an embedded card that has the inputs and outputs of the lab's own; null if it does not. */
export async function plainModel(path: string, bytes: Uint8Array): Promise<Model | null> {
  const { input, output } = readOutline(bytes).graph;
  const names = [...input, ...output].map(({ name }) => name);
  // Avoids opening a large net of another form twice.
  if (![INPUT, LOGITS, PROBABILITIES].every((name) => names.includes(name))) return null;
  const session = await createSession(bytes).catch(() => null);
  const keeps = session !== null && keepsContract(session);
  await session?.release();
  return keeps ? ownModel(path, bytes, null) : null;
}

export async function ownModel(path: string, bytes: Uint8Array, metadata: ModelMetadata | null): Promise<Model> {
  const session = await start(bytes);
  try {
    const classes = checkContract(session, metadata);
    const labels = metadata?.labels ?? Array.from({ length: classes }, (_, k) => String(k));
    const answer = (images: Uint8Array, count: number) => predict(session, classes, images, count);
    return {
      ...{ path, labels, metadata, card: ownCard(labels), foreign: false },
      ...{ inputs: describeValues(session.inputMetadata), outputs: describeValues(session.outputMetadata) },
      predict: answer,
      see: (picture, part) => answer(preprocess(picture, part && squareOf(part)), 1),
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

function squareOf({ x, y, width, height }: Rectangle) {
  if (width !== height) throw new RangeError(`a part of ${width}x${height} is not a square`);
  return { x, y, size: width };
}

async function start(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await createSession(bytes);
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    throw refusal(readOutline(bytes), cause);
  }
}

async function predict(
  session: InferenceSession,
  classes: number,
  images: Uint8Array,
  count: number,
): Promise<Answers> {
  if (images.length !== count * IMAGE_BYTES) {
    throw new RangeError(`${images.length} bytes are not ${count} pictures of ${IMAGE_BYTES}`);
  }
  const logits = new Float32Array(count * classes);
  const probabilities = new Float32Array(count * classes);
  for (let from = 0; from < count; from += CHUNK) {
    const chunk = images.subarray(from * IMAGE_BYTES, Math.min(from + CHUNK, count) * IMAGE_BYTES);
    const answers = await run(session, classes, chunk);
    logits.set(answers.logits, from * classes);
    probabilities.set(answers.probabilities, from * classes);
  }
  return { logits, probabilities };
}

/** @throws OnnxError if the model fails on the pictures: only what it declares was checked before. */
async function run(session: InferenceSession, classes: number, images: Uint8Array): Promise<Answers> {
  const n = images.length / IMAGE_BYTES;
  const { Tensor: OrtTensor } = loadRuntime();
  try {
    const input = new OrtTensor('uint8', images, [n, ...PICTURE_SHAPE]);
    const out = await session.run({ [INPUT]: input }, [LOGITS, PROBABILITIES]);
    return { logits: floats(out[LOGITS], n * classes), probabilities: floats(out[PROBABILITIES], n * classes) };
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw new OnnxError(`The model fails on ${n} pictures: ${reason}`, 'Export the model again with Signs Lab.', {
      cause,
    });
  }
}

function floats(tensor: Tensor | undefined, length: number): Float32Array {
  if (tensor?.data instanceof Float32Array && tensor.data.length === length) return tensor.data;
  throw new TypeError(`an output is ${tensor?.type} (${tensor?.dims}), not ${length} numbers`);
}
