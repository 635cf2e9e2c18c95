/** Hyperparameters as a person types them: texts, what is wrong with each, and the values that differ from their defaults. */
import type { HyperparameterField } from '../../../main/ipc/schemas/run.ts';
import { choiceTitle } from '../../lib/hyperparameters/words.ts';
import { t } from './messages/index.ts';

type NumberValue = Extract<HyperparameterField['value'], { kind: 'number' }>;

/** By key; what is not there is at its default. */
export type Typed = Readonly<Record<string, string>>;

export function shownValue(field: HyperparameterField, typed: Typed): string {
  return typed[field.key] ?? String(field.value.default);
}

export function isChanged(field: HyperparameterField, typed: Typed): boolean {
  return shownValue(field, typed) !== String(field.value.default);
}

/** `above 0, to 10`, `a whole number from 1 to 65536`. */
export function rangeWords({ key, value }: HyperparameterField): string {
  if (value.kind === 'choice') return value.choices.map((choice) => choiceWithKey(key, choice)).join(', ');
  return value.integer ? t.whole({ range: endsOf(value) }) : endsOf(value);
}

/** Its default, as `rangeWords` writes it. */
export function defaultWords({ key, value }: HyperparameterField): string | number {
  return value.kind === 'choice' ? choiceWithKey(key, value.default) : value.default;
}

/** With what the command line calls it, where the page says it differently. */
function choiceWithKey(key: string, choice: string): string {
  const title = choiceTitle(key, choice);
  return title === choice ? choice : `${title} ${choice}`;
}

/** `above 0, to 10`; at least one end is there. */
function endsOf({ min, max, minExcluded, maxExcluded }: NumberValue): string {
  const range = { min: min ?? 0, max: max ?? 0 };
  if (max === null) return t.range({ ends: minExcluded ? 'above' : 'from', ...range });
  if (min === null) return t.range({ ends: maxExcluded ? 'other' : 'to', ...range });
  if (minExcluded) return t.range({ ends: maxExcluded ? 'aboveBelow' : 'aboveTo', ...range });
  return t.range({ ends: maxExcluded ? 'fromBelow' : 'fromTo', ...range });
}

/** What is wrong with the text, or null. */
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

/** Whether it does something with what is chosen elsewhere. */
export function hasEffect(field: HyperparameterField, fields: readonly HyperparameterField[], typed: Typed): boolean {
  const { onlyWith } = field;
  if (onlyWith === null) return true;
  const other = fields.find(({ key }) => key === onlyWith.key);
  return other === undefined || onlyWith.values.includes(shownValue(other, typed));
}

/**
 * Texts for another preset: what the one before had set is at its default again, unless a person has changed it, and what
 * the new one sets is there.
 */
export function presetTyped(typed: Typed, before: Values, now: Values): Typed {
  const kept = Object.entries(typed).filter(([key, text]) => text !== String(before[key]) && !(key in now));
  return Object.fromEntries([...kept, ...Object.entries(now).map(([key, value]) => [key, String(value)] as const)]);
}

type Values = Readonly<Record<string, number | string>>;

/**
 * Those that have an effect and are not at their default; what the preset sets is said in any case, for there its value
 * would be the default.
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

/** By key: what is wrong, of those that have an effect. */
export function problemsOf(fields: readonly HyperparameterField[], typed: Typed): Record<string, string> {
  const problems = fields.flatMap((field) => {
    const problem = hasEffect(field, fields, typed) ? problemOf(field, shownValue(field, typed)) : null;
    return problem === null ? [] : [[field.key, problem] as const];
  });
  return Object.fromEntries(problems);
}
