import { preprocess, type Region } from '../../../datasets/preprocess.ts';
import type { Crop } from '../../../main/ipc/schemas/capture.ts';
import { fitted, viewOf } from '../../../native-bridge/finder/view.ts';

/** One frame of a camera as the net sees it. */
export interface Grabbed {
  /** The square at the camera's own resolution, mirrored where the net's input is. */
  readonly square: ImageData;
  /** (64,64,3) RGB: identical to a dataset's picture of that square. */
  readonly pixels: Uint8Array;
  readonly crop: Crop;
}

/** Crops squares out of a video's frames, reusing two canvases: only the square of a frame is copied. */
export class Grabber {
  readonly #context = readBack();
  readonly #small = readBack();

  /** The whole frame as input of the hand detector, (80,96,3) RGB. */
  whole(video: HTMLVideoElement): Uint8Array {
    const { width, height } = fitted({ width: video.videoWidth, height: video.videoHeight });
    const small = this.#small;
    if (small.canvas.width !== width || small.canvas.height !== height) {
      [small.canvas.width, small.canvas.height] = [width, height];
      small.imageSmoothingQuality = 'high';
    }
    small.drawImage(video, 0, 0, width, height);
    return viewOf({ width, height, channels: 4, data: small.getImageData(0, 0, width, height).data });
  }

  grab(video: HTMLVideoElement, region: Region, flip: boolean): Grabbed {
    return this.cut(video, { width: video.videoWidth, height: video.videoHeight }, region, flip);
  }

  /** @param source anything drawable, of size `frame` */
  cut(source: CanvasImageSource, frame: { width: number; height: number }, region: Region, flip: boolean): Grabbed {
    const { x, y, size } = region;
    const context = this.#context;
    if (context.canvas.width !== size) context.canvas.width = context.canvas.height = size;
    context.setTransform(flip ? -1 : 1, 0, 0, 1, flip ? size : 0, 0);
    context.drawImage(source, x, y, size, size, 0, 0, size, size);
    const square = context.getImageData(0, 0, size, size);
    return {
      square,
      pixels: preprocess({ width: size, height: size, channels: 4, data: square.data }),
      crop: { ...frame, x, y, size, flipped: flip },
    };
  }
}

/** Read back for every frame: it stays in CPU memory. */
function readBack(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('This browser gives no 2D canvas.');
  return context;
}

/** A lossless PNG of the square. */
export async function pngOf(square: ImageData): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(square.width, square.height);
  canvas.getContext('2d', { alpha: false })?.putImageData(square, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}
