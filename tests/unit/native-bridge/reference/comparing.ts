/** Comparing and differentiating, for the tests of this folder. */
import assert from 'node:assert/strict';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';

/** Equal shapes, and values within `tolerance` of max(1, |expected|). */
export function assertClose(actual: Tensor, expected: Tensor, tolerance = 1e-10, name = ''): void {
  assert.deepEqual(actual.shape, expected.shape, name);
  assert.equal(actual.data.length, expected.data.length, name);
  for (const [i, value] of expected.data.entries()) {
    const bound = tolerance * Math.max(1, Math.abs(value));
    const found = actual.data[i]!;
    assert.ok(Math.abs(found - value) <= bound, `${name}[${i}]: ${found}, expected ${value}`);
  }
}

export function mean({ data }: Tensor): number {
  return data.reduce((a, b) => a + b) / data.length;
}

export function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
}

/** Values spread over (-1, 1), by a small generator (mulberry32). */
export function randomTensor(shape: readonly number[], seed: number): Tensor {
  let state = seed;
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    shape,
    Float64Array.from({ length: size }, () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
    }),
  );
}

/**
 * d(loss)/d(x[i]) by central differences at h and h/2, combined by Richardson extrapolation to an error of h^4; null if the
 * two disagree, which means that there is a kink (relu, max) in between.
 */
export function numericGradient(x: Float64Array, i: number, loss: () => number, h = 1e-4): number | null {
  const value = x[i]!;
  const at = (offset: number) => {
    x[i] = value + offset;
    return loss();
  };
  const [coarse, fine] = [(at(h) - at(-h)) / (2 * h), (at(h / 2) - at(-h / 2)) / h];
  x[i] = value;
  if (Math.abs(coarse - fine) > 1e-6 * Math.max(1, Math.abs(fine))) return null;
  return (4 * fine - coarse) / 3;
}
