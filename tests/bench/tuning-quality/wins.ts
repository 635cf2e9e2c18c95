/** How often one search ends better than another. */

export interface Wins {
  /** Probability that a run of the first search ends better than one of the second; a tie counts half. 0.5: they are equal. */
  readonly share: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** The Mann-Whitney statistic, with the interval of its normal approximation under equality. */
export function winsOf(ours: readonly number[], theirs: readonly number[]): Wins {
  const points = ours.flatMap((a) => theirs.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  const share = points.reduce<number>((sum, point) => sum + point, 0) / points.length;
  const [m, n] = [ours.length, theirs.length];
  const reach = 1.96 * Math.sqrt((m + n + 1) / (12 * m * n));
  return { share, low: Math.max(share - reach, 0), high: Math.min(share + reach, 1) };
}
