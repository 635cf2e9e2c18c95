/** A typed list of numbers: `0.485, 0.456, 0.406`. */

/** Null where a part is not a number. */
export function numbersIn(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : null;
}

export function numbersText(numbers: readonly number[]): string {
  return numbers.join(', ');
}
