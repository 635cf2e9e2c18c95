/**
 * Pictures in their original size, for nets with an input other than 64x64: the files of a dataset, if they are kept.
 */
import { statSync } from 'node:fs';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { readPicture } from '../../datasets/formats/decode.ts';
import type { Model } from '../onnx/session.ts';

/** A file in a folder, or one that the lab keeps for the picture `pixels.u8#17`; null if there is only the 64x64. */
export function originalOf(source: string | undefined, kept: ReadonlyMap<number, string>): string | null {
  if (source === undefined) return null;
  const path = kept.get(Number(/#(\d+)$/.exec(source)?.[1] ?? -1)) ?? source;
  return isFile(path) ? path : null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * A model's probabilities for pictures; a foreign model uses their files if there are any.
 * @param images (count,64,64,3) @param files (count) @returns (count,classes)
 * @throws DatasetError naming a file that is damaged.
 */
export async function probabilitiesOf(
  model: Model,
  images: Uint8Array,
  files: readonly (string | null)[],
): Promise<Float32Array> {
  if (!model.foreign || files.every((file) => file === null)) {
    return (await model.predict(images, files.length)).probabilities;
  }
  const classes = model.labels.length;
  const all = new Float32Array(files.length * classes);
  for (const [i, file] of files.entries()) {
    const { probabilities } = file
      ? await model.see(await readPicture(file))
      : await model.predict(images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES), 1);
    all.set(probabilities, i * classes);
  }
  return all;
}
