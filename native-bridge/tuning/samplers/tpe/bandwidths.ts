/** How wide the kernel of an observation is. */

/**
 * The larger distance to its two neighbours (Bergstra et al. 2011), held within [1 / min(100, 2 n + 4), 1]: the
 * less is known, the wider. Half of Optuna's bound, for tpe.ts's reasons.
 * @param observed (observations) coordinates of [0, 1]
 * @returns (observations) standard deviations; null where the dimension was inactive
 */
export function bandwidths(observed: readonly (number | null)[]): (number | null)[] {
  const active = observed.map((_, i) => i).filter((i) => observed[i] !== null);
  const order = active.sort((a, b) => observed[a]! - observed[b]!);
  const least = 1 / Math.min(100, 2 * order.length + 4);
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
