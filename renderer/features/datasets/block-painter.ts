/** Draws a block of rows of pictures into one canvas, which is composited as a whole while scrolling. */
import { GAP } from './grid-geometry.ts';

/** Side of a picture, in its own pixels. */
const EDGE = 64;

interface Painted {
  readonly what: string;
  /** Pictures that had not been loaded. */
  readonly missing: number;
}

export class BlockPainter {
  readonly #painted = new WeakMap<HTMLCanvasElement, Painted>();
  /** One tile at a time goes through it: putImageData cannot scale, and drawImage does not take ImageData. */
  readonly #scratch = new OffscreenCanvas(EDGE, EDGE);
  readonly #pen = this.#scratch.getContext('2d', { willReadFrequently: true })!;

  /** Does nothing where the block is already drawn as it would be. @param side in CSS pixels */
  paint(canvas: HTMLCanvasElement, tiles: readonly (ImageData | undefined)[], block: Block, side: number): void {
    const scale = window.devicePixelRatio;
    const what = `${side} ${scale} ${block.columns} ${block.ids}`;
    const before = this.#painted.get(canvas);
    const missing = tiles.reduce((count, tile) => count + Number(tile === undefined), 0);
    if (before?.what === what && before.missing === missing) return;
    this.#clear(canvas, extent(block.columns, side) * scale, extent(block.rows, side) * scale);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    for (const [place, tile] of tiles.entries()) {
      if (tile === undefined) continue;
      const [x, y] = [place % block.columns, Math.floor(place / block.columns)];
      this.#pen.putImageData(tile, 0, 0);
      context.drawImage(this.#scratch, x * (side + GAP) * scale, y * (side + GAP) * scale, side * scale, side * scale);
    }
    this.#painted.set(canvas, { what, missing });
  }

  /** Setting the size clears and reallocates the canvas, which is slow, so it is skipped for the same size. */
  #clear(canvas: HTMLCanvasElement, width: number, height: number): void {
    const [w, h] = [Math.round(width), Math.round(height)];
    if (canvas.width === w && canvas.height === h) canvas.getContext('2d')?.clearRect(0, 0, w, h);
    else Object.assign(canvas, { width: w, height: h });
  }
}

export interface Block {
  readonly columns: number;
  readonly rows: number;
  /** Row after row. */
  readonly ids: Uint32Array;
}

/** CSS pixels of that many pictures side by side. */
export function extent(pictures: number, side: number): number {
  return pictures * (side + GAP) - GAP;
}
