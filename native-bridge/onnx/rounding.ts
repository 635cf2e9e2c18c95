/** How far two float32 implementations of a model may differ, logit by logit. */
import { PIXEL_SCALE, tensorProto } from './graph.ts';
import { LOGITS } from './metadata.ts';
import { outputOf } from './output.ts';
import { ROUNDING, roundingGraph, UNIT_ROUNDOFF } from './rounding-graph.ts';
import { decodeModel, encodeModel, type ModelProto, withGraph } from './schema.ts';
import { type Model, readModelFile } from './session.ts';

/**
 * The t of rounding-graph.ts. There each |d| is assumed to be u, and sums to be in an order that rounds badly, so in
 * practice this is more than four deviations: the measurements are in the README of native-bridge.
 */
const DEVIATIONS = 4;
/** Pixel change for measuring the effect of pixels: far above rounding, far below what changes the net's behaviour. */
const PIXEL_STEP = 2 ** -10;

/**
 * The largest difference of each logit that rounding explains: u (t sqrt(2 E + 1) + P). Twice E because both sides
 * round, plus 1 because softmax cannot distinguish logits that differ by less than u. P is the effect of scaling all
 * pixels together, d(logit)/d(log scale): kernels that multiply by a rounded 1 / 255 have the same relative error in
 * every pixel, which a batch norm can amplify.
 * @param model exported by this lab
 * @param images (count,64,64,3) uint8 RGB
 * @param logits (count,classes) of the model for them
 * @returns (count,classes); Infinity or NaN if the numbers in the net are too large for float32
 * @throws OnnxError if the file cannot be read, or its graph has an operator that no export writes.
 */
export async function logitBounds(
  { path, labels }: Pick<Model, 'path' | 'labels'>,
  images: Uint8Array,
  logits: Float32Array,
): Promise<Float64Array> {
  const bytes = await readModelFile(path);
  const model = decodeModel(bytes);
  const size = labels.length;
  const extended = withGraph(bytes, roundingGraph(model.graph, size));
  const squares = await outputOf(extended, { name: ROUNDING, size }, images);
  const brighter = await outputOf(encodeModel(withBrighterPixels(model)), { name: LOGITS, size }, images);
  return Float64Array.from(squares, (e, i) => {
    const pixels = Math.abs(brighter[i]! - logits[i]!) / PIXEL_STEP;
    return UNIT_ROUNDOFF * (DEVIATIONS * Math.sqrt(2 * e + 1) + pixels);
  });
}

/** Every pixel times 1 + PIXEL_STEP. */
function withBrighterPixels({ graph, ...head }: ModelProto): ModelProto {
  const scale = tensorProto({ name: PIXEL_SCALE, shape: [], data: Float32Array.of(255 / (1 + PIXEL_STEP)) });
  const initializer = graph.initializer.map((tensor) => (tensor.name === PIXEL_SCALE ? scale : tensor));
  return { ...head, graph: { ...graph, initializer } };
}
