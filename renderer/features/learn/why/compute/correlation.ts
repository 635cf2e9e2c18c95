/** How similar two maps of the same size are. */

/** Pearson's correlation; null where one of them is constant. */
export function correlation(a: Float64Array, b: Float64Array): number | null {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const [x, y] = [value - meanA, b[at]! - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA === 0 || squaresB === 0 ? null : both / Math.sqrt(squaresA * squaresB);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of the strongest tenth of one map (largest numbers, first among equals) that is also in the other's. */
export function sharedTenth(a: Float64Array, b: Float64Array): number {
  const [inA, inB] = [strongest(a), strongest(b)];
  let shared = 0;
  for (const at of inA) if (inB.has(at)) shared++;
  return shared / inA.size;
}

function strongest(values: Float64Array): Set<number> {
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
  return new Set(order.slice(0, Math.ceil(values.length / 10)));
}
