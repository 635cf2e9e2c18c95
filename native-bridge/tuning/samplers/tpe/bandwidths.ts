/** Bandwidths of the kernels of observations. */

/**
 * The minimum bandwidth. It depends on the number of all trials and is the same for good and bad ones: bad trials are
 * many, and if their own number determined how narrow kernels are, the gaps between two failures would look good.
 * @param trials number of trials in both densities
 * @returns standard deviation, for a range of [0, 1]
 */
export function leastBandwidth(trials: number): number {
  return 1 / Math.min(100, 4 + trials / 4);
}

/**
 * The larger of the distances to the two neighbours (Bergstra et al. 2011), clamped to [least, 1].
 * @param observed (observations) coordinates in [0, 1]
 * @returns (observations) standard deviations; null if the dimension was inactive
 */
export function bandwidths(observed: readonly (number | null)[], least: number): (number | null)[] {
  const active = observed.map((_, i) => i).filter((i) => observed[i] !== null);
  const order = active.sort((a, b) => observed[a]! - observed[b]!);
  const widths: (number | null)[] = observed.map(() => null);
  order.forEach((i, place) => {
    const near = [order[place - 1], order[place + 1]].filter((j) => j !== undefined);
    const gaps = near.map((j) => Math.abs(observed[j]! - observed[i]!));
    // A single observation reaches as far as the farther end.
    const widest = gaps.length === 0 ? Math.max(observed[i]!, 1 - observed[i]!) : Math.max(...gaps);
    widths[i] = Math.min(Math.max(widest, least), 1);
  });
  return widths;
}
