/** Decodes picture files as the lab does: upright, transparency on white. */
import type { Picture, Rectangle, Size } from '../../datasets/resize.ts';
import { context2d } from './element.ts';
import { t } from './messages/index.ts';
import { PageError } from './page-error.ts';

/**
 * A region of a picture file, at its own resolution.
 * @param part the region, given the picture's size
 * @throws PageError naming the file
 */
export async function decodePicture(file: File, part: (whole: Size) => Rectangle): Promise<Picture> {
  if (file.size === 0) throw new PageError(() => [t.emptyPicture(file), t.emptyPictureRemedy()]);
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new PageError(() => [t.unreadable(file), t.unreadableRemedy()], { cause });
  });
  try {
    return pictureOf(bitmap, part(bitmap));
  } finally {
    bitmap.close();
  }
}

/** @param context of a canvas that is reused for the next picture */
export function pictureOf(
  source: ImageBitmap | HTMLVideoElement,
  { x, y, width, height }: Rectangle,
  context = context2d(document.createElement('canvas')),
): Picture {
  const { canvas } = context;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, x, y, width, height, 0, 0, width, height);
  return { width, height, channels: 4, data: context.getImageData(0, 0, width, height).data };
}
