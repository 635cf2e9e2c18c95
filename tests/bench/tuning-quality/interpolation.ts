/**
 * From recorded trainings to a function of the whole space: the mean of the nearest ones by the inverse cube of their
 * distance (Shepard 1968). It gives every recorded training back as it was and never leaves their range. The nearest one
 * alone would be flat around every point: a search that refines would see nothing of it. Nothing is fitted, so that no
 * sampler is favoured whose own model it would be.
 */
import { unitCoordinates } from '../../../native-bridge/tuning/encoding.ts';
import type { Space, Values } from '../../../native-bridge/tuning/index.ts';
import type { RecordedRow } from './recorded-spaces.ts';

const [NEIGHBOURS, POWER] = [8, 3];
/** Two choices are as far apart as the two ends of a number. */
const OTHER_CHOICE = 1;

export function interpolation(space: Space, rows: readonly RecordedRow[]): (values: Values) => number {
  const kinds = Object.values(space).map(({ kind }) => kind);
  const known = rows.map(({ values, accuracy }) => ({ point: unitCoordinates(space, values).map(Number), accuracy }));
  const distance = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(...a.map((x, d) => (kinds[d] === 'choice' ? (x === b[d] ? 0 : OTHER_CHOICE) : x - b[d]!)));
  return (values) => {
    const at = unitCoordinates(space, values).map(Number);
    const near = known.map(({ point, accuracy }) => ({ far: distance(at, point), accuracy }));
    const nearest = near.sort((a, b) => a.far - b.far).slice(0, NEIGHBOURS);
    if (nearest[0]!.far === 0) return nearest[0]!.accuracy;
    const weights = nearest.map(({ far }) => far ** -POWER);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return nearest.reduce((sum, { accuracy }, i) => sum + (weights[i]! / total) * accuracy, 0);
  };
}
