/** The augmentation hyperparameters as the form shows them: their units and labels. */
import type { Augmentation } from '../../../datasets/augment/augmentation.ts';
import type { HyperparameterField } from '../../../main/ipc/schemas/run.ts';
import { listOf } from '../../lib/format.ts';
import { shownValue, type Typed } from './hyperparameter-form.ts';
import { t } from './messages/index.ts';

export interface Kind {
  readonly key: string;
  readonly of: keyof Augmentation;
  /** Maximum of the slider: nobody needs the number's whole range. */
  readonly most: number;
  readonly step: number;
  /** In the page's language. */
  readonly format: (value: number) => string;
}

const share = (value: number) => `${Math.round(value * 100)} %`;
const often = (value: number) => t.ofPictures({ share: share(value) });

const times = (value: number) => t.upToTimes({ value: (1 + value).toFixed(2) });
const around = (value: number) => t.around({ value: share(value) });
const upTo = (value: number) => t.upTo({ value: share(value) });
const others = (value: number) => t.ofBackgrounds({ share: share(value) });

const kind = (of: keyof Augmentation, most: number, step: number, format: Kind['format']): Kind => ({
  // untranslated: the key of a hyperparameter
  ...{ key: `augment${of[0]!.toUpperCase()}${of.slice(1)}`, of },
  ...{ most, step, format },
});

/** In the order of the form. */
export const KINDS: readonly Kind[] = [
  kind('rotation', 90, 1, (value) => t.degrees({ value })),
  kind('scale', 0.6, 0.01, times),
  kind('shift', 0.4, 0.01, around),
  kind('shear', 0.5, 0.01, around),
  kind('perspective', 0.6, 0.01, around),
  kind('brightness', 0.6, 0.01, around),
  kind('exposure', 1, 0.01, times),
  kind('contrast', 0.9, 0.01, around),
  kind('colour', 0.5, 0.01, around),
  kind('saturation', 1, 0.01, around),
  kind('gamma', 1, 0.01, times),
  kind('ramp', 1, 0.01, upTo),
  kind('vignette', 1, 0.01, upTo),
  kind('flip', 1, 0.05, often),
  kind('blur', 1, 0.05, often),
  kind('sharpen', 1.9, 0.1, (value) => t.upToTimes({ value })),
  kind('noise', 40, 1, (value) => t.upToLevels({ value })),
  kind('cutout', 0.6, 0.01, (value) => t.upToOfSide({ share: share(value) })),
  kind('background', 1, 0.05, often),
  kind('clutter', 1, 0.05, others),
  kind('pieces', 1, 0.05, others),
  kind('handLight', 1, 0.01, times),
  kind('handTint', 0.5, 0.01, around),
  kind('shadow', 1, 0.01, upTo),
];

/** Settings without effect unless backgrounds are replaced are only shown then. */
export const shownWith = (of: keyof Augmentation): Partial<Augmentation> =>
  of === 'clutter' || of === 'pieces' ? { background: 1 } : {};

/** The hyperparameters of an augmentation, as typed. */
export const valuesOf = (augmentation: Augmentation): Record<string, number> =>
  Object.fromEntries(KINDS.map(({ key, of }) => [key, augmentation[of]]));

export const isAugmentation = ({ key }: Pick<HyperparameterField, 'key'>): boolean => key.startsWith('augment');

/** The typed number; 0 where it is not a number. */
export function strengthOf(field: HyperparameterField, typed: Typed): number {
  const value = Number(shownValue(field, typed));
  return Number.isFinite(value) ? value : 0;
}

/** As training will augment pictures. */
export function augmentationOf(fields: readonly HyperparameterField[], typed: Typed): Augmentation {
  const strengths = KINDS.map(({ key, of }) => {
    const field = fields.find((field) => field.key === key);
    return [of, field ? strengthOf(field, typed) : 0] as const;
  });
  return Object.fromEntries(strengths) as unknown as Augmentation;
}

/** `rotation ±15°, horizontal flip 50 % of the pictures`; empty where all are off. */
export function augmentationWords(fields: readonly HyperparameterField[], typed: Typed): string {
  const on = KINDS.flatMap(({ key, format }) => {
    const field = fields.find((field) => field.key === key);
    const strength = field ? strengthOf(field, typed) : 0;
    return field && strength > 0 ? [t.nameAndValue({ name: field.title.toLowerCase(), value: format(strength) })] : [];
  });
  return listOf(on);
}
