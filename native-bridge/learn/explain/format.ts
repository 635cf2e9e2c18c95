/** Numbers and sums as a learner reads them. */

/** Four digits: -0.3218, 12.35, 1.2e-7. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));

/** Nine digits, or all of them if the two numbers would look the same. */
export function pair(found: number, expected: number): [string, string] {
  const nine = [found, expected].map((value) => String(Number(value.toPrecision(9)))) as [string, string];
  return nine[0] === nine[1] ? [String(found), String(expected)] : nine;
}

/** The first three and the last of a list, with dots in between. */
export function elided(terms: readonly string[], separator: string): string {
  if (terms.length <= 5) return terms.join(separator);
  return [...terms.slice(0, 3), '...', terms.at(-1)].join(separator);
}

/** "1.62 * 0.32 + ... + -0.5 * 0.1" */
export function productSum(a: ArrayLike<number>, b: ArrayLike<number>): string {
  return elided(
    Array.from(a, (value, i) => `${short(value)} * ${short(b[i]!)}`),
    ' + ',
  );
}

/** "Z[0,2,1,3]"; a scalar has only its name. */
export const cellName = (output: string, index: readonly number[]): string =>
  index.length === 0 ? output : `${output}[${index}]`;
