/** Which rows of a long list exist: those in sight, with some above and below. */
export interface RowWindow {
  readonly from: number;
  /** After the last one. */
  readonly to: number;
}

/** Rows that come and go together: scrolling by one changes nothing most of the time. */
const BLOCK = 8;

/** @param top how far it is scrolled @param height of what is in sight, both in CSS pixels */
export function rowWindow(rows: number, rowHeight: number, top: number, height: number): RowWindow {
  const [first, last] = [Math.floor(top / rowHeight) - 1, Math.ceil((top + height) / rowHeight) + 1];
  const from = Math.max(Math.floor(first / BLOCK) * BLOCK, 0);
  return { from: Math.min(from, rows), to: Math.min(Math.ceil(last / BLOCK) * BLOCK, rows) };
}

/** As many rows as ever exist at once: one that comes into sight takes over the element of one that went out. */
export function rowPool(rowHeight: number, height: number): number {
  return Math.ceil(height / rowHeight / BLOCK + 2) * BLOCK;
}

/** Where to scroll so that a row is in sight below a header; unchanged where it is. */
export function topShowingRow(row: number, rowHeight: number, top: number, height: number): number {
  if (row * rowHeight < top) return row * rowHeight;
  return Math.max(top, (row + 1) * rowHeight - height);
}

/** The row that a key leads to; null for other keys. @param page rows in sight */
export function movedRow(row: number, key: string, rows: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page },
    ...{ Home: -rows, End: rows },
  };
  const step = steps[key];
  return step === undefined || rows === 0 ? null : Math.min(Math.max(row + step, 0), rows - 1);
}
