/** Benchmark functions for the samplers: two tables of recorded trainings and a function with noise. All are maximised. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSpace, type Space, type Values } from '../../../native-bridge/tuning/index.ts';
import { interpolation } from './interpolation.ts';
import { RECORDED_SPACE, type Recording } from './recorded-spaces.ts';

export interface Table {
  readonly name: string;
  readonly space: Space;
  /** Value of a trial without noise. */
  readonly worth: (values: Values) => number;
  /** Standard deviation of the noise on scores. */
  readonly noise: number;
}

export function tables(): Table[] {
  return [recorded('course'), recorded('three-block'), HARTMANN];
}

/** Trained once by record.ts. */
function recorded(preset: string): Table {
  const text = readFileSync(join(import.meta.dirname, `${preset}.json`), 'utf8');
  const { rows, data, epochs } = JSON.parse(text) as Recording;
  const name = `${preset} on ${data}, ${epochs} epochs, ${rows.length} trainings`;
  return { name, space: RECORDED_SPACE, worth: interpolation(RECORDED_SPACE, rows), noise: 0 };
}

const WEIGHTS = [1, 1.2, 3, 3.2];
const SCALES = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** Hartmann's function of 6 dimensions (Dixon & Szego 1978), maximum 3.32237. */
const HARTMANN: Table = {
  name: 'Hartmann 6 with noise',
  space: parseSpace(
    Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`x${i}`, { kind: 'float', low: 0, high: 1 }])),
  ),
  worth(values) {
    const x = Object.values(values).map(Number);
    const squares = SCALES.map((row, i) => row.reduce((sum, a, d) => sum + a * (x[d]! - CENTRES[i]![d]!) ** 2, 0));
    return WEIGHTS.reduce((sum, weight, i) => sum + weight * Math.exp(-squares[i]!), 0);
  },
  noise: 0.1,
};
