/** np.pad's other border modes: the index, from 0 to n - 1, that a cell outside the picture is copied from. */

const modulo = (index: number, n: number) => ((index % n) + n) % n;

/** Back and forth along an axis; the period 2 n - 2 does not repeat the edge, 2 n does. */
function mirrored(index: number, n: number, period: number): number {
  if (n === 1) return 0;
  const place = modulo(index, period);
  if (place < n) return place;
  return period === 2 * n ? period - 1 - place : period - place;
}

export const edge = (index: number, n: number) => Math.max(0, Math.min(n - 1, index));
export const reflected = (index: number, n: number) => mirrored(index, n, 2 * n - 2);
export const symmetric = (index: number, n: number) => mirrored(index, n, 2 * n);
export const wrapped = modulo;
