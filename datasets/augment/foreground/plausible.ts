/**
 * Whether a segment can be a hand. One that is large, extends far along the border, or is one of many pieces is usually the
 * room. The limits were chosen for the best results on 900 drawn hands in rooms of all kinds, whose masks are known.
 */
import { band, PIXELS } from './wall.ts';

/** Minimum share of the picture, and of everything that was taken for hand. */
const [LEAST_HAND, LEAST_MAIN] = [0.03, 0.6];
/** Limits of the room score: in general; for a segment of one colour in front of an even wall. */
const [ANY, EVEN] = [0, 0.12];
/** Maximum deviation of a single colour, as shares of red and of blue; and of an even wall, levels. */
const [ONE_COLOUR, EVEN_WALL] = [0.05, 4.5];
/** Added to every channel, levels, because black has no hue. */
const DARK = 8;
const bandPixels = band.reduce((sum, is) => sum + is, 0);

/**
 * @param hand (4096) -1 background to 1 hand
 * @param main the main piece's share of what was taken for hand; @param spread the wall's deviation, levels
 */
export function isPlausible(
  picture: Uint8Array,
  hand: Float64Array,
  { main, spread }: { readonly main: number; readonly spread: number },
): boolean {
  let [pixels, border, red, blue, squares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < PIXELS; i++) {
    if (hand[i]! <= 0) continue;
    pixels++;
    border += band[i]!;
    const light = picture[i * 3]! + picture[i * 3 + 1]! + picture[i * 3 + 2]! + 3 * DARK;
    const [r, b] = [(picture[i * 3]! + DARK) / light, (picture[i * 3 + 2]! + DARK) / light];
    red += r;
    blue += b;
    squares += r * r + b * b;
  }
  const share = pixels / PIXELS;
  if (share < LEAST_HAND || main < LEAST_MAIN) return false;
  const deviation = Math.sqrt(Math.max(squares / pixels - (red / pixels) ** 2 - (blue / pixels) ** 2, 0));
  const even = deviation < ONE_COLOUR && spread < EVEN_WALL;
  return share + (0.7 * border) / bandPixels - 0.4 * main < (even ? EVEN : ANY);
}
