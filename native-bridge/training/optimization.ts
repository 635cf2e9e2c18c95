/** Backend settings from a run's hyperparameters: optimizer, objective, gradient clipping and augmentation. */
import { type Augmentation, isOff } from '../../datasets/augment/augmentation.ts';
import type { Objective, Opening, OptimizerSettings } from '../backends/backend.ts';
import { augmentationKey, KINDS } from './augmentation-presets.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/** The part of an opening that the hyperparameters determine. */
export function optimizationOf(
  hp: Hyperparameters,
): Pick<Opening, 'optimizer' | 'objective' | 'clipNorm' | 'augmentation'> {
  const objective: Objective = { labelSmoothing: hp.labelSmoothing, l2: hp.l2 };
  const augmentation = augmentationOf(hp);
  return {
    ...{ optimizer: optimizerOf(hp), objective },
    ...(hp.clipNorm > 0 && { clipNorm: hp.clipNorm }),
    ...(!isOff(augmentation) && { augmentation }),
  };
}

export function augmentationOf(hp: Hyperparameters): Augmentation {
  const strengths = KINDS.map((kind) => [kind, hp[augmentationKey(kind)]] as const);
  return Object.fromEntries(strengths) as Record<keyof Augmentation, number>;
}

function optimizerOf({ optimizer, beta1, beta2, epsilon, weightDecay, momentum }: Hyperparameters): OptimizerSettings {
  switch (optimizer) {
    case 'adam':
      return { kind: 'adam', beta1, beta2, epsilon };
    case 'adamW':
      return { kind: 'adamW', beta1, beta2, epsilon, weightDecay };
    case 'sgd':
      return { kind: 'sgd', momentum };
  }
}
