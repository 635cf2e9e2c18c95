/** Picture files as the lab decodes them: upright, transparency laid on white. */
import type { Picture, Rectangle, Size } from '../../datasets/resize.ts';
import { context2d } from './element.ts';
import { PageError } from './page-error.ts';

/**
 * A part of a picture file, at its own resolution.
 * @param part of a picture of that size
 * @throws PageError naming the file
 */
export async function decodePicture(file: File, part: (whole: Size) => Rectangle): Promise<Picture> {
  if (file.size === 0) throw new PageError(`${file.name} is empty.`, 'Choose another picture.');
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new PageError(
      `This browser cannot read ${file.name} as a picture.`,
      'Choose a JPEG, PNG or WebP file; pictures of other kinds can be saved as one of these first.',
      { cause },
    );
  });
  try {
    return pictureOf(bitmap, part(bitmap));
  } finally {
    bitmap.close();
  }
}

/** @param context of a canvas that is used again for the next one */
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
