/// <reference lib="es2025.float16" />
/** Reads a net's output as one number per class. */
import type { Tensor } from 'onnxruntime-node';
import type { Card } from './card.ts';

/** A row of probabilities sums to 1 up to rounding; float16 has a step of 0.0005 there. */
const SUM_TOLERANCE = 0.01;
/** exp(-87) is the smallest float32 number with full precision. */
const SMALLEST = -87;

/**
 * (n,K) from a tensor (n,K), (n,K,1,1) or any other with one axis longer than 1 after the batch axis.
 * @returns null if it is not one number per class for n pictures.
 */
export function classNumbers(tensor: Tensor | undefined, n: number): Float32Array | null {
  if (!tensor) return null;
  const [batch, ...rest] = tensor.dims;
  const classes = rest.reduce((product, axis) => product * axis, 1);
  if (batch !== n || rest.length === 0 || rest.filter((axis) => axis !== 1).length !== 1 || classes < 2) return null;
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array || data instanceof Float16Array) return Float32Array.from(data);
  return null;
}

/** Whether every row of K values is non-negative and sums to 1, which logits do not do by chance. */
export function areProbabilities(values: Float32Array, classes: number): boolean {
  for (let from = 0; from < values.length; from += classes) {
    const row = values.subarray(from, from + classes);
    const sum = row.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE) || row.some((value) => !(value >= 0 && value <= 1.001))) return false;
  }
  return true;
}

/** Logits and probabilities from the net's output, (n,K) each. The logits of probabilities are their logarithms. */
export function bothForms(values: Float32Array, classes: number, output: Card['output']) {
  if (output === 'logits') return { logits: values, probabilities: softmax(values, classes) };
  // Rounding can leave values slightly above 1, which are not probabilities.
  const probabilities = values.map((value) => Math.min(Math.max(value, 0), 1));
  return { logits: probabilities.map((p) => Math.max(Math.log(p), SMALLEST)), probabilities };
}

function softmax(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const largest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const powers = Float64Array.from(row, (value) => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value, 0);
    for (const [k, power] of powers.entries()) out[from + k] = power / sum;
  }
  return out;
}
