/** The hyperparameters that vary pictures, as the form shows them: their units, and what a person would call them. */
import type { Augmentation } from '../../../datasets/augment/augmentation.ts';
import type { HyperparameterField } from '../../../main/ipc/nouns/run.ts';
import { shownValue, type Typed } from './hyperparameter-form.ts';

export interface Kind {
  readonly key: string;
  readonly of: keyof Augmentation;
  /** Of the slider: nobody needs the whole range of the number. */
  readonly most: number;
  readonly step: number;
  readonly said: (value: number) => string;
}

const share = (value: number) => `${Math.round(value * 100)} %`;
const often = (value: number) => `${Math.round(value * 100)} % of the pictures`;

/** In the order of the form. */
export const KINDS: readonly Kind[] = [
  { key: 'augmentRotation', of: 'rotation', most: 90, step: 1, said: (value) => `±${value}°` },
  { key: 'augmentScale', of: 'scale', most: 0.6, step: 0.01, said: (value) => `up to ${(1 + value).toFixed(2)} times` },
  { key: 'augmentShift', of: 'shift', most: 0.4, step: 0.01, said: (value) => `±${share(value)}` },
  { key: 'augmentBrightness', of: 'brightness', most: 0.6, step: 0.01, said: (value) => `±${share(value)}` },
  { key: 'augmentContrast', of: 'contrast', most: 0.9, step: 0.01, said: (value) => `±${share(value)}` },
  { key: 'augmentColour', of: 'colour', most: 0.5, step: 0.01, said: (value) => `±${share(value)}` },
  { key: 'augmentFlip', of: 'flip', most: 1, step: 0.05, said: often },
  { key: 'augmentBlur', of: 'blur', most: 1, step: 0.05, said: often },
  { key: 'augmentNoise', of: 'noise', most: 40, step: 1, said: (value) => `up to ${value} levels` },
  { key: 'augmentCutout', of: 'cutout', most: 0.6, step: 0.01, said: (value) => `up to ${share(value)} of the side` },
  { key: 'augmentBackground', of: 'background', most: 1, step: 0.05, said: often },
];

export const isAugmentation = ({ key }: Pick<HyperparameterField, 'key'>): boolean => key.startsWith('augment');

/** The number that is typed; 0 where it is none. */
export function strengthOf(field: HyperparameterField, typed: Typed): number {
  const value = Number(shownValue(field, typed));
  return Number.isFinite(value) ? value : 0;
}

/** As training will vary pictures. */
export function augmentationOf(fields: readonly HyperparameterField[], typed: Typed): Augmentation {
  const strengths = KINDS.map(({ key, of }) => {
    const field = fields.find((field) => field.key === key);
    return [of, field ? strengthOf(field, typed) : 0] as const;
  });
  return Object.fromEntries(strengths) as unknown as Augmentation;
}

/** `turn ±15°, mirror 50 % of the pictures`; `off`. */
export function augmentationWords(fields: readonly HyperparameterField[], typed: Typed): string {
  const on = KINDS.flatMap(({ key, said }) => {
    const field = fields.find((field) => field.key === key);
    const strength = field ? strengthOf(field, typed) : 0;
    return field && strength > 0 ? [`${field.title.toLowerCase()} ${said(strength)}`] : [];
  });
  return on.length === 0 ? 'off' : on.join(', ');
}
