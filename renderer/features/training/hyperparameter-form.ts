/** Hyperparameters as typed: texts, their errors, and the values that differ from their defaults. */
import type { HyperparameterField } from '../../../main/ipc/schemas/run.ts';
import { listOf } from '../../lib/format.ts';
import { choiceTitle } from '../../lib/hyperparameters/words.ts';
import { t } from './messages/index.ts';

type NumberValue = Extract<HyperparameterField['value'], { kind: 'number' }>;

/** By key; missing keys are at their defaults. */
export type Typed = Readonly<Record<string, string>>;

export function shownValue(field: HyperparameterField, typed: Typed): string {
  return typed[field.key] ?? String(field.value.default);
}

export function isChanged(field: HyperparameterField, typed: Typed): boolean {
  return shownValue(field, typed) !== String(field.value.default);
}

/** `above 0, to 10`, `a whole number from 1 to 65536`. */
export function rangeWords({ key, value }: HyperparameterField): string {
  if (value.kind === 'choice') return listOf(value.choices.map((choice) => choiceWithKey(key, choice)));
  return value.integer ? t.whole({ range: endsOf(value) }) : endsOf(value);
}

/** Its default, formatted like `rangeWords`. */
export function defaultWords({ key, value }: HyperparameterField): string | number {
  return value.kind === 'choice' ? choiceWithKey(key, value.default) : value.default;
}

/** Includes the command line's name, where the page's differs. */
function choiceWithKey(key: string, choice: string): string {
  const title = choiceTitle(key, choice);
  return title === choice ? choice : `${title} ${choice}`;
}

/** `above 0, to 10`; at least one bound exists. */
function endsOf({ min, max, minExcluded, maxExcluded }: NumberValue): string {
  const range = { min: min ?? 0, max: max ?? 0 };
  if (max === null) return t.range({ ends: minExcluded ? 'above' : 'from', ...range });
  if (min === null) return t.range({ ends: maxExcluded ? 'other' : 'to', ...range });
  if (minExcluded) return t.range({ ends: maxExcluded ? 'aboveBelow' : 'aboveTo', ...range });
  return t.range({ ends: maxExcluded ? 'fromBelow' : 'fromTo', ...range });
}

/** The error in the text, or null. */
export function problemOf(field: HyperparameterField, text: string): string | null {
  const { value } = field;
  if (value.kind === 'choice') return value.choices.includes(text) ? null : t.oneOf({ choices: rangeWords(field) });
  const number = Number(text);
  const fits =
    text.trim() !== '' &&
    Number.isFinite(number) &&
    (!value.integer || Number.isInteger(number)) &&
    (value.min === null || (value.minExcluded ? number > value.min : number >= value.min)) &&
    (value.max === null || (value.maxExcluded ? number < value.max : number <= value.max));
  if (fits) return null;
  return value.integer ? t.giveWhole({ range: endsOf(value) }) : t.giveNumber({ range: endsOf(value) });
}

/** Whether it has an effect with the current values of other settings. */
export function hasEffect(field: HyperparameterField, fields: readonly HyperparameterField[], typed: Typed): boolean {
  const { onlyWith } = field;
  if (onlyWith === null) return true;
  const other = fields.find(({ key }) => key === onlyWith.key);
  return other === undefined || onlyWith.values.includes(shownValue(other, typed));
}

/**
 * Texts for another preset: values of the previous preset are reset to their defaults, unless a person has changed
 * them, and the new preset's values are set.
 */
export function presetTyped(typed: Typed, before: Values, now: Values): Typed {
  const kept = Object.entries(typed).filter(([key, text]) => text !== String(before[key]) && !(key in now));
  return Object.fromEntries([...kept, ...Object.entries(now).map(([key, value]) => [key, String(value)] as const)]);
}

type Values = Readonly<Record<string, number | string>>;

/**
 * Those that have an effect and are not at their default. Settings of the preset are always included, since a missing
 * one would get the preset's value.
 */
export function changedValues(
  fields: readonly HyperparameterField[],
  typed: Typed,
  preset: Values = {},
): Record<string, number | string> {
  const changed: Record<string, number | string> = {};
  for (const field of fields) {
    if (!hasEffect(field, fields, typed)) continue;
    const text = shownValue(field, typed);
    const value = field.value.kind === 'number' ? Number(text) : text;
    if (value !== field.value.default || field.key in preset) changed[field.key] = value;
  }
  return changed;
}

/** Errors by key, for settings that have an effect. */
export function problemsOf(fields: readonly HyperparameterField[], typed: Typed): Record<string, string> {
  const problems = fields.flatMap((field) => {
    const problem = hasEffect(field, fields, typed) ? problemOf(field, shownValue(field, typed)) : null;
    return problem === null ? [] : [[field.key, problem] as const];
  });
  return Object.fromEntries(problems);
}
