import type { Diverging } from '../numbers/colour.ts';

/** Share of a colour at full mixture, so that the picture stays visible under it. */
const MOST = 0.85;

/**
 * A map over its picture: the picture in grey, orange where the map is above 0, blue where it is below.
 * @param pixels (64,64,3) RGB
 * @param map (64,64); NaN leaves the picture as it is, in colour
 * @param reach the magnitude at full colour
 * @returns (64,64,3) RGB
 */
export function overPicture(
  pixels: Uint8Array,
  map: ArrayLike<number>,
  reach: number,
  { negative, positive }: Pick<Diverging, 'negative' | 'positive'>,
): Uint8Array {
  const mixed = pixels.slice();
  for (let at = 0; at < map.length; at++) {
    const share = map[at]! / reach;
    if (Number.isNaN(share)) continue;
    const part = Math.min(1, Math.abs(share)) * MOST;
    const [red, green, blue] = share < 0 ? negative : positive;
    const from = at * 3;
    const grey = 0.2989 * pixels[from]! + 0.587 * pixels[from + 1]! + 0.114 * pixels[from + 2]!;
    mixed[from] = Math.round(grey + (red - grey) * part);
    mixed[from + 1] = Math.round(grey + (green - grey) * part);
    mixed[from + 2] = Math.round(grey + (blue - grey) * part);
  }
  return mixed;
}
