/**
 * What the finder sees and says: a frame as a small picture, and for every place and size whether the hand is there. Its
 * classes are those places and sizes, so that one softmax over the frame holds them against one another: the answer is
 * the one hand that is looked for, or none.
 */
import type { Square } from '../../datasets/synthetic/scene/square.ts';

/** Pixels that a frame is fitted into, at its top left; what it does not fill is black. */
export const VIEW = { width: 96, height: 72 } as const;
/** Rows below that are always black. The last cell there stands for "no hand": nothing else can be there. */
const STRIP = 8;
/** (H,W,C) of what enters the net. */
export const INPUT_SHAPE = [VIEW.height + STRIP, VIEW.width, 3] as const;
/** Of what enters the net. */
export const VIEW_BYTES = INPUT_SHAPE[0] * INPUT_SHAPE[1] * INPUT_SHAPE[2];
/** Pixels from one cell of the net to the next. */
const STRIDE = 8;
/** A cell tells apart so many places along each axis. */
const PARTS = 2;
/** Pixels from one place to the next. */
export const STEP = STRIDE / PARTS;
/** Pixels of a square's side, each larger by a root of 2. */
export const SIDES = [16, 22.6, 32, 45.3, 64, 90.5] as const;
/** What a cell has: places, and sizes of each. */
export const FILTERS = PARTS * PARTS * SIDES.length;
export const CELLS = { across: INPUT_SHAPE[1] / STRIDE, down: INPUT_SHAPE[0] / STRIDE } as const;
/** Places along each axis. */
export const PLACES = { across: CELLS.across * PARTS, down: CELLS.down * PARTS } as const;
export const CLASSES = CELLS.across * CELLS.down * FILTERS;
/** The class that says that there is no hand. */
export const NONE = CLASSES - 1;

/** Place (column, row) and size as the class of that number: the net's last layer, flattened as height, width, filters. */
export function classAt(column: number, row: number, size: number): number {
  const cell = Math.floor(row / PARTS) * CELLS.across + Math.floor(column / PARTS);
  return cell * FILTERS + ((row % PARTS) * PARTS + (column % PARTS)) * SIDES.length + size;
}

/** The class of a square in pixels of the view, or of none. */
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
