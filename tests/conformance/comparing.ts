/** Tolerances for float32 compared with float64. */
import assert from 'node:assert/strict';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';

/**
 * Largest |a - b| of a tensor over the largest |b|, but at least over 1e-2, or a hundredth of the net's largest gradient.
 * Below that the comparison is absolute: some gradients are zero except for rounding (of a bias whose effect the next batch
 * norm removes), and float32 then leaves the rounding error of the terms that cancel.
 */
const TOLERANCE = 1e-4;
const SMALLEST_SCALE = 1e-2;

export function assertClose(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  what: string,
  least = SMALLEST_SCALE,
): void {
  assert.equal(actual.length, wanted.length, what);
  let [difference, scale] = [0, least];
  for (let i = 0; i < wanted.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - wanted[i]!));
    scale = Math.max(scale, Math.abs(wanted[i]!));
  }
  assert.ok(difference / scale <= TOLERANCE, `${what}: off by ${difference} of ${scale}`);
}

/** Tensors by name. */
export type Named = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;

export function assertAllClose(actual: Named, wanted: Named): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(wanted).sort());
  const largest = Object.values(wanted).reduce((most, { data }) => Math.max(most, largestOf(data)), 1);
  for (const [name, { data }] of Object.entries(wanted)) {
    assertClose(actual[name]!.data, data, name, SMALLEST_SCALE * largest);
  }
}

function largestOf(numbers: ArrayLike<number>): number {
  return Array.from(numbers).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** Equal to the last bit. */
export function assertSame(actual: Parameters, wanted: Parameters): void {
  assert.deepEqual(Object.keys(actual), Object.keys(wanted));
  for (const [name, { shape, data }] of Object.entries(wanted)) {
    assert.deepEqual(actual[name]?.shape, shape, name);
    assert.deepEqual(actual[name]?.data, data, name);
  }
}
