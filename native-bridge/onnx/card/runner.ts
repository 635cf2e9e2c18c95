/// <reference lib="es2025.float16" />
/** Runs a foreign net on pictures that are already converted to its input. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxError } from '../onnx-error.ts';
import { loadRuntime } from '../runtime.ts';
import { type Form, filledUp, pictureShape } from './net-batch.ts';
import type { NetNumbers } from './net-input.ts';
import { classNumbers } from './net-output.ts';
import type { InputType, NetInput } from './signature.ts';

/**
 * @param numbers of n pictures; for a net with a fixed batch the last picture is repeated until the batch is full
 * @param outputs to read, in that order
 * @returns (n,K) for each output; null for one that is not one number per class
 * @throws OnnxError if the net fails on them
 */
export async function runNet(
  session: InferenceSession,
  { input, outputs }: { readonly input: NetInput; readonly outputs: readonly string[] },
  { numbers, form }: { readonly numbers: NetNumbers; readonly form: Form },
): Promise<(Float32Array | null)[]> {
  const shape = pictureShape(form);
  const values = shape.reduce((product, axis) => product * axis, 1);
  const n = numbers.length / values;
  const batch = input.batch ?? n;
  requireBounded(batch * values);
  const full = filledUp(numbers, { type: input.type, length: batch * values, picture: values });
  try {
    const tensor = tensorOf(input.type, full, [batch, ...shape]);
    const out = await session.run({ [input.name]: tensor }, [...outputs]);
    return outputs.map((name) => {
      const all = classNumbers(out[name], batch);
      return all?.subarray(0, (all.length / batch) * n) ?? null;
    });
  } catch (cause) {
    throw new OnnxError(
      `The model fails on ${n} pictures of (${shape}).`,
      'Check whether the card has the size and layout that the model was exported with, or export the model again.',
      { cause },
    );
  }
}

/** A file can declare any batch; 2^26 numbers are 256 MiB in float32. */
const MOST_NUMBERS = 2 ** 26;

function requireBounded(count: number): void {
  if (count <= MOST_NUMBERS) return;
  throw new OnnxError(
    `The model takes ${count} numbers per call, more than ${MOST_NUMBERS}.`,
    'Export it again for one picture per call, or with a free batch.',
  );
}

/**
 * The native side of onnxruntime-node 1.30 accepts float16 bits only as a Uint16Array, but its tensor class turns them
 * into a Float16Array if the language has one. So the data that the native side reads is replaced.
 */
function tensorOf(type: InputType, numbers: NetNumbers, dims: number[]): Tensor {
  const { Tensor: OrtTensor } = loadRuntime();
  if (!(numbers instanceof Float16Array)) return new OrtTensor(type, numbers as Float32Array, dims);
  const bits = new Uint16Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Object.defineProperty(new OrtTensor('float16', bits, dims), 'data', { value: bits });
}
