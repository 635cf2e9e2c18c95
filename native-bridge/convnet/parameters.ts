/** The parameters of a network by name, and their number. */
import { type LayerParameter, layerParameters, type ParameterRole } from './layer-parameters.ts';
import type { Layer, Network } from './network.ts';
import { inferShapes } from './shapes.ts';
import { sizeOf } from './tensor.ts';

export interface ParameterSpec extends LayerParameter {
  readonly name: string;
  /** Index of its layer in `network.layers`. */
  readonly layer: number;
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * Every parameter in the order of the layers. Conv and dense layers are numbered together from 1: `W1`, `b1`, `W2` ...;
 * batch norms separately: `gamma1`, `beta1`, `mean1`, `variance1` ...
 * @throws NetworkError as `inferShapes`.
 */
export function parameterSpecs(network: Network): ParameterSpec[] {
  const shapes = inferShapes(network);
  let [weighted, normalised] = [0, 0];
  return network.layers.flatMap((layer, index) => {
    const own = layerParameters(layer, shapes[index - 1] ?? network.input);
    if (own.length === 0) return [];
    const number = layer.kind === 'batchNorm' ? ++normalised : ++weighted;
    return own.map((one) => ({ ...one, ...fans(one.shape), name: `${prefix(one.role)}${number}`, layer: index }));
  });
}

function prefix(role: ParameterRole): string {
  return role === 'kernel' ? 'W' : role === 'bias' ? 'b' : role;
}

/**
 * The number of inputs that one output sums over, and of outputs that one input contributes to, as in TensorFlow's
 * `_compute_fans` (python/ops/init_ops.py): for HWIO the kernel's area times in or out, for a vector its length.
 */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const area = sizeOf(shape.slice(0, -2));
  return { fanIn: area * (shape.at(-2) ?? shape.at(-1) ?? 1), fanOut: area * (shape.at(-1) ?? 1) };
}

export interface LayerSummary {
  readonly layer: Layer;
  /** The layer's output shape, without the batch axis. */
  readonly output: readonly number[];
  /** Number of values that the layer holds, and how many of them are trained. */
  readonly parameters: number;
  readonly trained: number;
}

export interface NetworkSummary {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly trained: number;
}

/**
 * The table known from Keras's `model.summary()`.
 * @throws NetworkError as `inferShapes`.
 */
export function summary(network: Network): NetworkSummary {
  const shapes = inferShapes(network);
  const specs = parameterSpecs(network);
  const layers = network.layers.map((layer, index) => {
    const own = specs.filter((spec) => spec.layer === index);
    return { layer, output: shapes[index]!, ...count(own) };
  });
  return { layers, ...count(specs) };
}

function count(specs: readonly ParameterSpec[]): { parameters: number; trained: number } {
  const total = (some: readonly ParameterSpec[]) => some.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { parameters: total(specs), trained: total(specs.filter(({ trained }) => trained)) };
}

/**
 * Classes that the network distinguishes: the units of its last layer.
 * @throws NetworkError as `inferShapes`.
 */
export function classCount(network: Network): number {
  return inferShapes(network).at(-1)![0]!;
}
