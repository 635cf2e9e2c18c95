/** Positions of the pictures of a grid, in CSS pixels: rows of equal cells from top to bottom. */
export interface GridGeometry {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell including the gap after it. */
  readonly pitch: number;
  /** Of all rows together. */
  readonly height: number;
}

export const GAP = 4; // px between pictures

/** @param width available for cells; `side` of a picture */
export function gridGeometry(count: number, width: number, side: number): GridGeometry {
  const pitch = side + GAP;
  const columns = Math.max(Math.floor((width + GAP) / pitch), 1);
  const rows = Math.ceil(count / columns);
  return { columns, rows, pitch, height: rows * pitch };
}

/** Rows in view, plus some above and below that are kept ready for scrolling: [from, to). */
export function visibleRows(
  { rows, pitch }: GridGeometry,
  view: { readonly top: number; readonly height: number },
  spare: number,
): { from: number; to: number } {
  const first = Math.floor(view.top / pitch) - spare;
  const behind = Math.ceil((view.top + view.height) / pitch) + spare;
  return { from: Math.min(Math.max(first, 0), rows), to: Math.min(Math.max(behind, 0), rows) };
}

/** Scroll position at which this cell is fully visible, moved as little as possible. */
export function topShowing(
  { columns, pitch }: GridGeometry,
  place: number,
  view: { readonly top: number; readonly height: number },
): number {
  const top = Math.floor(place / columns) * pitch;
  if (top < view.top) return top;
  return Math.max(view.top, top + pitch - view.height);
}

/** Index to which a key moves the focus; null for other keys. */
export function movedFocus(
  { columns }: GridGeometry,
  count: number,
  focus: number,
  key: string,
  page: number,
): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * page,
    PageDown: columns * page,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  return Math.min(Math.max(Math.max(focus, 0) + step, 0), count - 1);
}
