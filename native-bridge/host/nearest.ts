/** The pictures most similar to a model: by Euclidean distance of features, or of pixels if there are none. */
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import type { FeatureModel } from '../onnx/features.ts';
import { picturesOf } from './pixel-file.ts';
import type { RecognitionValue } from './recognition-messages.ts';

type Nearest = RecognitionValue<'nearest'>['pictures'];

/** For one model and one pixel file. Features stay in memory, so the second request needs no pass through the net. */
export interface FeatureStore {
  /** Computes missing features. */
  fill(pictures: Int32Array): Promise<void>;
  nearest(picture: number, among: Int32Array, count: number): Promise<Nearest>;
}

/** Memory grows to (requested pictures, size) float32. */
export function featureStore(model: FeatureModel, pixels: string): FeatureStore {
  const slots = new Map<number, number>(); // picture -> row
  let rows = new Float32Array(0); // (capacity,size)
  const { size } = model;

  async function fill(pictures: Int32Array): Promise<void> {
    const missing = pictures.filter((picture) => !slots.has(picture)).sort();
    if (missing.length === 0) return;
    rows = withRoom(rows, (slots.size + missing.length) * size);
    for await (const { from, count, images } of picturesOf(pixels, missing)) {
      const computed = await model.features(images);
      for (let i = 0; i < count; i++) {
        const slot = slots.get(missing[from + i]!) ?? slots.size;
        rows.set(computed.subarray(i * size, (i + 1) * size), slot * size);
        slots.set(missing[from + i]!, slot);
      }
    }
  }

  return {
    fill,
    async nearest(picture, among, count) {
      await fill(Int32Array.of(picture));
      await fill(among);
      const at = slots.get(picture)! * size;
      const found = closest(count);
      for (const id of among) {
        if (id !== picture) found.add(id, squaredDistance(rows, at, rows, slots.get(id)! * size, size));
      }
      return found.list(1);
    },
  };
}

/** By pixels in [0, 1], read again for every request: 12 288 values per picture are too many to keep. */
export async function nearestByPixels(
  pixels: string,
  picture: number,
  among: Int32Array,
  count: number,
): Promise<Nearest> {
  let target = new Uint8Array(0); // (64,64,3)
  for await (const { images } of picturesOf(pixels, Int32Array.of(picture))) target = images.slice();
  const found = closest(count);
  for await (const piece of picturesOf(pixels, among)) {
    for (let i = 0; i < piece.count; i++) {
      const id = among[piece.from + i]!;
      if (id === picture) continue;
      found.add(id, squaredDistance(target, 0, piece.images, i * IMAGE_BYTES, IMAGE_BYTES));
    }
  }
  return found.list(255);
}

/** The array with room for that many values: at least doubled, or every small request would copy it. */
function withRoom(rows: Float32Array<ArrayBuffer>, values: number): Float32Array<ArrayBuffer> {
  if (values <= rows.length) return rows;
  const larger = new Float32Array(Math.max(values, 2 * rows.length));
  larger.set(rows);
  return larger;
}

type Values = Float32Array | Uint8Array;

function squaredDistance(a: Values, atA: number, b: Values, atB: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const difference = a[atA + i]! - b[atB + i]!;
    sum += difference * difference;
  }
  return sum;
}

/** Keeps the `count` smallest values added, sorted because the list is short. */
function closest(count: number) {
  const best: { id: number; squared: number }[] = [];
  return {
    add(id: number, squared: number): void {
      const before = (other: { id: number; squared: number }) =>
        other.squared < squared || (other.squared === squared && other.id <= id);
      if (best.length === count && before(best.at(-1)!)) return;
      let at = best.length;
      while (at > 0 && !before(best[at - 1]!)) at--;
      best.splice(at, 0, { id, squared });
      if (best.length > count) best.pop();
    },
    /** Distances in units of `unit`. */
    list: (unit: number): Nearest => best.map(({ id, squared }) => ({ id, distance: Math.sqrt(squared) / unit })),
  };
}
