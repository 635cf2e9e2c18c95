/** One output of a model other than its logits and probabilities. */
import type { InferenceSession } from 'onnxruntime-node';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { PICTURE_SHAPE } from './contract.ts';
import { INPUT } from './metadata.ts';
import { createSession, loadRuntime } from './runtime.ts';

export interface Output {
  readonly name: string;
  /** Values per picture. */
  readonly size: number;
}

/** Pictures per call: the first layer's values for this many take some 30 MB in `course`. */
const CHUNK = 128;

/**
 * Opens the model, runs it and closes it again.
 * @param images (count,64,64,3) uint8 RGB
 * @returns (count,size)
 * @throws Error (of ONNX Runtime) if it refuses the model; TypeError if the output is not (count,size) float32.
 */
export async function outputOf(model: Uint8Array, output: Output, images: Uint8Array): Promise<Float32Array> {
  const session = await createSession(model);
  const values = new Float32Array((images.length / IMAGE_BYTES) * output.size);
  try {
    for (let from = 0; from * IMAGE_BYTES < images.length; from += CHUNK) {
      const chunk = images.subarray(from * IMAGE_BYTES, (from + CHUNK) * IMAGE_BYTES);
      values.set(await runOutput(session, output, chunk), from * output.size);
    }
  } finally {
    await session.release();
  }
  return values;
}

/**
 * @param images (count,64,64,3) uint8 RGB, at most a few hundred
 * @returns (count,size)
 * @throws TypeError if the output is not (count,size) float32.
 */
export async function runOutput(
  session: InferenceSession,
  { name, size }: Output,
  images: Uint8Array,
): Promise<Float32Array> {
  const n = images.length / IMAGE_BYTES;
  const { Tensor } = loadRuntime();
  const out = await session.run({ [INPUT]: new Tensor('uint8', images, [n, ...PICTURE_SHAPE]) }, [name]);
  const data = out[name]?.data;
  if (data instanceof Float32Array && data.length === n * size) return data;
  throw new TypeError(`the output ${name} is ${out[name]?.type} (${out[name]?.dims}), not (${n},${size})`);
}
