/** How the base is made: an ordinary training on drawn hands, so that anybody can repeat it. */
import { z } from 'zod';
import { augmentationPreset } from '../training/augmentation-presets.ts';

export const BaseRecipe = z.strictObject({
  /** Drawn hands alone, as `--data` names them: no picture of a person. */
  data: z.string(),
  /** Share of them that is split off, to measure below which probability there is no sign. */
  validation: z.number().gt(0).max(0.9),
  preset: z.string(),
  epochs: z.int().min(1),
  /** Of the mini-batches and of the hands that are drawn on the way. */
  seed: z.int().min(0),
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type BaseRecipe = z.infer<typeof BaseRecipe>;

/**
 * 450 hands throughout; next to them 3 735 hands and 315 rooms without a hand, each replaced after four epochs. The net
 * sees some 75 000 hands, augmented differently every time.
 */
export const RECIPE: BaseRecipe = {
  data: 'drawn-wide:train=150,test=0,seed=1',
  validation: 0.5,
  preset: 'hands',
  epochs: 80,
  seed: 1,
  hyperparameters: {
    ...{ optimizer: 'adamW', learningRate: 0.004, schedule: 'cosine', labelSmoothing: 0.05 },
    ...{ companion: 0.83, rooms: 0.07, companionKeep: 4 },
    ...augmentationPreset('rich'),
    // The drawings vary in these by themselves.
    ...{ augmentRotation: 10, augmentScale: 0.1, augmentShift: 0.05, augmentShear: 0.05, augmentPerspective: 0.1 },
    ...{ augmentExposure: 0.25, augmentContrast: 0.2, augmentSaturation: 0.25, augmentGamma: 0.2, augmentRamp: 0.2 },
    ...{ augmentVignette: 0.2, augmentBlur: 0.15, augmentNoise: 5, augmentCutout: 0.1, augmentBackground: 0.4 },
    ...{ augmentHandLight: 0.15, augmentHandTint: 0.08, augmentShadow: 0.3 },
  },
};
