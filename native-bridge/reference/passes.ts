/** A mini-batch through all layers of a network, forward and backward. */
import type { Network } from '../convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../convnet/parameters.ts';
import { layerPass } from './layers.ts';
import type { Pass } from './pass.ts';
import type { Ties } from './pool.ts';
import { requireShape, type Tensor } from './tensor.ts';

/** A network's parameters by name: those of `convnet`, or the same in float64. */
export type AnyParameters = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }>
>;

export interface PassOptions {
  /** Batch norms use the mini-batch's statistics, and dropout is active. */
  readonly training?: boolean;
  /** Batch norms, by index in `network.layers`, that use the running statistics in training too. */
  readonly frozen?: readonly number[];
  /**
   * Which of several equal maxima of a max-pooling window gets the gradient: the 'first', as in TensorFlow (the
   * default), or 'all', as with the assignment's mask.
   */
  readonly ties?: Ties;
  /**
   * The mask of the dropout layer at that index in `network.layers`, (count) in C order with the batch axis: see
   * convnet/dropout.ts. Required for training a network with dropout.
   */
  readonly mask?: (layer: number, count: number, rate: number) => ArrayLike<number>;
}

/** The gradients from one layer's output back to the pictures. */
export interface BackwardPasses {
  /** d(loss)/d(parameter) of every trained parameter on the way, by name. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** d(loss)/d(output) of every layer up to the one where the backward pass began. */
  readonly dOutputs: readonly Tensor[];
  /** d(loss)/d(pictures), (m,H,W,C) */
  readonly dInput: Tensor;
}

/**
 * @param parameters as `float64Parameters` gives them
 * @param batch (m,H,W,C)
 * @returns one pass for each layer; inference mode by default
 */
export function forwardPasses(
  network: Network,
  parameters: Readonly<Record<string, Tensor>>,
  batch: Tensor,
  { training = false, frozen = [], ties = 'first', mask = noMask }: PassOptions,
): Pass[] {
  const specs = parameterSpecs(network);
  const passes: Pass[] = [];
  for (const [index, layer] of network.layers.entries()) {
    const input = passes.at(-1)?.output ?? batch;
    const own = (role: ParameterSpec['role']) =>
      parameters[specs.find((spec) => spec.layer === index && spec.role === role)!.name]!;
    const ofLayer = (count: number, rate: number) => mask(index, count, rate);
    passes.push(layerPass(layer, input, { own, training: training && !frozen.includes(index), ties, mask: ofLayer }));
  }
  return passes;
}

/**
 * From a layer back to the first; `dOutput` is the gradient with respect to that layer's output.
 * @param passes from `forwardPasses`, up to and including that layer
 */
export function backwardPasses(network: Network, passes: readonly Pass[], dOutput: Tensor): BackwardPasses {
  const trained = parameterSpecs(network).filter((spec) => spec.trained);
  const gradients: Record<string, Tensor> = {};
  const dOutputs: Tensor[] = [];
  let d = dOutput;
  for (const [index, pass] of [...passes.entries()].reverse()) {
    dOutputs[index] = d;
    const step = pass.backward(d);
    for (const { name, role } of trained.filter((spec) => spec.layer === index))
      gradients[name] = step.gradients[role]!;
    d = step.dInput;
  }
  return { gradients, dOutputs, dInput: d };
}

/**
 * The network's parameters by name in float64; those already in float64 are not copied.
 * @throws NetworkError if the network is invalid.
 * @throws ShapeError if one is missing or has another shape.
 */
export function float64Parameters(network: Network, parameters: AnyParameters): Record<string, Tensor> {
  return Object.fromEntries(
    parameterSpecs(network).map(({ name, shape }) => {
      const given = parameters[name] ?? { shape: [0], data: new Float64Array() };
      const data = given.data instanceof Float64Array ? given.data : Float64Array.from(given.data);
      const wide = { shape: given.shape, data };
      requireShape('referenceForward', name, wide, shape, `the network ${network.name}`);
      return [name, wide];
    }),
  );
}

function noMask(): never {
  throw new RangeError('training a network with dropout needs masks: pass options.mask (see convnet/dropout.ts)');
}
