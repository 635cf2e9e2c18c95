/**
 * The finder's input and output: a frame as a small picture, and for every position and size whether the hand is there.
 * Its classes are the positions and sizes, so that one softmax over the frame makes them compete: the answer is a single
 * hand, or none.
 */
import type { Square } from '../../datasets/synthetic/scene/square.ts';

/** Size in pixels that a frame is fitted into, at the top left; the rest is black. */
export const VIEW = { width: 96, height: 72 } as const;
/** Rows below that are always black. The last cell there means "no hand", since no hand can be there. */
const STRIP = 8;
/** (H,W,C) of the net's input. */
export const INPUT_SHAPE = [VIEW.height + STRIP, VIEW.width, 3] as const;
/** Bytes of the net's input. */
export const VIEW_BYTES = INPUT_SHAPE[0] * INPUT_SHAPE[1] * INPUT_SHAPE[2];
/** Pixels between adjacent cells of the net. */
const STRIDE = 8;
/** Positions per cell along each axis. */
const PARTS = 2;
/** Pixels between adjacent positions. */
export const STEP = STRIDE / PARTS;
/** Sides of squares in pixels, each larger by a factor of the square root of 2. */
export const SIDES = [16, 22.6, 32, 45.3, 64, 90.5] as const;
/** Outputs per cell: positions times sizes. */
export const FILTERS = PARTS * PARTS * SIDES.length;
export const CELLS = { across: INPUT_SHAPE[1] / STRIDE, down: INPUT_SHAPE[0] / STRIDE } as const;
/** Positions along each axis. */
export const PLACES = { across: CELLS.across * PARTS, down: CELLS.down * PARTS } as const;
export const CLASSES = CELLS.across * CELLS.down * FILTERS;
/** The class for "no hand". */
export const NONE = CLASSES - 1;

/** Class index of a position (column, row) and size in the net's last layer, flattened as height, width, filters. */
export function classAt(column: number, row: number, size: number): number {
  const cell = Math.floor(row / PARTS) * CELLS.across + Math.floor(column / PARTS);
  return cell * FILTERS + ((row % PARTS) * PARTS + (column % PARTS)) * SIDES.length + size;
}

/** The class of a square in pixels of the view, or of no hand. */
export function classOf(square: Square | null): number {
  if (square === null) return NONE;
  const { x, y, side } = square;
  const place = (centre: number, most: number) => Math.min(Math.max(Math.floor(centre / STEP), 0), most - 1);
  const size = Math.round(2 * Math.log2(side / SIDES[0]));
  return classAt(
    place(x + side / 2, VIEW.width / STEP),
    place(y + side / 2, VIEW.height / STEP),
    Math.min(Math.max(size, 0), SIDES.length - 1),
  );
}
