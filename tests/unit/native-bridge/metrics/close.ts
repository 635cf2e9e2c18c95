import assert from 'node:assert/strict';

/** Within a relative 1e-12: the same formula in another order of rounding. */
export function close(actual: number, expected: number, relative = 1e-12): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}
