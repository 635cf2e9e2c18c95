/** Pictures as the contract brings them, (N,64,64,3) RGB, for a canvas. */

/** Side of a picture, in pixels. */
export const EDGE = 64;
const AREA = EDGE * EDGE;

/** (64,64) RGBA of the picture at place `at` of (N,64,64,3) RGB. */
export function rgba(pixels: Uint8Array, at = 0): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(AREA * 4).fill(255);
  for (let from = at * AREA * 3, to = 0; to < out.length; from += 3, to += 4) {
    out[to] = pixels[from]!;
    out[to + 1] = pixels[from + 1]!;
    out[to + 2] = pixels[from + 2]!;
  }
  return out;
}
