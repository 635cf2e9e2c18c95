import { centreSquare, preprocess } from '../../../../datasets/preprocess.ts';

/** Crops the centre square out of frames and decoded files, reusing one canvas. */
export class SquareReader {
  readonly #context: CanvasRenderingContext2D;

  constructor() {
    // Read back for every frame: it stays in CPU memory.
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) throw new Error('This browser gives no 2D canvas.');
    this.#context = context;
  }

  /** @returns (64,64,3) RGB, the same as a dataset's picture of it: transparency on white, resized as Pillow does */
  read(source: CanvasImageSource, width: number, height: number): Uint8Array {
    const { x, y, size } = centreSquare(width, height);
    const context = this.#context;
    if (context.canvas.width !== size) context.canvas.width = context.canvas.height = size;
    context.fillStyle = 'white';
    context.fillRect(0, 0, size, size);
    context.drawImage(source, x, y, size, size, 0, 0, size, size);
    return preprocess({ width: size, height: size, channels: 4, data: context.getImageData(0, 0, size, size).data });
  }
}
