/** Checks and converts a camera's picture for a dataset, like every picture of a dataset. */
import { DatasetError } from '../../datasets/dataset.ts';
import { decodePicture } from '../../datasets/formats/decode.ts';
import { brightness, sharpness, toGrey } from '../../datasets/inspect/grey.ts';
import { preprocess } from '../../datasets/preprocess.ts';
import type { RecognitionAsk, RecognitionValue } from './recognition-messages.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];

/** @throws DatasetError if it is not a PNG, is damaged, or is not a square of the announced size. */
export async function takenOf({
  bytes,
  size,
}: Extract<RecognitionAsk, { kind: 'take' }>): Promise<RecognitionValue<'take'>> {
  if (!PNG.every((byte, i) => bytes[i] === byte)) throw refused('is not a PNG');
  const picture = await decodePicture(bytes, 'The picture of the camera');
  const { width, height } = picture;
  if (width !== size || height !== size) throw refused(`is ${width} x ${height} pixels, not ${size} x ${size}`);
  const pixels = preprocess(picture);
  const grey = toGrey(pixels);
  return { pixels, brightness: brightness(grey), sharpness: sharpness(grey) };
}

function refused(found: string): DatasetError {
  return new DatasetError(`The picture of the camera ${found}.`, 'Reload the page, and take it again.');
}
