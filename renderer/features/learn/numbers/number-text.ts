/**
 * A number for a small cell: whole numbers as they are, others with `decimals` places, with a true minus sign.
 * @returns `0.25`, `−3`, `1.2e+5`, `NaN`
 */
export function cellNumber(value: number, decimals = 2): string {
  const text =
    Number.isInteger(value) && Math.abs(value) < 1e5
      ? String(value)
      : Math.abs(value) >= 1e5
        ? value.toExponential(1)
        : value.toFixed(decimals);
  // A number rounded to zero has no sign: -0.00 would read as negative.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** Decimal places with which numbers of that magnitude show two digits: 2 for 0.4, 4 for 0.0036; at least 2. */
export function decimalsOf(size: number): number {
  return size > 0 ? Math.min(8, Math.max(2, Math.ceil(-Math.log10(size)) + 1)) : 2;
}

/** Parses a typed number, with a comma or a point; null where it is not a number. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim().replace('−', '-').replace(',', '.');
  const value = Number(trimmed);
  return trimmed === '' || !Number.isFinite(value) ? null : value;
}
