/** Features of recently requested pictures, kept in memory for one model and one pixel file. */
import { stat } from 'node:fs/promises';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { type FeatureModel, openFeatures } from '../onnx/features.ts';
import { type FeatureStore, featureStore } from './nearest.ts';

/** In float32: 100 000 pictures with 2684 features each. Beyond that, pixels are compared. */
const MOST_BYTES = 2 ** 30;

interface Kept {
  readonly key: string;
  readonly model: FeatureModel | null;
  readonly store: FeatureStore | null;
}
let kept: Kept | null = null;

/**
 * Null if the model's file does not expose its features, or those of all pictures would fill the memory.
 * @throws OnnxError if the model cannot be read.
 */
export async function featuresOf(path: string, pixels: string): Promise<FeatureStore | null> {
  const key = JSON.stringify([path, await stampOf(path), pixels, await stampOf(pixels)]);
  if (kept?.key === key) return kept.store;
  const old = kept;
  kept = null;
  await old?.model?.release();
  const model = await openFeatures(path);
  const store = model && (await sizeOf(pixels)) * model.size <= MOST_BYTES ? featureStore(model, pixels) : null;
  kept = { key, model, store };
  return store;
}

/** A stamp that changes when the file does; for a missing file, the reason. */
export function stampOf(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(({ mtimeNs, size, ino }) => `${ino} ${size} ${mtimeNs}`, String);
}

/** Bytes of one float32 per picture. */
async function sizeOf(pixels: string): Promise<number> {
  const bytes = await stat(pixels).then(
    ({ size }) => size,
    () => 0,
  );
  return (bytes / IMAGE_BYTES) * Float32Array.BYTES_PER_ELEMENT;
}
