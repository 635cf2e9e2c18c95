/** One dimension: parsed from typed text, and described in words. */

import { oneOf } from './lists.ts';
import { t } from './messages/index.ts';
import type { Condition, Dimension, Value } from './sweep-types.ts';
import { valueText } from './trial-words.ts';

export type Kind = Dimension['kind'];

/** One field of the form. */
export interface DraftDimension {
  /** Whether it is searched over; otherwise it has its fixed value. */
  readonly on: boolean;
  readonly kind: Kind;
  readonly low: string;
  readonly high: string;
  readonly log: boolean;
  /** For a whole number; empty: 1. */
  readonly step: string;
  /** Numbers of a list, separated by commas; for other lists `chosen`. */
  readonly list: string;
  readonly chosen: readonly Value[];
  /** Where it is off: a value replacing the preset's; empty: the preset's. */
  readonly fixed: string;
  /** It only has an effect with certain values of another field. */
  readonly when: Condition | null;
}

export type ReadDimension = { readonly dimension: Dimension } | { readonly problem: string };

/** @param numeric whether it may be a range; the values of other lists are selected, not typed */
export function readDimension(draft: DraftDimension, numeric: boolean): ReadDimension {
  if (draft.kind === 'choice') return numeric ? readList(draft.list) : readChoice(draft.chosen);
  const [low, high] = [numberOf(draft.low), numberOf(draft.high)];
  if (low === null || high === null) return { problem: t.giveEnds() };
  if (low > high) return { problem: t.endsSwapped({ low, high }) };
  if (draft.log && low <= 0) return { problem: t.logAboveZero({ low }) };
  const log = draft.log ? { log: true } : {};
  if (draft.kind === 'float') return { dimension: { kind: 'float', low, high, ...log } };
  return readInteger(low, high, draft, log);
}

function readInteger(low: number, high: number, draft: DraftDimension, log: { log?: boolean }): ReadDimension {
  if (!Number.isInteger(low) || !Number.isInteger(high)) return { problem: t.giveWhole() };
  const step = draft.step.trim() === '' ? 1 : numberOf(draft.step);
  if (step === null || !Number.isInteger(step) || step < 1) return { problem: t.stepWhole() };
  if (step > 1 && draft.log) return { problem: t.stepOrLog() };
  if (step > high - low && high > low) return { problem: t.stepWide({ step, low, high }) };
  return { dimension: { kind: 'int', low, high, ...log, ...(step > 1 && { step }) } };
}

function readChoice(choices: readonly Value[]): ReadDimension {
  if (choices.length === 0) return { problem: t.chooseValue() };
  const twice = choices.find((choice, at) => choices.indexOf(choice) !== at);
  if (twice !== undefined) return { problem: t.valueTwice({ value: valueText(twice) }) };
  return { dimension: { kind: 'choice', choices: [...choices] } };
}

/** Numbers separated by commas. */
function readList(text: string): ReadDimension {
  const numbers = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(numberOf);
  if (numbers.includes(null)) return { problem: t.giveList() };
  return readChoice(numbers as number[]);
}

function numberOf(text: string): number | null {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? null : number;
}

/** `0.0001 to 0.1, logarithmic`, `4, 8 or 16` */
export function dimensionWords(dimension: Dimension): string {
  if (dimension.kind === 'choice') return oneOf(dimension.choices.map(valueText));
  const [low, high] = [valueText(dimension.low), valueText(dimension.high)];
  if (dimension.log) return t.rangeLog({ low, high });
  return dimension.kind === 'int' && dimension.step
    ? t.rangeEvery({ low, high, step: dimension.step })
    : t.range({ low, high });
}
