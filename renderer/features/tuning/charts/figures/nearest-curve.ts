import type { Curves, Metric } from '../curves.ts';
import { xAt, yAt } from '../drawing/axes.ts';
import type { Box } from '../drawing/paper.ts';
import type { NumberScale } from '../drawing/scale.ts';

interface Drawing {
  readonly curves: Curves;
  readonly trials: Iterable<number>;
  readonly metric: Metric;
  readonly box: Box;
  readonly x: NumberScale;
  readonly y: NumberScale;
}

/** Maximum distance at which a pointer finds a curve, in pixels. */
const REACH = 12;

/**
 * The curve nearest to a point in pixels; null where none is within reach. The epoch is the index: only the few
 * segments of a curve that can be within reach are checked.
 */
export function nearestCurve({ curves, trials, metric, box, x, y }: Drawing, px: number, py: number): number | null {
  const step = xAt(box, x.place(1)) - xAt(box, x.place(0)) || 1;
  const middle = (px - xAt(box, x.place(0))) / step;
  const around = REACH / step;
  const [first, last] = [Math.max(Math.floor(middle - around), 0), Math.ceil(middle + around)];
  let [found, least]: [number | null, number] = [null, REACH ** 2];
  for (const trial of trials) {
    const values = curves.of(trial, metric);
    const end = Math.min(last, values.length - 1);
    let before = Number.NaN;
    for (let epoch = first; epoch <= end; epoch++) {
      const at = yAt(box, y.place(values[epoch]!));
      const right = xAt(box, x.place(epoch));
      const distance = Number.isNaN(before)
        ? (px - right) ** 2 + (py - at) ** 2
        : toStretch(px - right + step, py - before, step, at - before);
      before = at;
      if (distance < least) [found, least] = [trial, distance];
    }
  }
  return found;
}

/** Squared distance of (x, y) from the segment from the origin to (dx, dy). */
function toStretch(x: number, y: number, dx: number, dy: number): number {
  const along = Math.min(Math.max((x * dx + y * dy) / (dx * dx + dy * dy), 0), 1);
  return (x - along * dx) ** 2 + (y - along * dy) ** 2;
}
