import type { Shape } from './paper.ts';

interface Outline {
  readonly closed: boolean;
  /** x0, y0, x1, y1, ... within the circle of radius 1. */
  readonly lines: readonly (readonly number[])[];
}

const half = Math.sqrt(0.5);
const CROSS = [
  [-half, -half, half, half],
  [-half, half, half, -half],
];
const PLUS = [
  [-1, 0, 1, 0],
  [0, -1, 0, 1],
];

/** Non-circular shapes, as lines. */
export const OUTLINES: Readonly<Record<Exclude<Shape, 'dot' | 'ring'>, Outline>> = {
  square: { closed: true, lines: [[-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8]] },
  triangle: { closed: true, lines: [[0, 1, -0.87, -0.6, 0.87, -0.6]] },
  diamond: { closed: true, lines: [[0, -1.1, 1.1, 0, 0, 1.1, -1.1, 0]] },
  cross: { closed: false, lines: CROSS },
  plus: { closed: false, lines: PLUS },
  star: { closed: false, lines: [...CROSS, ...PLUS] },
};

/** Drawn as an outline, not filled. */
export const HOLLOW: ReadonlySet<Shape> = new Set(['ring', 'square', 'cross', 'plus', 'star']);
/** Line width of a hollow shape. */
export const OUTLINE_WIDTH = 1.4;
