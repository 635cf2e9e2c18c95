/**
 * A chart independent of the page: computed from a sweep, drawn on any paper. Components show figures, exports write
 * them, tests inspect them.
 */
import type { Box, Paper, Size } from './drawing/paper.ts';

export interface TableRow {
  readonly key: string | number;
  /** The trial that the row is about; null where there is none. */
  readonly trial: number | null;
  /** By column. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface FigureTable {
  readonly columns: readonly { readonly key: string; readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly TableRow[];
}

/** Trials that are drawn; null: all. */
export type Which = ReadonlySet<number> | null;

/** A figure laid out for one size. Later layers are above earlier ones. */
export interface Plot {
  /** Axes, grid and everything that is not a trial. */
  frame(paper: Paper): void;
  /** Identifies the content of the frame: with the same key it is not redrawn. */
  readonly frameKey?: string;
  /** Draws trials; yields the number of lines and marks drawn since the last yield, where it may be interrupted. */
  data(paper: Paper, which: Which): Iterable<number>;
  /** Draws only what is missing from the data layer of `before`; null where that has to be redrawn from scratch. */
  more?(paper: Paper, which: Which, before: Plot): Iterable<number> | null;
  /** Trials that still change: few, redrawn with every plot. Returns the number of lines and marks. */
  live?(paper: Paper, which: Which): number;
  /** The focused trial, on top of all others. */
  highlight(paper: Paper, trial: number): void;
  /** Position of its label; null where it is outside the picture. */
  placeOf(trial: number): { readonly x: number; readonly y: number } | null;
  /** The trial at or near a point. */
  hit(x: number, y: number): number | null;
  /** Trials within a rectangle; absent: this chart has another way to brush. */
  within?(box: Box): number[];
}

export interface Figure<P extends Plot = Plot> {
  /** Name of its file, without extension. */
  readonly name: string;
  readonly title: string;
  /** One sentence with the numbers: read out instead of the picture, and written below it. */
  readonly summary: string;
  /** Shown instead of the picture while there is nothing to draw; null where there is. */
  readonly empty: string | null;
  /** In the order of the arrow keys. */
  readonly order: readonly number[];
  /** It scrolls where there is less space. */
  readonly least?: Partial<Size>;
  words(trial: number): string;
  table(): FigureTable;
  plot(size: Size): P;
}

export interface Shown {
  readonly brushed: Which;
  readonly focused: number | null;
}

/** Opacity of the data while a brush selects some of it. */
export const DIMMED = 0.18;

/** All layers, one above the other. */
export function drawPlot(paper: Paper, plot: Plot, { brushed, focused }: Shown): void {
  plot.frame(paper);
  paper.group({ opacity: brushed ? DIMMED : 1 }, () => drain(plot.data(paper, null)));
  plot.live?.(paper, brushed);
  if (brushed) drain(plot.data(paper, brushed));
  if (focused !== null) plot.highlight(paper, focused);
}

function drain(steps: Iterable<number>): void {
  for (const _ of steps);
}
