/** The hyperparameters of what is drawn next to a dataset's pictures, as a form has them. */

import { type Companion, companionCounts } from '../../../datasets/synthetic/companion.ts';
import { DRAWING_PRESETS, type DrawingPreset } from '../../../datasets/synthetic/drawing-presets.ts';
import { isDrawn, type Sign } from '../../../datasets/synthetic/signs.ts';
import type { HyperparameterField } from '../../../main/ipc/schemas/run.ts';
import { shownValue, type Typed } from './hyperparameter-form.ts';

const KEYS = ['companion', 'rooms', 'companionPreset', 'companionKeep'] as const;
type Key = (typeof KEYS)[number];

export function isOfDrawn({ key }: Pick<HyperparameterField, 'key'>): boolean {
  return (KEYS as readonly string[]).includes(key);
}

export type DrawnFields = Readonly<Record<Key, HyperparameterField>>;

/** Those that a run's form has. */
export function drawnFields(fields: readonly HyperparameterField[]): DrawnFields {
  const of = (key: Key) => fields.find((field) => field.key === key)!;
  return {
    companion: of('companion'),
    rooms: of('rooms'),
    companionPreset: of('companionPreset'),
    companionKeep: of('companionKeep'),
  };
}

/** Numbers that cannot be count as 0: their field says what is wrong. */
export function shareOf(field: HyperparameterField, typed: Typed): number {
  const share = Number(shownValue(field, typed));
  return share >= 0 && share < 1 ? share : 0;
}

/** What would be drawn next to `own` training pictures; null where nothing is, or too little is left for the pictures. */
export function drawnFor(
  fields: DrawnFields,
  typed: Typed,
  { classes, own, seed }: { readonly classes: readonly string[]; readonly own: number; readonly seed: number },
): Companion | null {
  const known = classes.every(isDrawn);
  const shares = { hands: known ? shareOf(fields.companion, typed) : 0, rooms: shareOf(fields.rooms, typed) };
  if (own === 0 || shares.hands + shares.rooms >= 1) return null;
  const counts = companionCounts(own, shares);
  if (counts.hands + counts.rooms === 0) return null;
  return {
    preset: presetOf(shownValue(fields.companionPreset, typed)),
    ...{ seed, keep: 1 },
    ...counts,
    signs: known ? classes.map((name) => Number(name) as Sign) : [],
  };
}

function presetOf(text: string): DrawingPreset {
  return DRAWING_PRESETS.find((preset) => preset === text) ?? 'wide';
}
