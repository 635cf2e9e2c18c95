/** Positions in a drawing of shares along a line. */

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** In CSS pixels, both ends. */
  readonly from: number;
  readonly to: number;
}

/** From the tenth below the smallest to the tenth above the largest, within [0, 1]. */
export function scaleFor(values: readonly number[], from: number, to: number): Scale {
  const [smallest, largest] = [Math.min(...values), Math.max(...values)];
  return { low: Math.max(0, tenth(smallest, Math.floor)), high: Math.min(1, tenth(largest, Math.ceil)), from, to };
}

/** The next tenth in a direction, with half a hundredth of margin. */
function tenth(value: number, round: typeof Math.floor | typeof Math.ceil): number {
  return round(value * 10 + (round === Math.floor ? -0.05 : 0.05)) / 10;
}

/** @param share within the scale's range */
export function placeOn({ low, high, from, to }: Scale, share: number): number {
  return from + ((share - low) / (high - low)) * (to - from);
}

/** Tenths within the scale. */
export function ticksOf({ low, high }: Scale): number[] {
  const [first, last] = [Math.round(low * 10), Math.round(high * 10)];
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) / 10);
}

/** Stacking height of each dot, so that none hides another. @param xs in CSS pixels */
export function stacked(xs: readonly number[], width: number): number[] {
  const levels: number[] = [];
  for (const [at, x] of xs.entries()) {
    const near = new Set(xs.slice(0, at).flatMap((other, k) => (Math.abs(other - x) < width ? [levels[k]!] : [])));
    let level = 0;
    while (near.has(level)) level++;
    levels.push(level);
  }
  return levels;
}
