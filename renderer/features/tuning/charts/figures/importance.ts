/** How much of the difference between good and other trials each dimension explains. */

import { listOf, percent } from '../../../../lib/format.ts';
import { t } from '../../messages/index.ts';
import type { SweepData } from '../chart-props.ts';
import { clipped, plotBox } from '../drawing/axes.ts';
import type { Box, Paper, Size } from '../drawing/paper.ts';
import type { Figure, Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { scored, titleOf } from '../trial-facts.ts';

export interface ImportanceData extends SweepData {
  /** Shares sum to 1; null: not enough information. */
  readonly importance: readonly { readonly name: string; readonly share: number }[] | null;
  /** The method that computed it. */
  readonly method: string;
  /** Minimum number of scored trials. */
  readonly least: number;
}

const MARGINS = { left: 170, right: 64, top: 8, bottom: 8 };
export const BAR = 26;

export interface PlacedBar {
  readonly name: string;
  readonly words: string;
  /** The whole row. */
  readonly box: Box;
}

export interface ImportancePlot extends Plot {
  readonly bars: readonly PlacedBar[];
}

export function importanceFigure(data: ImportanceData): Figure<ImportancePlot> {
  const bars = [...(data.importance ?? [])].sort((a, b) => b.share - a.share);
  const objective = objectiveLook(data.objectives[data.objective]!).title.toLowerCase();
  return {
    name: 'importance',
    title: t.importance(),
    summary: summary(data, objective),
    empty: emptyText(data),
    order: [],
    least: { height: MARGINS.top + MARGINS.bottom + bars.length * BAR },
    words: (trial) => t.trialNumber({ trial }),
    table: () => ({
      columns: [
        { key: 'name', label: t.dimension() },
        { key: 'share', label: t.importanceColumn({ objective, method: data.method }), numeric: true },
      ],
      rows: bars.map(({ name, share }) => ({
        ...{ key: name, trial: null },
        cells: { name: titleOf(name, data.titles), share: percent(share) },
      })),
    }),
    plot: (size) => plot(data, bars, size),
  };
}

function emptyText({ trials, objective, importance, least }: ImportanceData): string | null {
  if (importance) return null;
  const there = scored(trials, objective).length;
  if (there >= least) return t.importanceNone();
  return t.importanceFew({ least, n: there });
}

function summary({ trials, objective, importance, method, titles }: ImportanceData, title: string): string {
  const of = { objective: title, method, n: scored(trials, objective).length };
  const first = [...(importance ?? [])].sort((a, b) => b.share - a.share).slice(0, 3);
  const parts = first.map(({ name, share }) => `${titleOf(name, titles)} ${percent(share, 0)}`);
  return parts.length > 0 ? t.importanceShares({ ...of, shares: listOf(parts) }) : t.importanceSummary(of);
}

function plot(data: ImportanceData, bars: NonNullable<ImportanceData['importance']>, size: Size): ImportancePlot {
  const box = plotBox(size, MARGINS);
  const most = Math.max(...bars.map(({ share }) => share), 1e-9);
  const row = (at: number): Box => ({ left: 0, top: box.top + at * BAR, width: size.width, height: BAR });
  const placed = bars.map(({ name, share }, at) => ({
    ...{ name, box: row(at) },
    words: t.shareWords({ name: titleOf(name, data.titles), share: percent(share) }),
  }));
  const draw = (paper: Paper) => {
    for (const [at, { name, share }] of bars.entries()) {
      drawBar(paper, box, row(at).top, clipped(titleOf(name, data.titles), 26), share, share / most);
    }
  };
  return { bars: placed, frame: draw, data: () => [], highlight: () => {}, placeOf: () => null, hit: () => null };
}

function drawBar(paper: Paper, box: Box, top: number, name: string, share: number, length: number): void {
  const { series, text, soft } = paper.ink;
  const middle = top + BAR / 2;
  const bar = { left: box.left, top: top + 5, width: Math.max(length * box.width, 1), height: BAR - 10 };
  paper.text(box.left - 8, middle, name, { colour: text, anchor: 'end' });
  paper.rect(bar, { fill: series[0]! });
  paper.text(box.left + bar.width + 6, middle, percent(share), { colour: soft });
}
