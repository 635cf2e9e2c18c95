/** A search space being edited: every field on or off, its numbers as typed texts. */

import type { TunableField } from '../../../main/ipc/schemas/sweep.ts';
import { type DraftDimension, type Kind, readDimension } from './dimension-text.ts';
import { oneOf } from './lists.ts';
import { t } from './messages/index.ts';
import type { Condition, Dimension, Space, Value } from './sweep-types.ts';
import { valueText } from './trial-words.ts';

export type SpaceDraft = Readonly<Record<string, DraftDimension>>;
export type Fixed = Readonly<Record<string, number | string>>;
/** By field: what it depends on, whether it is searched over or not. */
export type Conditions = Readonly<Record<string, Condition>>;

/** A dimension of the space that is not among the proposals (from a file of another preset) is a field too. */
export function fieldsWith(fields: readonly TunableField[], space: Space): readonly TunableField[] {
  const others = Object.entries(space).filter(([name]) => !fields.some((field) => field.name === name));
  const made = others.map(([name, dimension]): TunableField => {
    return { name, title: name, why: '', group: 'network', dimension, current: null };
  });
  return [...fields, ...made];
}

/** Every field as in the space; those not in the space as proposed, switched off. */
export function draftOf(
  fields: readonly TunableField[],
  space: Space,
  { fixed = {}, conditions = {} }: { fixed?: Fixed; conditions?: Conditions } = {},
): SpaceDraft {
  return Object.fromEntries(
    fields.map((field) => {
      const own = space[field.name];
      const value = fixed[field.name];
      const when = own?.when ?? field.dimension.when ?? conditions[field.name] ?? null;
      return [field.name, { ...draftDimension(field, own), when, fixed: value === undefined ? '' : String(value) }];
    }),
  );
}

function draftDimension(field: TunableField, own: Dimension | undefined): Omit<DraftDimension, 'when' | 'fixed'> {
  const shown = own ?? field.dimension;
  const numbers = shown.kind === 'choice' ? shown.choices.filter((choice) => typeof choice === 'number') : [];
  const [low, high] = shown.kind === 'choice' ? [Math.min(...numbers), Math.max(...numbers)] : [shown.low, shown.high];
  return {
    on: own !== undefined,
    kind: shown.kind,
    low: finiteText(low),
    high: finiteText(high),
    log: shown.kind !== 'choice' && shown.log === true,
    step: shown.kind === 'int' && shown.step !== undefined ? String(shown.step) : '',
    list: shown.kind === 'choice' ? numbers.join(', ') : numbersBetween(low, high, shown.kind),
    chosen: shown.kind === 'choice' ? shown.choices : [],
  };
}

const finiteText = (value: number) => (Number.isFinite(value) ? String(value) : '');
/** Initial list when a person turns a range into one: both ends and the middle. */
function numbersBetween(low: number, high: number, kind: Kind): string {
  const middle = kind === 'int' ? Math.round((low + high) / 2) : Number(((low + high) / 2).toPrecision(2));
  return [...new Set([low, middle, high])].join(', ');
}

/** Whether a field is a number, which may be a range or a list. */
export function isNumeric({ dimension }: TunableField): boolean {
  return dimension.kind !== 'choice' || dimension.choices.every((choice) => typeof choice === 'number');
}

/** All possible values of a list: the proposed ones, and those of the space. */
export function vocabulary({ dimension }: TunableField, { chosen }: DraftDimension): readonly Value[] {
  return [...new Set([...(dimension.kind === 'choice' ? dimension.choices : []), ...chosen])];
}

export interface ReadSpace {
  readonly space: Space;
  /** Values set by a person for fields that are off. */
  readonly hyperparameters: Fixed;
  /** By field: the error in what is typed. */
  readonly problems: Readonly<Record<string, string>>;
  /** By field that is on: why it has no effect, and is left out. */
  readonly idle: Readonly<Record<string, string>>;
}

/** The parsed form. Fields with an error are left out of the space. */
export function readSpace(fields: readonly TunableField[], draft: SpaceDraft): ReadSpace {
  const [space, hyperparameters, problems, idle]: [
    Record<string, Dimension>,
    Record<string, number | string>,
    Record<string, string>,
    Record<string, string>,
  ] = [{}, {}, {}, {}];
  for (const field of fields) {
    const own = draft[field.name];
    if (!own) continue;
    if (!own.on) {
      const fixed = fixedValue(field, own);
      if (typeof fixed === 'object' && fixed !== null) problems[field.name] = fixed.problem;
      else if (fixed !== null) hyperparameters[field.name] = fixed;
      continue;
    }
    const condition = conditionOf(field, fields, draft);
    if (typeof condition === 'string') {
      idle[field.name] = condition;
      continue;
    }
    const read = readDimension(own, isNumeric(field));
    if ('problem' in read) problems[field.name] = read.problem;
    else space[field.name] = condition ? { ...read.dimension, when: condition } : read.dimension;
  }
  return { space, hyperparameters, problems, idle };
}

/** Only a hyperparameter can be fixed by its value; a number of the network is fixed in the network. */
export const canBeFixed = ({ group }: TunableField): boolean => group === 'training' || group === 'augmentation';

function fixedValue(field: TunableField, { fixed }: DraftDimension): number | string | { problem: string } | null {
  const text = fixed.trim();
  if (text === '' || !canBeFixed(field)) return null;
  if (!isNumeric(field)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : { problem: t.notANumber({ text }) };
}

/**
 * The condition under which a field has an effect, given the rest of the form.
 * @returns null where it always has, a text where it never has
 */
export function conditionOf(
  field: TunableField,
  fields: readonly TunableField[],
  draft: SpaceDraft,
): Condition | string | null {
  const when = draft[field.name]?.when;
  if (!when) return null;
  const other = fields.find(({ name }) => name === when.name);
  const own = draft[when.name];
  if (!other || !own) return null;
  if (!own.on) {
    const value = fixedValue(other, own) ?? other.current;
    return when.values.some((one) => one === value)
      ? null
      : t.noEffectWhile({ setting: other.title, value: valueText(value as Value) });
  }
  const read = readDimension(own, isNumeric(other));
  // The other field's error is shown there.
  if ('problem' in read) return when;
  const reached = when.values.filter((value) => hasValue(read.dimension, value));
  if (reached.length > 0) return { name: when.name, values: reached };
  return t.noEffectWith({ setting: other.title });
}

function hasValue(dimension: Dimension, value: Value): boolean {
  if (dimension.kind === 'choice') return dimension.choices.includes(value);
  return typeof value === 'number' && value >= dimension.low && value <= dimension.high;
}

/** `Searched only where Optimizer is sgd or adamW.` */
export function conditionWords({ name, values }: Condition, titleOf: (name: string) => string): string {
  return t.searchedWhere({ setting: titleOf(name), values: oneOf(values.map(valueText)) });
}
