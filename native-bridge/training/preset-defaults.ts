/** The training defaults of a preset, which is more than a network. */
import { isDrawn } from '../../datasets/synthetic/signs.ts';
import { augmentationPreset } from './augmentation-presets.ts';
import { Hyperparameters } from './hyperparameters.ts';

export interface PresetDefaults {
  readonly epochs: number;
  /** What a run starts from by default. */
  readonly from: 'base' | 'none';
  /** Those that differ from the schema's defaults. */
  readonly hyperparameters: Readonly<Record<string, number | string>>;
}

/** The course's run; for custom nets, the cost as it is usually computed. */
const COURSE: PresetDefaults = { epochs: 100, from: 'none', hyperparameters: {} };
const OTHERS: PresetDefaults = { epochs: 100, from: 'none', hyperparameters: { costDivisor: 'mean' } };

/**
 * For webcam pictures: different light, different places, left hands. It starts from the base; half of its pictures are
 * drawn hands if drawings of the signs exist, and a twentieth are rooms without a hand, so that it is unsure of those.
 * `npm run bench -- --augmentation --data D` measures what each kind of augmentation contributes,
 * `npm run bench -- --camera --data D` the whole preset.
 */
const CAMERA: PresetDefaults = {
  epochs: 60,
  from: 'base',
  hyperparameters: {
    ...{ costDivisor: 'mean', optimizer: 'adamW', learningRate: 0.003, schedule: 'cosine', labelSmoothing: 0.05 },
    ...{ companion: 0.5, rooms: 0.05 },
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

/** `custom` and networks from elsewhere have the same defaults as any preset but the course's. */
export function presetDefaults(preset: string): PresetDefaults {
  return DEFAULTS[preset] ?? OTHERS;
}

/**
 * The share of drawn hands for pictures of these classes. A preset's default share applies only to signs with drawings
 * and is dropped for others. A share that a person has chosen stays, and is refused if the classes have no drawings.
 */
export function companionFor(preset: string, companion: number, classes: readonly string[]): number {
  const ofPreset = companion === presetDefaults(preset).hyperparameters.companion;
  return ofPreset && !classes.every(isDrawn) ? 0 : companion;
}

/** The schema's defaults, overridden by the preset's hyperparameters, overridden by `given`. */
export function withPresetDefaults(preset: string, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...presetDefaults(preset).hyperparameters, ...given };
}

/** All hyperparameters with a preset's values. */
export function presetHyperparameters(preset: string): Hyperparameters {
  return Hyperparameters.parse(presetDefaults(preset).hyperparameters);
}
