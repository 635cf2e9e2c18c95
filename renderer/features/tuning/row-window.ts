/** Which rows of a long list exist: those in view, plus some above and below. */
export interface RowWindow {
  readonly from: number;
  /** After the last one. */
  readonly to: number;
}

/** Rows are added and removed in blocks of this many: scrolling by one usually changes nothing. */
const BLOCK = 8;

/** @param top scroll position @param height of the viewport, both in CSS pixels */
export function rowWindow(rows: number, rowHeight: number, top: number, height: number): RowWindow {
  const [first, last] = [Math.floor(top / rowHeight) - 1, Math.ceil((top + height) / rowHeight) + 1];
  const from = Math.max(Math.floor(first / BLOCK) * BLOCK, 0);
  return { from: Math.min(from, rows), to: Math.min(Math.ceil(last / BLOCK) * BLOCK, rows) };
}

/** Maximum number of rows that exist at once: a row that scrolls in reuses the element of one that scrolled out. */
export function rowPool(rowHeight: number, height: number): number {
  return Math.ceil(height / rowHeight / BLOCK + 2) * BLOCK;
}

/** Scroll position at which a row is visible below a header; unchanged where it already is. */
export function topShowingRow(row: number, rowHeight: number, top: number, height: number): number {
  if (row * rowHeight < top) return row * rowHeight;
  return Math.max(top, (row + 1) * rowHeight - height);
}

/** The row to which a key moves; null for other keys. @param page visible rows */
export function movedRow(row: number, key: string, rows: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page },
    ...{ Home: -rows, End: rows },
  };
  const step = steps[key];
  return step === undefined || rows === 0 ? null : Math.min(Math.max(row + step, 0), rows - 1);
}
