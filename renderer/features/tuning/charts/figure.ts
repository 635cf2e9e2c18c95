/**
 * A chart without its page: computed from a sweep, drawn on any paper. Components show figures, downloads write them,
 * tests read them.
 */
import type { Box, Paper, Size } from './drawing/paper.ts';

export interface TableRow {
  readonly key: string | number;
  /** The trial that the row is about; null where it is about none. */
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

/** A figure laid out for one size. Later layers lie above earlier ones. */
export interface Plot {
  /** Axes, grid and whatever is no trial. */
  frame(paper: Paper): void;
  /** Says all that the frame shows: with the same one it is not drawn again. */
  readonly frameKey?: string;
  /** Draws trials; yields the number of lines and marks since the last time, where it may be interrupted. */
  data(paper: Paper, which: Which): Iterable<number>;
  /** Draws only what is not yet in the data layer of `before`; null where that has to be drawn again from nothing. */
  more?(paper: Paper, which: Which, before: Plot): Iterable<number> | null;
  /** What still changes: few trials, drawn again with every plot. Returns the number of lines and marks. */
  live?(paper: Paper, which: Which): number;
  /** The focused trial, above all others. */
  highlight(paper: Paper, trial: number): void;
  /** Where its label is put; null where it is not in the picture. */
  placeOf(trial: number): { readonly x: number; readonly y: number } | null;
  /** The trial at that place, or near it. */
  hit(x: number, y: number): number | null;
  /** Trials within a rectangle; absent: this chart has another way to brush. */
  within?(box: Box): number[];
}

export interface Figure<P extends Plot = Plot> {
  /** Of its file, without ending. */
  readonly name: string;
  readonly title: string;
  /** One sentence with the numbers: read out in place of the picture, and written below it. */
  readonly summary: string;
  /** What is shown in place of the picture while there is nothing to draw; null where there is. */
  readonly empty: string | null;
  /** In the order that arrow keys go through them. */
  readonly order: readonly number[];
  /** It scrolls where there is less room. */
  readonly least?: Partial<Size>;
  words(trial: number): string;
  table(): FigureTable;
  plot(size: Size): P;
}

export interface Shown {
  readonly brushed: Which;
  readonly focused: number | null;
}

/** How much of its strength the data keeps where a brush picks out some of it. */
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
