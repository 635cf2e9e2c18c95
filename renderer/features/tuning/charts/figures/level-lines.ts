import type { Field } from './field.ts';

/** Sides of a square of four cells crossed by a level line, by which corners are above it: marching squares. */
const CROSSED: readonly (readonly [number, number][])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 2],
    [0, 1],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 3],
    [1, 2],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

/**
 * Segments x0, y0, x1, y1, in shares of the axes, along which the field has the value `level`. Squares with a missing
 * corner have none.
 */
export function levelLine({ columns, rows, values }: Field, level: number): number[][] {
  const found: number[][] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const corners = [values[at]!, values[at + 1]!, values[at + columns + 1]!, values[at + columns]!];
      if (corners.some(Number.isNaN)) continue;
      const above = corners.reduce((bits, value, corner) => bits | (value > level ? 1 << corner : 0), 0);
      for (const [a, b] of CROSSED[above]!) {
        found.push([...crossing(corners, a, level, column, row), ...crossing(corners, b, level, column, row)]);
      }
    }
  }
  const [width, height] = [columns, rows];
  return found.map((line) => line.map((value, index) => (value + 0.5) / (index % 2 === 0 ? width : height)));
}

/** Corners of a square, the low row first, counterclockwise. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** The point on a side between corner `side` and the next, in cells. */
function crossing(
  corners: readonly number[],
  side: number,
  level: number,
  column: number,
  row: number,
): [number, number] {
  const next = (side + 1) % 4;
  const along = (level - corners[side]!) / (corners[next]! - corners[side]!);
  const [from, to] = [CORNERS[side]!, CORNERS[next]!];
  return [column + from[0] + along * (to[0] - from[0]), row + from[1] + along * (to[1] - from[1])];
}
