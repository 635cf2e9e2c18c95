/** The forward pass in TensorFlow operations; gradients come from the library's tape. */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { TensorFlow } from './library.ts';
import type { Operation } from './operations.ts';

export type Tensors = Readonly<Record<string, Tensor>>;

/** Additional work of a training pass; absent in inference. */
export interface TrainingPass {
  /** Dropout factors of `count` entries, 0 or 1 / (1 - rate). */
  mask(layer: number, count: number, rate: number): Float32Array;
  /** Whether a batch norm trains with its running statistics. */
  frozen(operation: Extract<Operation, { kind: 'batchNorm' }>): boolean;
  /** Called with the mean and biased variance of every batch norm, (channels) each, which outlive the pass. */
  statistics(operation: Extract<Operation, { kind: 'batchNorm' }>, mean: Tensor, variance: Tensor): void;
}

/** (n,H,W,C) pictures in [0,1] -> (n, classes) logits. */
export function forward(
  tf: TensorFlow,
  operations: readonly Operation[],
  parameters: Tensors,
  pictures: Tensor4D,
  training?: TrainingPass,
): Tensor2D {
  let x: Tensor = pictures;
  for (const operation of operations) x = apply(tf, operation, parameters, x, training);
  return x as Tensor2D;
}

/**
 * The loss: the mean over the batch of -sum(targets * log softmax(logits)), plus l2 / 2 * the sum of the squares
 * of all kernels. (n, classes), (n, classes) -> scalar
 */
export function lossOf(
  tf: TensorFlow,
  logits: Tensor2D,
  targets: Tensor2D,
  kernels: readonly Tensor[],
  l2: number,
): Scalar {
  const [n] = logits.shape;
  const logLikelihood = tf.sum(tf.mul(targets, tf.logSoftmax(logits))); // over the whole batch
  const crossEntropy: Scalar = tf.mul(logLikelihood, -1 / n);
  if (l2 === 0) return crossEntropy;
  const squares = tf.addN(kernels.map((kernel) => tf.sum(tf.square(kernel))));
  return tf.add(crossEntropy, tf.mul(squares, l2 / 2));
}

function apply(
  tf: TensorFlow,
  operation: Operation,
  parameters: Tensors,
  x: Tensor,
  training: TrainingPass | undefined,
): Tensor {
  switch (operation.kind) {
    case 'convolve': // NHWC with an HWIO kernel; TensorFlow itself pads, which defines `same`
      return tf.conv2d(x as Tensor4D, parameters[operation.W] as Tensor4D, operation.stride, operation.padding);
    case 'multiply':
      return tf.matMul(x, parameters[operation.W]!);
    case 'addBias':
      return tf.add(x, parameters[operation.b]!); // (n,...,C) + (C)
    case 'relu':
      return tf.relu(x);
    case 'maxPool': // the gradient goes to the first of equal entries
      return tf.maxPool(x as Tensor4D, operation.size, operation.stride, operation.padding);
    case 'averagePool': // entries of the padding are not counted
      return tf.avgPool(x as Tensor4D, operation.size, operation.stride, operation.padding);
    case 'flatten': // H, W, C
      return tf.reshape(x, [x.shape[0]!, -1]);
    case 'dropout': {
      if (!training) return x;
      return tf.mul(x, tf.tensor(training.mask(operation.layer, x.size, operation.rate), x.shape));
    }
    case 'batchNorm':
      return batchNorm(tf, operation, parameters, x, training);
  }
}

/**
 * Ioffe & Szegedy 2015. Training: the batch's statistics over all axes but the last, unless frozen. Inference: running
 * ones.
 */
function batchNorm(
  tf: TensorFlow,
  operation: Extract<Operation, { kind: 'batchNorm' }>,
  parameters: Tensors,
  x: Tensor,
  training: TrainingPass | undefined,
): Tensor {
  const [gamma, beta] = [parameters[operation.gamma]!, parameters[operation.beta]!]; // (C)
  const batch = training && !training.frozen(operation) ? tf.moments(x, allButLast(x)) : null;
  if (batch) training?.statistics(operation, tf.keep(batch.mean), tf.keep(batch.variance));
  const { mean, variance } = batch ?? runningStatistics(operation, parameters); // (C)
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, operation.epsilon))); // (C)
  return tf.add(tf.mul(tf.sub(x, mean), scale), beta) as Tensor1D;
}

function runningStatistics(operation: { mean: string; variance: string }, parameters: Tensors) {
  return { mean: parameters[operation.mean]!, variance: parameters[operation.variance]! };
}

function allButLast({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
