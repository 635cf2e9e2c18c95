/** The float64 reference's results for a case: the whole set as one mini-batch, before the first step. */
import { CROSS_ENTROPY, type Objective } from '../../native-bridge/backends/backend.ts';
import { dropoutMask } from '../../native-bridge/convnet/dropout.ts';
import {
  type LossAndGradients,
  referenceForward,
  referenceLossAndGradients,
} from '../../native-bridge/reference/network.ts';
import type { Case } from './networks.ts';

/** (count, classes) in inference mode. */
export function expectedLogits({ network, parameters, images, count }: Case): Float64Array {
  return referenceForward(network, parameters, images, count).data;
}

interface TrainingOptions {
  readonly objective?: Objective;
  /** Optimizer steps taken before this one: dropout masks depend on them. */
  readonly steps?: number;
  /** Indices of batch norms that use their running statistics. */
  readonly frozen?: readonly number[];
}

/** Training mode, with the masks that every backend must draw; ties go to the first, as in TensorFlow. */
export function expectedTraining(
  { network, parameters, images, labels }: Case,
  dropoutSeed: number,
  { objective = CROSS_ENTROPY, steps = 0, frozen = [] }: TrainingOptions = {},
): LossAndGradients {
  const mask = (layer: number, count: number, rate: number) => dropoutMask(dropoutSeed, steps, layer, count, rate);
  return referenceLossAndGradients(network, parameters, images, labels, Int32Array.from(labels.keys()), {
    ...{ mask, objective, frozen },
    ties: 'first',
  });
}
