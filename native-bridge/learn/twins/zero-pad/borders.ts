/** What np.pad's other modes put into the border: the index, from 0 to n - 1, that a cell outside of it comes from. */

const modulo = (index: number, n: number) => ((index % n) + n) % n;

/** Back and forth over an axis; the period 2 n - 2 leaves the edge out, 2 n repeats it. */
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
