/** How wide the kernel of an observation is. */

/**
 * The larger distance to its two neighbours (Bergstra et al. 2011), held within [1 / min(100, n + 2), 1].
 * @param observed (observations) coordinates of [0, 1]
 * @returns (observations) standard deviations; null where the dimension was inactive
 */
export function bandwidths(observed: readonly (number | null)[]): (number | null)[] {
  const active = observed.map((_, i) => i).filter((i) => observed[i] !== null);
  const order = active.sort((a, b) => observed[a]! - observed[b]!);
  const least = 1 / Math.min(100, order.length + 2);
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
