/** A curve: plain arrays of equal length, never proxies. `null`: not measured there. */
export interface Series {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number | null>;
  /** The right axis has its own scale. */
  readonly axis?: 'left' | 'right';
  /** Style index, from 0; by default its place in the list. Series that belong together can share a colour. */
  readonly colour?: number;
  readonly dash?: number;
}

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export interface Mark {
  readonly y: number;
  readonly label: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Only measured points, with x ascending. A logarithmic axis has none at or below 0. */
export function points({ x, y }: Series, log: boolean): Point[] {
  const found: Point[] = [];
  for (let at = 0; at < x.length; at++) {
    const value = y[at];
    if (value === null || value === undefined || !Number.isFinite(value) || (log && value <= 0)) continue;
    found.push({ x: x[at] ?? 0, y: value });
  }
  return found;
}

export interface TableOfSeries {
  readonly rows: readonly { readonly x: number; readonly values: readonly (number | null)[] }[];
  /** Number of rows omitted between those shown. */
  readonly leftOut: number;
}

/** All series side by side by x; above `most` rows, evenly spaced ones that include the first and the last. */
export function tabulate(series: readonly Series[], most: number): TableOfSeries {
  const byX = new Map<number, (number | null)[]>();
  for (const [column, { x, y }] of series.entries()) {
    for (let at = 0; at < x.length; at++) {
      const key = x[at] ?? 0;
      const row = byX.get(key) ?? new Array<number | null>(series.length).fill(null);
      row[column] = y[at] ?? null;
      byX.set(key, row);
    }
  }
  const all = [...byX].sort(([a], [b]) => a - b).map(([x, values]) => ({ x, values }));
  if (all.length <= most) return { rows: all, leftOut: 0 };
  const step = (all.length - 1) / (most - 1);
  const rows = Array.from({ length: most }, (_, at) => all[Math.round(at * step)]).filter((row) => row !== undefined);
  return { rows, leftOut: all.length - rows.length };
}
