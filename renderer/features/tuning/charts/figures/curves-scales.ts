import type { Range } from '../curves.ts';
import { MOST_RATIO, type NumberScale, numberScale } from '../drawing/scale.ts';
import { roundStep } from '../drawing/ticks.ts';

/** Maximum decades of a logarithmic axis: one diverged trial must not compress all others into a line. */
const MOST_DECADES = 4;

/**
 * The axis of a curve's values. Its ends are round numbers, so that it rarely changes as values arrive: with another
 * axis, every curve has to be redrawn.
 */
export function curveScale(range: Range | null, logAllowed: boolean, write: (value: number) => string): NumberScale {
  if (!range) return numberScale(0, 1, { write });
  const { positive, high } = range;
  if (logAllowed && high / positive > MOST_RATIO) {
    const low = roundStep(positive * 1.0001) / 2.5;
    return numberScale(low, Math.min(roundStep(high), low * 10 ** MOST_DECADES), { log: true, write, ticks: 6 });
  }
  const step = roundStep((high - range.low || Math.abs(high) || 1) / 5);
  return numberScale(Math.floor(range.low / step) * step, Math.ceil(high / step) * step, { write });
}

/** From epoch 0 to the last one; without a known end, a round number of them. */
export function epochScale(epochs: number | undefined, most: number): NumberScale {
  const end = Math.max(epochs ?? 0, most) === most && !epochs ? roundStep(most) : Math.max(epochs ?? 0, most);
  return numberScale(0, Math.max(end - 1, 1), { whole: true, ticks: 10 });
}
