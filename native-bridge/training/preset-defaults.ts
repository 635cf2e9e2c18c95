/** What a preset trains with where a person says nothing else: it is more than a network. */
import { isDrawn } from '../../datasets/synthetic/companion.ts';
import { augmentationPreset } from './augmentation-presets.ts';
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
 * For pictures of webcams: other light, other places, left hands. It begins with the base, and half of what it sees are
 * drawn hands, where the signs are drawn ones. What the kinds of augmentation are worth is measured by
 * `npm run bench -- --augmentation --data D`, the whole by `npm run bench -- --camera --data D`.
 */
const CAMERA: PresetDefaults = {
  epochs: 60,
  from: 'base',
  hyperparameters: {
    ...{ costDivisor: 'mean', optimizer: 'adamW', learningRate: 0.003, schedule: 'cosine', labelSmoothing: 0.05 },
    companion: 0.5,
    ...augmentationPreset('rich'),
  },
};

const THREE_BLOCK: PresetDefaults = {
  epochs: 80,
  from: 'none',
  hyperparameters: {
    ...{ costDivisor: 'mean', learningRate: 0.003, schedule: 'cosine', cosineFloor: 0.02 },
    ...{ augmentRotation: 20, augmentScale: 0.25, augmentShift: 0.12 },
    ...{ augmentBrightness: 0.2, augmentContrast: 0.3, augmentColour: 0.15 },
    ...{ augmentFlip: 0.5, augmentBlur: 0.15, augmentNoise: 6, augmentCutout: 0.2, augmentBackground: 0.5 },
  },
};

const DEFAULTS: Readonly<Record<string, PresetDefaults>> = {
  course: COURSE,
  camera: CAMERA,
  'three-block': THREE_BLOCK,
};

/** `custom`, and a network from elsewhere, as any but the course's. */
export function presetDefaults(preset: string): PresetDefaults {
  return DEFAULTS[preset] ?? OTHERS;
}

/**
 * The share of drawn hands for pictures of these classes: what a preset brings is for signs that are drawn, and left out
 * for others. A share that a person has chosen stays, and is refused where the classes are not drawn.
 */
export function companionFor(preset: string, companion: number, classes: readonly string[]): number {
  const ofPreset = companion === presetDefaults(preset).hyperparameters.companion;
  return ofPreset && !classes.every(isDrawn) ? 0 : companion;
}

/** A preset's hyperparameters over the schema's defaults, and `given` over those. */
export function withPresetDefaults(preset: string, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...presetDefaults(preset).hyperparameters, ...given };
}

/** All of them, as a preset has them. */
export function presetHyperparameters(preset: string): Hyperparameters {
  return Hyperparameters.parse(presetDefaults(preset).hyperparameters);
}
