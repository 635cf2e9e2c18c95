/** Drawn scenes as the finder's input, with the correct answers. */
import { Random } from '../../datasets/synthetic/random.ts';
import { SCENE_HEIGHT, SCENE_WIDTH, ScenePainter } from '../../datasets/synthetic/scene/scene.ts';
import type { Square } from '../../datasets/synthetic/scene/square.ts';
import { classOf, INPUT_SHAPE, VIEW, VIEW_BYTES } from './grid.ts';
import { viewOf } from './view.ts';

const SCALE = VIEW.width / SCENE_WIDTH;

/** Part of a scene's address, next to those of the drawn hands (synthetic.ts, companion.ts); never change. */
const PARTS = { train: 6, test: 7 } as const;

export interface Scenes {
  /** (count,80,96,3) */
  readonly images: Uint8Array<ArrayBuffer>;
  /** (count) */
  readonly labels: Int32Array<ArrayBuffer>;
  /** (count) in pixels of the view. */
  readonly squares: readonly (Square | null)[];
}

/** Scenes [from, from + count) of a seed; each depends only on the seed, the part and its number. */
export function drawScenes(seed: number, part: keyof typeof PARTS, from: number, count: number): Scenes {
  const painter = new ScenePainter();
  const bytes = new Uint8Array(SCENE_WIDTH * SCENE_HEIGHT * 3);
  const images = new Uint8Array(count * VIEW_BYTES);
  const labels = new Int32Array(count);
  const squares = Array.from({ length: count }, (_, i) => {
    const drawn = painter.draw(new Random([seed, PARTS[part], 0, from + i]), bytes);
    const square = drawn && { x: drawn.x * SCALE, y: drawn.y * SCALE, side: drawn.side * SCALE };
    images.set(viewOf({ width: SCENE_WIDTH, height: SCENE_HEIGHT, channels: 3, data: bytes }), i * VIEW_BYTES);
    labels[i] = classOf(square);
    return square;
  });
  return { images, labels, squares };
}

/** The same scenes, mirrored. */
export function mirrored({ images, squares }: Scenes): Scenes {
  const [, columns, channels] = INPUT_SHAPE;
  const out = new Uint8Array(images.length);
  for (let line = 0; line < images.length; line += columns * channels) {
    for (let x = 0; x < columns; x++) {
      const [from, to] = [line + x * channels, line + (columns - 1 - x) * channels];
      for (let c = 0; c < channels; c++) out[to + c] = images[from + c]!;
    }
  }
  const turned = squares.map((square) => square && { ...square, x: columns - square.x - square.side });
  return { images: out, labels: Int32Array.from(turned, classOf), squares: turned };
}

/** Concatenates scenes. */
export function joined(parts: readonly Scenes[]): Scenes {
  const count = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Uint8Array(count * VIEW_BYTES);
  const labels = new Int32Array(count);
  let at = 0;
  for (const part of parts) {
    images.set(part.images, at * VIEW_BYTES);
    labels.set(part.labels, at);
    at += part.labels.length;
  }
  return { images, labels, squares: parts.flatMap(({ squares }) => squares) };
}
