/** How long one picture takes through a model: what a live camera waits for. */
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import type { Model } from '../onnx/session.ts';

/** Until memory and caches are as they stay. */
const WARM_UP = 20;
const COUNTED = 200;

/** @returns seconds, the median: a single wait for the system does not count */
export async function latencyOf(model: Model): Promise<{ seconds: number }> {
  const picture = new Uint8Array(IMAGE_BYTES).map((_, i) => (i * 31) % 256); // denormals and zeros could be quicker
  for (let i = 0; i < WARM_UP; i++) await model.predict(picture, 1);
  const times = new Float64Array(COUNTED);
  for (let i = 0; i < COUNTED; i++) {
    const began = performance.now();
    await model.predict(picture, 1);
    times[i] = performance.now() - began;
  }
  return { seconds: times.sort()[COUNTED / 2]! / 1000 };
}
