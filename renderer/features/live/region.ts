/**
 * The square of a camera's frame that the net sees. It is stored in shares of the frame's shorter side, so that it
 * stays in place when the camera's resolution or orientation changes; what does not fit then is clamped.
 */

import { centreSquare, type Region } from '../../../datasets/preprocess.ts';
import type { CameraView } from '../../../main/ipc/schemas/lab.ts';

type Shares = CameraView['region'];

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** How much of a side an arrow key moves or resizes it. */
export const STEP = 1 / 32;
/** Below the net's own 64 pixels, a square would be enlarged. */
const SMALLEST = 64;

/** The largest centre square: how a dataset's pictures are cropped. */
export function wholeRegion({ width, height }: Frame): Shares {
  return sharesOf(centreSquare(width, height), { width, height });
}

/** In whole pixels, inside the frame. */
export function regionOf({ x, y, size }: Shares, { width, height }: Frame): Region {
  const unit = Math.min(width, height);
  const side = clamp(Math.round(size * unit), Math.min(SMALLEST, unit), unit);
  return {
    x: clamp(Math.round(x * unit), 0, width - side),
    y: clamp(Math.round(y * unit), 0, height - side),
    size: side,
  };
}

export function sharesOf({ x, y, size }: Region, { width, height }: Frame): Shares {
  const unit = Math.min(width, height);
  return { x: x / unit, y: y / unit, size: size / unit };
}

/** Moved by shares of the shorter side, clamped to the frame. */
export function moved(shares: Shares, dx: number, dy: number, frame: Frame): Shares {
  return sharesOf(regionOf({ ...shares, x: shares.x + dx, y: shares.y + dy }, frame), frame);
}

/** Resized around its centre. */
export function grown(shares: Shares, by: number, frame: Frame): Shares {
  const unit = Math.min(frame.width, frame.height);
  const size = clamp(shares.size + by, Math.min(1, SMALLEST / unit), 1);
  const shift = (shares.size - size) / 2;
  return sharesOf(regionOf({ x: shares.x + shift, y: shares.y + shift, size }, frame), frame);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
