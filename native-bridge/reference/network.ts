/**
 * Whole networks built from the operations of this folder: the reference that every backend is tested against. Float64
 * throughout; meant for a handful of pictures, not for training.
 */
import type { Network } from '../convnet/network.ts';
import { NO_CLASS } from '../convnet/no-class.ts';
import { parameterSpecs } from '../convnet/parameters.ts';
import type { Pass } from './pass.ts';
import { type AnyParameters, backwardPasses, float64Parameters, forwardPasses, type PassOptions } from './passes.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { ShapeError, type Tensor } from './tensor.ts';
import { withWeightPenalty } from './weight-penalty.ts';

export type { AnyParameters } from './passes.ts';

/** Bytes are divided by 255, as in every backend; floats are used as they are. (N,H,W,C) in C order. */
export type Images = Uint8Array | Float64Array;

export interface ReferenceOptions extends PassOptions {
  /**
   * The targets of the mean cross-entropy are (1 - labelSmoothing) * one-hot + labelSmoothing / classes, and l2 / 2 * the
   * sum of the squares of all kernels is added to the loss. Both are 0 by default.
   */
  readonly objective?: { readonly labelSmoothing: number; readonly l2: number };
}

export interface LossAndGradients {
  /** Mean softmax cross-entropy of the mini-batch plus what `objective` adds. */
  readonly loss: number;
  /** (m, classes) */
  readonly logits: Tensor;
  /** d(loss)/d(parameter) of every trained parameter, by name. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** The batch norms' running statistics after this mini-batch, by name; empty without `training`. */
  readonly running: Readonly<Record<string, Tensor>>;
}

/**
 * @param images (count,H,W,C)
 * @returns logits (count, classes); inference mode by default
 * @throws NetworkError if the network is invalid.
 * @throws ShapeError if parameters or images do not match the network.
 */
export function referenceForward(
  network: Network,
  parameters: AnyParameters,
  images: Images,
  count: number,
  options: ReferenceOptions = {},
): Tensor {
  const batch = pictures(
    network,
    images,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  return outputOf(forwardPasses(network, float64Parameters(network, parameters), batch, options));
}

/**
 * @param images (N,H,W,C), of which the mini-batch is `indices`
 * @param labels (N) class indices, or NO_CLASS
 * @param indices (m) pictures of the mini-batch
 * @param options training mode by default
 * @throws NetworkError if the network is invalid.
 * @throws ShapeError if parameters, images or labels do not match the network.
 */
export function referenceLossAndGradients(
  network: Network,
  parameters: AnyParameters,
  images: Images,
  labels: Int32Array,
  indices: Int32Array,
  options: ReferenceOptions = {},
): LossAndGradients {
  const { labelSmoothing, l2 } = options.objective ?? { labelSmoothing: 0, l2: 0 };
  const batch = pictures(network, images, indices);
  const wide = float64Parameters(network, parameters);
  const passes = forwardPasses(network, wide, batch, { training: true, ...options });
  const logits = outputOf(passes);
  const { loss, dLogits } = softmaxCrossEntropy(logits, labelsOf(labels, indices, logits.shape[1]!), labelSmoothing);
  const crossEntropy = { loss, gradients: backwardPasses(network, passes, dLogits).gradients };
  return {
    ...withWeightPenalty(crossEntropy, kernelsOf(network, wide), l2),
    logits,
    running: runningOf(network, passes),
  };
}

function kernelsOf(network: Network, parameters: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const kernels = parameterSpecs(network).filter(({ role }) => role === 'kernel');
  return Object.fromEntries(kernels.map(({ name }) => [name, parameters[name]!]));
}

function runningOf(network: Network, passes: readonly Pass[]): Record<string, Tensor> {
  const kept = parameterSpecs(network).map(({ name, layer, role }) => [name, passes[layer]!.running?.[role]] as const);
  return Object.fromEntries(kept.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function outputOf(passes: readonly Pass[]): Tensor {
  return passes.at(-1)!.output;
}

/** The mini-batch in [0, 1], (m,H,W,C). */
function pictures(network: Network, images: Images, indices: Int32Array): Tensor {
  const size = network.input.reduce((product, n) => product * n, 1);
  const scale = images instanceof Uint8Array ? 255 : 1;
  const data = new Float64Array(indices.length * size);
  for (const [row, index] of indices.entries()) {
    const picture = images.subarray(index * size, (index + 1) * size);
    if (index < 0 || picture.length !== size) {
      const held = `images hold (${images.length / size},${network.input})`;
      throw new ShapeError(
        `referenceForward: ${held}, but picture ${index} was requested`,
        'Request only pictures that exist.',
      );
    }
    data.set(
      Float64Array.from(picture, (x) => x / scale),
      row * size,
    );
  }
  return { shape: [indices.length, ...network.input], data };
}

function labelsOf(labels: Int32Array, indices: Int32Array, classes: number): Int32Array {
  return indices.map((index) => {
    const label = labels[index];
    if (label === NO_CLASS || (label! >= 0 && label! < classes)) return label!;
    throw new ShapeError(
      `referenceLossAndGradients: picture ${index} has label ${labels[index]}, the logits are (m,${classes})`,
      `Give every picture a label from 0 to ${classes - 1}.`,
    );
  });
}
