/** Draws one row of pictures into one canvas: a row is copied to the screen whole while it scrolls. */
import { GAP } from './grid-geometry.ts';

/** Side of a picture, in its own pixels. */
const EDGE = 64;

interface Painted {
  readonly what: string;
  /** Pictures that were not here yet. */
  readonly missing: number;
}

export class RowPainter {
  readonly #painted = new WeakMap<HTMLCanvasElement, Painted>();
  /** One tile at a time goes through it: putImageData cannot scale, drawImage takes no ImageData. */
  readonly #scratch = new OffscreenCanvas(EDGE, EDGE);
  readonly #pen = this.#scratch.getContext('2d', { willReadFrequently: true })!;

  /** Nothing happens where the row stands there whole already. @param side in CSS pixels */
  paint(canvas: HTMLCanvasElement, tiles: readonly (ImageData | undefined)[], ids: Uint32Array, side: number): void {
    const scale = window.devicePixelRatio;
    const what = `${side} ${scale} ${ids}`;
    const before = this.#painted.get(canvas);
    const missing = tiles.reduce((count, tile) => count + Number(tile === undefined), 0);
    if (before?.what === what && before.missing === missing) return;
    this.#size(canvas, (ids.length * (side + GAP) - GAP) * scale, side * scale);
    const context = canvas.getContext('2d', { alpha: true })!;
    context.imageSmoothingQuality = 'medium';
    for (const [column, tile] of tiles.entries()) {
      if (tile === undefined) continue;
      this.#pen.putImageData(tile, 0, 0);
      context.drawImage(this.#scratch, column * (side + GAP) * scale, 0, side * scale, side * scale);
    }
    this.#painted.set(canvas, { what, missing });
  }

  /** Setting a size clears the canvas, the same size too. */
  #size(canvas: HTMLCanvasElement, width: number, height: number): void {
    canvas.width = Math.round(width);
    canvas.height = Math.round(height);
  }
}
