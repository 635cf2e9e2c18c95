/** (side,side,3) RGB bytes starting at `offset`, as an opaque image. */
export function rgbToImage(rgb: Uint8Array, offset = 0, side = 64): ImageData {
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (let from = offset, to = 0; to < rgba.length; from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0;
    rgba[to + 1] = rgb[from + 1] ?? 0;
    rgba[to + 2] = rgb[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  return new ImageData(rgba, side, side);
}
