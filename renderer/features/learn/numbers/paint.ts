import { type Diverging, signedColour } from './colour.ts';
import type { Matrix } from './matrix.ts';

const ramps = new WeakMap<Diverging, Uint32Array>();

/** Colours of -255 to 255 parts of the reach as packed pixels: a picture with thousands of cells computes each once. */
function ramp(colours: Diverging): Uint32Array {
  const known = ramps.get(colours);
  if (known) return known;
  const bytes = new Uint8ClampedArray(511 * 4);
  for (let part = -255; part <= 255; part++) bytes.set([...signedColour(part / 255, colours), 255], (part + 255) * 4);
  const table = new Uint32Array(bytes.buffer);
  ramps.set(colours, table);
  return table;
}

/** One pixel per cell; non-numbers are transparent. */
export function paintSigned({ rows, columns, data }: Matrix, reach: number, colours: Diverging): ImageData {
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const table = ramp(colours);
  for (let at = 0; at < rows * columns; at++) {
    const part = Math.max(-255, Math.min(255, Math.round((data[at]! / reach) * 255)));
    if (!Number.isNaN(part)) pixels[at] = table[part + 255]!;
  }
  return image;
}

/** One pixel per cell, black at `low` and below, white at `high` and above. */
export function paintGrey({ rows, columns, data }: Matrix, low: number, high: number): ImageData {
  const image = new ImageData(columns, rows);
  const span = high - low || 1;
  for (let at = 0; at < rows * columns; at++) {
    image.data.fill(((data[at]! - low) / span) * 255, at * 4, at * 4 + 3);
    image.data[at * 4 + 3] = 255;
  }
  return image;
}
