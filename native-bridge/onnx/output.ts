/** One output of an open model, other than its answers. */
import type { InferenceSession } from 'onnxruntime-node';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { PICTURE_SHAPE } from './contract.ts';
import { INPUT } from './metadata.ts';
import { loadRuntime } from './runtime.ts';

/**
 * @param output its name, and values a picture
 * @param images (count,64,64,3) uint8 RGB, at most a few hundred
 * @returns (count,size)
 * @throws TypeError where the output is not (count,size) float32.
 */
export async function runOutput(
  session: InferenceSession,
  { name, size }: { readonly name: string; readonly size: number },
  images: Uint8Array,
): Promise<Float32Array> {
  const n = images.length / IMAGE_BYTES;
  const { Tensor } = loadRuntime();
  const out = await session.run({ [INPUT]: new Tensor('uint8', images, [n, ...PICTURE_SHAPE]) }, [name]);
  const data = out[name]?.data;
  if (data instanceof Float32Array && data.length === n * size) return data;
  throw new TypeError(`the output ${name} is ${out[name]?.type} (${out[name]?.dims}), not (${n},${size})`);
}
