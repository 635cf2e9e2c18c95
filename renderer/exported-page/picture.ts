/** Picture files as the lab decodes them: upright, transparency laid on white. */
import { centreSquare, type Picture } from '../../datasets/preprocess.ts';
import { context2d } from './element.ts';
import { PageError } from './page-error.ts';

/** The square in the middle of a picture file, at its own resolution. @throws PageError naming the file */
export async function decodePicture(file: File): Promise<Picture> {
  if (file.size === 0) throw new PageError(`${file.name} is empty.`, 'Choose another picture.');
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new PageError(
      `This browser cannot read ${file.name} as a picture.`,
      'Choose a JPEG, PNG or WebP file; pictures of other kinds can be saved as one of these first.',
      { cause },
    );
  });
  try {
    return squareOf(bitmap);
  } finally {
    bitmap.close();
  }
}

function squareOf(bitmap: ImageBitmap): Picture {
  const { x, y, size } = centreSquare(bitmap.width, bitmap.height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = context2d(canvas);
  context.fillStyle = 'white';
  context.fillRect(0, 0, size, size);
  context.drawImage(bitmap, x, y, size, size, 0, 0, size, size);
  return { width: size, height: size, channels: 4, data: context.getImageData(0, 0, size, size).data };
}
