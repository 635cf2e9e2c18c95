/** Some of the pictures that a run would mix with its own, drawn as the first epoch has them. */
import { IMAGE_BYTES } from '../../../datasets/dataset.ts';
import type { Companion } from '../../../datasets/synthetic/companion.ts';

export interface DrawnSamples {
  /** (64,64,3) RGB, a few of each sign by turns. */
  readonly hands: readonly Uint8Array[];
  readonly rooms: readonly Uint8Array[];
}

/** The same companion with no more pictures than are shown: its first hands and rooms are the same. */
export function shownOf(companion: Companion): Companion {
  return { ...companion, hands: Math.min(companion.hands, 12), rooms: Math.min(companion.rooms, 6) };
}

/** Every picture of it. The drawing is loaded with the first call; a picture takes about 2 ms. */
export async function drawnSamples(companion: Companion): Promise<DrawnSamples> {
  const { CompanionPainter } = await import('../../../datasets/synthetic/companion-painter.ts');
  const painter = new CompanionPainter(companion);
  const draw = (place: number) => {
    const images = new Uint8Array(IMAGE_BYTES);
    painter.draw(0, place, { images }, 0);
    return images;
  };
  const places = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
  return {
    hands: places(0, companion.hands).map(draw),
    rooms: places(companion.hands, companion.rooms).map(draw),
  };
}
