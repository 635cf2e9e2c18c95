/** How far two float32 implementations of a model may be apart, logit by logit. */
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { runOutput } from './output.ts';
import { ROUNDING, roundingGraph } from './rounding-graph.ts';
import { createSession } from './runtime.ts';
import { decodeModel, withGraph } from './schema.ts';
import { type Model, readModelFile } from './session.ts';

/** Unit roundoff of float32, rounding to nearest: half the distance from 1 to the next number. */
export const UNIT_ROUNDOFF = 2 ** -24;
/** t of rounding-graph.ts: a logit of a right graph exceeds its bound with a probability of at most 2 exp(-18) = 3e-8. */
const DEVIATIONS = 4;
/** Pictures a call: the first layer's values and their errors take some 30 MB in `course`. */
const CHUNK = 128;

/**
 * The largest difference of each logit that rounding explains: t u sqrt(2 E + 1). Twice E since both sides round, plus 1
 * since softmax cannot tell logits apart that differ by less than u.
 * @param model exported by this lab
 * @param images (count,64,64,3) uint8 RGB
 * @returns (count,classes); Infinity or NaN where the numbers in the net are too large for float32
 * @throws OnnxError where the file cannot be read, or its graph has an operator that no export writes.
 */
export async function logitBounds(
  { path, labels }: Pick<Model, 'path' | 'labels'>,
  images: Uint8Array,
  count: number,
): Promise<Float64Array> {
  const bytes = await readModelFile(path);
  const classes = labels.length;
  const session = await createSession(withGraph(bytes, roundingGraph(decodeModel(bytes).graph, classes)));
  const bounds = new Float64Array(count * classes);
  try {
    for (let from = 0; from < count; from += CHUNK) {
      const chunk = images.subarray(from * IMAGE_BYTES, Math.min(from + CHUNK, count) * IMAGE_BYTES);
      const errors = await runOutput(session, { name: ROUNDING, size: classes }, chunk);
      bounds.set(Float64Array.from(errors, boundOf), from * classes);
    }
  } finally {
    await session.release();
  }
  return bounds;
}

function boundOf(squares: number): number {
  return DEVIATIONS * UNIT_ROUNDOFF * Math.sqrt(2 * squares + 1);
}
