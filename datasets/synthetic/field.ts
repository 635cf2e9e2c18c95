/** Building blocks of distance fields: boxes of samples, smooth unions, soft lines. */
import { type FlatBone, GRID } from './view.ts';

/** Columns and rows [x0, x1) x [y0, y1) of the grid. */
export interface Box {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** 1 at 0, 1/4 at `width`, then quickly 0: a bell curve without an exponential. */
export function notch(x: number, width: number): number {
  const square = 1 + (x * x) / (width * width);
  return 1 / (square * square);
}

/** Quilez' polynomial smooth minimum: at a difference of `blend` or more the two no longer interact. */
export function smoothMin(a: number, b: number, blend: number): number {
  const overlap = blend - Math.abs(a - b);
  return Math.min(a, b) - (overlap > 0 ? (overlap * overlap) / (4 * blend) : 0);
}

/** x, clamped to [0, 1]. */
export function unit(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/** Length of (x, y). */
export function distanceTo(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** The samples that a bone can touch, plus a margin. */
export function boxOf(bone: Pick<FlatBone, 'ax' | 'ay' | 'bx' | 'by' | 'radiusA' | 'radiusB'>, margin: number): Box {
  const reach = Math.max(bone.radiusA, bone.radiusB) + margin + 2;
  const inside = (x: number) => Math.min(Math.max(Math.floor(x), 0), GRID);
  return {
    x0: inside(Math.min(bone.ax, bone.bx) - reach),
    x1: inside(Math.max(bone.ax, bone.bx) + reach + 1),
    y0: inside(Math.min(bone.ay, bone.by) - reach),
    y1: inside(Math.max(bone.ay, bone.by) + reach + 1),
  };
}

/** The smallest box around both. */
export function union(a: Box, b: Box): Box {
  return {
    x0: Math.min(a.x0, b.x0),
    x1: Math.max(a.x1, b.x1),
    y0: Math.min(a.y0, b.y0),
    y1: Math.max(a.y1, b.y1),
  };
}

/** Row by row; `i` is the sample's index in a plane. */
export function forEachSample({ x0, x1, y0, y1 }: Box, visit: (i: number, x: number, y: number) => void): void {
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) visit(y * GRID + x, x, y);
}
