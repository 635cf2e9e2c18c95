/** Reads the costs of epochs 0 and 5 from a printout. */

export interface EpochCosts {
  readonly epoch0: number;
  /** Null if it is missing. */
  readonly epoch5: number | null;
}

/**
 * Accepts lines `Cost after epoch 0: 1.917929`, a list of costs (every fifth epoch or every one), or two numbers.
 * @returns null if there is no number
 */
export function readCosts(text: string): EpochCosts | null {
  const printed = [...text.matchAll(/epoch\s*(\d+)\D{0,20}?[:=]\s*(-?\d*\.?\d+(?:[eE][+-]?\d+)?|nan|inf)/gi)];
  if (printed.length > 0) {
    const of = (epoch: number) => printed.find((found) => Number(found[1]) === epoch)?.[2];
    const [first, fifth] = [of(0), of(5)];
    return first === undefined ? null : { epoch0: Number(first), epoch5: fifth === undefined ? null : Number(fifth) };
  }
  const numbers = (text.match(/-?\d*\.?\d+(?:[eE][+-]?\d+)?|\bnan\b/gi) ?? []).map(Number);
  if (numbers.length === 0) return null;
  // The notebook's `costs` has every epoch; two or three numbers are epochs 0 and 5 (and 10).
  return { epoch0: numbers[0]!, epoch5: numbers[numbers.length > 5 ? 5 : 1] ?? null };
}
