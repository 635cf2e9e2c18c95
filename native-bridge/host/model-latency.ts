/** The latency of one picture through a model, which a live camera waits for. */
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import type { Model } from '../onnx/session.ts';

/** Runs until memory and caches are in a steady state. */
const WARM_UP = 20;
const COUNTED = 200;

/** @returns median seconds, so that a single delay by the system does not count */
export async function latencyOf(model: Model): Promise<{ seconds: number }> {
  const picture = new Uint8Array(IMAGE_BYTES).map((_, i) => (i * 31) % 256); // denormals and zeros could be faster
  for (let i = 0; i < WARM_UP; i++) await model.predict(picture, 1);
  const times = new Float64Array(COUNTED);
  for (let i = 0; i < COUNTED; i++) {
    const began = performance.now();
    await model.predict(picture, 1);
    times[i] = performance.now() - began;
  }
  return { seconds: times.sort()[COUNTED / 2]! / 1000 };
}
