/**
 * Turns recorded trainings into a function on the whole space: the mean of the nearest ones, weighted by the inverse cube of
 * their distance (Shepard 1968). It reproduces every recorded training and never leaves their range. Using only the nearest
 * one would be flat around every point, where a search that refines could improve nothing. Nothing is fitted, so that no
 * sampler with the same model is favoured.
 */
import { unitCoordinates } from '../../../native-bridge/tuning/encoding.ts';
import type { Space, Values } from '../../../native-bridge/tuning/index.ts';
import type { RecordedRow } from './recorded-spaces.ts';

const [NEIGHBOURS, POWER] = [8, 3];
/** Two choices are as far apart as the two ends of a numeric range. */
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
