/** How wide the kernel of an observation is. */

/**
 * How narrow kernels may be. It follows from all trials so far and is one for the good and the bad ones: the bad ones are
 * many, and kernels as narrow as their own number allows would leave the gaps between two failures looking good.
 * @param trials all that the densities are made of
 * @returns standard deviation, of a range of [0, 1]
 */
export function leastBandwidth(trials: number): number {
  return 1 / Math.min(100, 4 + trials / 4);
}

/**
 * The larger distance to its two neighbours (Bergstra et al. 2011), held within [least, 1].
 * @param observed (observations) coordinates of [0, 1]
 * @returns (observations) standard deviations; null if the dimension was inactive
 */
export function bandwidths(observed: readonly (number | null)[], least: number): (number | null)[] {
  const active = observed.map((_, i) => i).filter((i) => observed[i] !== null);
  const order = active.sort((a, b) => observed[a]! - observed[b]!);
  const widths: (number | null)[] = observed.map(() => null);
  order.forEach((i, place) => {
    const near = [order[place - 1], order[place + 1]].filter((j) => j !== undefined);
    const gaps = near.map((j) => Math.abs(observed[j]! - observed[i]!));
    // The only one reaches as far as the farther end.
    const widest = gaps.length === 0 ? Math.max(observed[i]!, 1 - observed[i]!) : Math.max(...gaps);
    widths[i] = Math.min(Math.max(widest, least), 1);
  });
  return widths;
}
