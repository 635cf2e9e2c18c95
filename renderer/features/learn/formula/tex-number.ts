import { cellNumber } from '../numbers/number-text.ts';

/** A number in a formula, as in the cells: `-1.23`, `4`; powers of ten are written out. */
export function texNumber(value: number, decimals = 2): string {
  const text = cellNumber(value, decimals).replace('−', '-');
  const power = /^(.*)e([+-]\d+)$/.exec(text);
  return power ? `${power[1]} \\cdot 10^{${Number(power[2])}}` : text;
}

/** The same as a factor or a later term of a sum: negative numbers are in brackets. */
export function texFactor(value: number, decimals = 2): string {
  const text = texNumber(value, decimals);
  return text.startsWith('-') ? `(${text})` : text;
}

/** `1.2 + (-3.4) + ...`, with at most `most` terms written out: the first ones, dots, the last one. */
export function texSum(terms: readonly string[], most = 6): string {
  if (terms.length <= most) return terms.join(' + ');
  return [...terms.slice(0, most - 1), '\\cdots', terms.at(-1)].join(' + ');
}
