import { t } from './messages/index.ts';

export interface NumberRange {
  readonly min: number | null;
  readonly max: number | null;
  readonly integer: boolean;
}

export type NumberText =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: string };

/** Parses a typed number in a range, or returns the reason why it is invalid. A decimal comma is accepted. */
export function readNumber(text: string, { min, max, integer }: NumberRange): NumberText {
  const value = Number(text.trim().replace(/^([^,.]*),([^,.]*)$/, '$1.$2'));
  if (text.trim() === '') return { ok: false, reason: t.giveNumber() };
  if (!Number.isFinite(value)) return { ok: false, reason: t.noNumber({ text: text.trim() }) };
  if (integer && !Number.isInteger(value)) return { ok: false, reason: t.giveWhole() };
  if (min !== null && value < min) return { ok: false, reason: t.atLeast({ min }) };
  if (max !== null && value > max) return { ok: false, reason: t.atMost({ max }) };
  return { ok: true, value };
}
