/** A model file opened for use, after everything about it was checked at the door. */
import { readFile, stat } from 'node:fs/promises';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { checkContract, PICTURE_SHAPE } from './contract.ts';
import { INPUT, LOGITS, type ModelMetadata, PROBABILITIES, readMetadata } from './metadata.ts';
import { OnnxError } from './onnx-error.ts';
import { createSession, loadRuntime } from './runtime.ts';

/** A net of 100 million parameters is 400 MB; the file is read into memory as a whole. */
export const MAX_MODEL_BYTES = 512 * 2 ** 20;
/** Pictures a call: the first layer's output of 256 pictures is some 30 MB in the course's net. */
const CHUNK = 256;

export interface Answers {
  /** (count,classes) */
  readonly logits: Float32Array;
  /** (count,classes), each row sums to 1. */
  readonly probabilities: Float32Array;
}

export interface Model {
  readonly path: string;
  /** Class names; `0`, `1`, ... where the file carries no card. */
  readonly labels: readonly string[];
  /** null where the file is of another producer. */
  readonly metadata: ModelMetadata | null;
  readonly inputs: readonly {
    readonly name: string;
    readonly type: string;
    readonly shape: readonly (number | string)[];
  }[];
  /** @param images (count,64,64,3) uint8 RGB. @throws RangeError where they are not. */
  predict(images: Uint8Array, count: number): Promise<Answers>;
  release(): Promise<void>;
}

/**
 * @throws OnnxError naming the file where it is missing, no file, too large, not ONNX, or does not keep the contract:
 * `image` uint8 (N,64,64,3) -> `logits`, `probabilities` float32 (N,classes).
 */
export async function openModel(path: string): Promise<Model> {
  const bytes = await readModelFile(path);
  let session: InferenceSession | undefined;
  try {
    const metadata = readMetadata(bytes);
    session = await start(bytes);
    const classes = checkContract(session, metadata);
    const open = session;
    const labels = metadata?.labels ?? Array.from({ length: classes }, (_, k) => String(k));
    return {
      ...{ path, labels, metadata },
      inputs: open.inputMetadata
        .filter((input) => input.isTensor)
        .map(({ name, type, shape }) => ({ name, type, shape })),
      predict: (images, count) => predict(open, classes, images, count),
      release: () => open.release(),
    };
  } catch (error) {
    await session?.release();
    if (!(error instanceof OnnxError)) throw error;
    throw new OnnxError(`${path}: ${error.message}`, error.remedy, { cause: error });
  }
}

/** The bytes of a model file. @throws OnnxError naming it where it is missing, no file, empty or too large. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  const remedy = 'Choose a model.onnx file as `train` writes it.';
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new OnnxError(`${path} is not a file.`, remedy);
    if (found.size === 0)
      throw new OnnxError(`${path} is empty (0 bytes).`, 'Export the model again, or copy it again.');
    if (found.size > MAX_MODEL_BYTES) {
      throw new OnnxError(`${path} has ${found.size} bytes, more than ${MAX_MODEL_BYTES}.`, 'Choose a smaller model.');
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : code;
    throw new OnnxError(`${path} cannot be read: ${reason}.`, remedy, { cause });
  }
}

async function start(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await createSession(bytes);
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    const reason = (cause as Error).message.split('\n')[0];
    throw new OnnxError(`ONNX Runtime refuses the model: ${reason}`, 'Export the model again, or copy it again.', {
      cause,
    });
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

/** @throws OnnxError where the model fails on the pictures: what it declares is checked before, what it does is not. */
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
