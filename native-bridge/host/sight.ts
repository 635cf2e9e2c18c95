/** What the net sees in one picture, and its answer; the picture is prepared exactly like those of a dataset. */
import { DatasetError, IMAGE_SIZE } from '../../datasets/dataset.ts';
import { type DecodedPicture, decodePicture } from '../../datasets/formats/decode.ts';
import { centreSquare, preprocess } from '../../datasets/preprocess.ts';
import { argmax } from '../metrics/argmax.ts';
import type { Model } from '../onnx/session.ts';
import type { RecognitionAsk, RecognitionValue } from './recognition-messages.ts';

type Picture = Extract<RecognitionAsk, { kind: 'see' }>['picture'];
type Sight = RecognitionValue<'see'>;

/** As for picture files: no camera's JPEG is larger. */
const MAX_BYTES = 64 * 2 ** 20;

/** @throws DatasetError naming the picture if it is not a picture, corrupt or too large. */
export async function sightOf(model: Model, picture: Picture): Promise<Sight> {
  const { upright, ...seen } = await seenOf(picture);
  // A foreign net has its own size and its own way to fit, applied to the whole picture.
  const { probabilities } = model.foreign && upright ? await model.see(upright) : await model.predict(seen.pixels, 1);
  const label = model.labels[argmax(probabilities, model.labels.length)[0]!]!;
  return { ...seen, foreign: model.foreign, label, probabilities: [...probabilities] };
}

type Seen = Omit<Sight, 'foreign' | 'label' | 'probabilities'> & { readonly upright: DecodedPicture | null };

async function seenOf(picture: Picture): Promise<Seen> {
  if (picture.kind === 'pixels') {
    const size = IMAGE_SIZE;
    return { pixels: picture.pixels, width: size, height: size, region: { x: 0, y: 0, size }, upright: null };
  }
  const { name, bytes } = picture;
  if (bytes.length > MAX_BYTES) {
    throw new DatasetError(`${name} has ${bytes.length} bytes, more than ${MAX_BYTES}.`, 'Choose a smaller picture.');
  }
  const upright = await decodePicture(bytes, name);
  const { width, height } = upright;
  const region = centreSquare(width, height);
  return { pixels: preprocess(upright, region), width, height, region, upright };
}
