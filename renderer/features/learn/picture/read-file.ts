import { bytes } from '../../../lib/format.ts';
import { LabError } from '../../../lib/lab-error.ts';
import { t } from '../messages/index.ts';
import { SquareReader } from './square-reader.ts';

/** No camera's pictures are larger, and the file is decoded in the page's memory. */
export const MOST_BYTES = 64 * 2 ** 20;
/** 100 megapixels are 400 MB decoded. */
const MOST_PIXELS = 100e6;

/**
 * A picture file, decoded by the browser (JPEG, PNG, WebP, GIF, BMP, AVIF), upright by its EXIF orientation.
 * @returns (64,64,3) RGB of its centre square
 * @throws LabError naming the file where it is too large or not a picture
 */
export async function readPictureFile(file: File): Promise<Uint8Array> {
  const name = file.name || t.pasted();
  if (file.size > MOST_BYTES) {
    throw refused(t.tooLarge({ name, size: bytes(file.size), most: bytes(MOST_BYTES) }), t.chooseSmaller());
  }
  const bitmap = await createImageBitmap(file).catch(() => {
    throw refused(t.notPicture({ name }), t.chooseKind());
  });
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) {
      throw refused(t.tooManyPixels({ name, width, height }), t.makeSmaller());
    }
    return new SquareReader().read(bitmap, width, height);
  } finally {
    bitmap.close();
  }
}

function refused(message: string, remedy: string): LabError {
  return new LabError({ message, remedy, badArgument: true });
}
