/** Named presets for all augmentation strengths (`train --augmentation rich`, a button in the page). */
import { type Augmentation, NO_AUGMENTATION, RICH_AUGMENTATION } from '../../datasets/augment/augmentation.ts';

export type AugmentationKey = `augment${Capitalize<keyof Augmentation>}`;

export const KINDS = Object.keys(NO_AUGMENTATION) as readonly (keyof Augmentation)[];

/** The hyperparameter of an augmentation: `augmentHandLight` for `handLight`. */
export function augmentationKey(kind: keyof Augmentation): AugmentationKey {
  return `augment${kind[0]!.toUpperCase()}${kind.slice(1)}` as AugmentationKey;
}

const PRESETS = { rich: RICH_AUGMENTATION, off: NO_AUGMENTATION } as const;
export type AugmentationPreset = keyof typeof PRESETS;
export const AUGMENTATION_PRESETS = Object.keys(PRESETS) as readonly AugmentationPreset[];

/** The preset's value of every augmentation hyperparameter. */
export function augmentationPreset(name: AugmentationPreset): Readonly<Record<AugmentationKey, number>> {
  const values = KINDS.map((kind) => [augmentationKey(kind), PRESETS[name][kind]] as const);
  return Object.fromEntries(values) as Record<AugmentationKey, number>;
}
