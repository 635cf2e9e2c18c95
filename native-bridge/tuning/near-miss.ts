/** The known word that was probably meant. */

/** @returns null if none is close: more than a third of the letters would have to change */
export function nearMiss(word: string, known: readonly string[]): string | null {
  const scored = known.map((one) => ({ one, edits: editDistance(word.toLowerCase(), one.toLowerCase()) }));
  const best = scored.reduce((a, b) => (b.edits < a.edits ? b : a), { one: '', edits: Number.POSITIVE_INFINITY });
  return best.edits <= Math.max(1, best.one.length / 3) ? best.one : null;
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
