/** A set of trial numbers in the address: `3,5-9`. */

/** Ascending, with neighbours joined. */
export function rangesText(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === sorted[end]! + 1) end++;
    parts.push(end === at ? `${sorted[at]}` : `${sorted[at]}-${sorted[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}

/** Larger numbers are ignored: a hand-written address must not exhaust memory. */
const MOST = 100_000;

/** @returns null where it is empty or invalid */
export function readRanges(text: string | null): ReadonlySet<number> | null {
  if (!text || !/^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/.test(text)) return null;
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [from = 0, to = from] = part.split('-').map(Number);
    for (let number = from; number <= Math.min(to, MOST); number++) numbers.add(number);
  }
  return numbers;
}
