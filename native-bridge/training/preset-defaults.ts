/** What a preset trains with where a person says nothing else: it is more than a network. */
import { Hyperparameters } from './hyperparameters.ts';

export interface PresetDefaults {
  readonly epochs: number;
  /** What a run begins with where nothing is named. */
  readonly from: 'base' | 'none';
  /** Those that differ from the schema's own. */
  readonly hyperparameters: Readonly<Record<string, number | string>>;
}

/** The course's run, and for nets of one's own the cost as others count it. */
const COURSE: PresetDefaults = { epochs: 100, from: 'none', hyperparameters: {} };
const OTHERS: PresetDefaults = { epochs: 100, from: 'none', hyperparameters: { costDivisor: 'mean' } };

/**
 * For pictures of webcams: other light, other places, left hands. Strengths as people vary before a camera; what they are
 * worth is measured by `npm run bench -- --augmentation --data D`.
 */
const CAMERA: PresetDefaults = {
  epochs: 80,
  from: 'none',
  hyperparameters: {
    ...{ costDivisor: 'mean', learningRate: 0.003, schedule: 'cosine', cosineFloor: 0.02 },
    ...{ augmentRotation: 20, augmentScale: 0.25, augmentShift: 0.12 },
    ...{ augmentBrightness: 0.2, augmentContrast: 0.3, augmentColour: 0.15 },
    ...{ augmentFlip: 0.5, augmentBlur: 0.15, augmentNoise: 6, augmentCutout: 0.2, augmentBackground: 0.5 },
  },
};

const DEFAULTS: Readonly<Record<string, PresetDefaults>> = { course: COURSE, camera: CAMERA };

/** `custom`, and a network from elsewhere, as any but the course's. */
export function presetDefaults(preset: string): PresetDefaults {
  return DEFAULTS[preset] ?? OTHERS;
}

/** A preset's hyperparameters over the schema's defaults, and `given` over those. */
export function withPresetDefaults(preset: string, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...presetDefaults(preset).hyperparameters, ...given };
}

/** All of them, as a preset has them. */
export function presetHyperparameters(preset: string): Hyperparameters {
  return Hyperparameters.parse(presetDefaults(preset).hyperparameters);
}
