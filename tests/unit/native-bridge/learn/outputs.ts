/** Comparing and changing outputs, for the tests of this folder. */
import type { Outputs } from '../../../../native-bridge/learn/index.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';

/** The same shapes, and the same numbers up to rounding. */
export function alike(a: Outputs, b: Outputs): boolean {
  return Object.entries(b).every(([name, right]) => {
    const other = a[name]!;
    const isScalar = right.shape.length === 0 && other.data.length === 1; // with any brackets around it
    const largest = right.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    return (
      (isScalar || String(other.shape) === String(right.shape)) &&
      right.data.every((value, i) => Math.abs(value - other.data[i]!) <= 1e-12 * largest)
    );
  });
}

export const holdsNaN = (outputs: Outputs): boolean =>
  Object.values(outputs).some(({ data }) => data.some((value) => Number.isNaN(value)));

export function changed(outputs: Outputs, change: (value: number) => number): Outputs {
  const entries = Object.entries(outputs).map(([name, x]) => [name, { ...x, data: x.data.map(change) }] as const);
  return Object.fromEntries<Tensor>(entries);
}
