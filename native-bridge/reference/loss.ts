/** The loss alone, without gradients: for showing what a step did, and the loss around the weights. */
import type { Network } from '../convnet/network.ts';
import { parameterSpecs } from '../convnet/parameters.ts';
import { type Images, type ReferenceOptions, referenceForward } from './network.ts';
import type { AnyParameters } from './passes.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { weightPenalty } from './weight-penalty.ts';

/**
 * The loss that `referenceLossAndGradients` gives for all these pictures as one mini-batch.
 * @param images (m,H,W,C)
 * @param labels (m) class indices
 * @param options training mode by default
 * @throws as `referenceForward`
 */
export function referenceLoss(
  network: Network,
  parameters: AnyParameters,
  images: Images,
  labels: Int32Array,
  options: ReferenceOptions = {},
): number {
  const { labelSmoothing, l2 } = options.objective ?? { labelSmoothing: 0, l2: 0 };
  const logits = referenceForward(network, parameters, images, labels.length, { training: true, ...options });
  const kernels = parameterSpecs(network).filter(({ role }) => role === 'kernel');
  const penalty = weightPenalty(
    kernels.map(({ name }) => parameters[name]!.data),
    l2,
  );
  return softmaxCrossEntropy(logits, labels, labelSmoothing).loss + penalty;
}
