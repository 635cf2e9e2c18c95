/**
 * Empirical distribution of scores: the share of trials at or below a score. Two sweeps side by side show which one
 * found good trials more often.
 */
import { listOf } from '../../../../lib/format.ts';
import { t } from '../../messages/index.ts';
import type { OtherSweep, SweepData, Trial } from '../chart-props.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import { drawLegend } from '../drawing/legend.ts';
import type { Box, Ink, Size } from '../drawing/paper.ts';
import { measuredScale, type NumberScale, numberScale } from '../drawing/scale.ts';
import { scatterPlot, type TrialMark } from '../drawing/scatter.ts';
import type { Figure, FigureTable, Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { type Scored, scored, wordsOf } from '../trial-facts.ts';

export interface EdfData extends SweepData {
  readonly others?: readonly OtherSweep[] | undefined;
}

const MARGINS = { left: 58, right: 16, top: 28, bottom: 40 };
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
/** Rows of the table. */
const DECILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

interface Distribution {
  readonly name: string;
  /** By score, ascending. */
  readonly sorted: readonly Scored[];
}

export function edfFigure(data: EdfData): Figure {
  const all = [distribution(t.thisSweep(), data.trials, data.objective)];
  for (const { name, trials } of data.others ?? []) all.push(distribution(name, trials, data.objective));
  const own = all[0]!;
  return {
    name: 'distribution',
    title: t.distribution(),
    summary: summary(data, all),
    empty: own.sorted.length === 0 ? t.noScoreYet() : null,
    order: own.sorted.map(({ trial }) => trial.number),
    words: wordsOf(data),
    table: () => table(data, all),
    plot: (size) => plot(data, all, size),
  };
}

/** Over complete trials; over all with a score where none is complete. */
function distribution(name: string, trials: readonly Trial[], objective: number): Distribution {
  const all = scored(trials, objective);
  const complete = all.filter(({ trial }) => trial.state === 'complete');
  const sorted = (complete.length > 0 ? complete : all).sort((a, b) => a.score - b.score);
  return { name, sorted };
}

/** The smallest score such that a share of at least `share` of the trials is at or below it. @param sorted ascending, not empty */
export function quantile(sorted: readonly Scored[], share: number): number {
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)]!.score;
}

function summary(data: EdfData, all: readonly Distribution[]): string {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const parts = all
    .filter(({ sorted }) => sorted.length > 0)
    .map(({ name, sorted }) => t.medianOf({ name, score: write(quantile(sorted, 0.5)), n: sorted.length }));
  return parts.length > 0
    ? t.medianScores({ objective: title.toLowerCase(), medians: listOf(parts) })
    : t.noScoreAtAll();
}

function table(data: EdfData, all: readonly Distribution[]): FigureTable {
  const { write } = objectiveLook(data.objectives[data.objective]!);
  const rows = DECILES.map((share) => ({
    ...{ key: share, trial: null },
    cells: {
      share: share === 0 ? t.lowest() : share === 1 ? t.highest() : t.atOrBelow({ share: share * 100 }),
      ...Object.fromEntries(
        all.map(({ sorted }, at) => [`sweep-${at}`, sorted.length > 0 ? write(quantile(sorted, share)) : '']),
      ),
    },
  }));
  const sweeps = all.map(({ name }, at) => ({ key: `sweep-${at}`, label: name, numeric: true }));
  return { columns: [{ key: 'share', label: t.shareOfTrials() }, ...sweeps], rows };
}

function plot(data: EdfData, all: readonly Distribution[], size: Size): Plot {
  const box = plotBox(size, MARGINS);
  const look = objectiveLook(data.objectives[data.objective]!);
  const values = all.flatMap(({ sorted }) => sorted.map(({ score }) => score));
  const x = measuredScale(values, { log: !look.maximised, write: look.tick });
  const y = numberScale(0, 1, { write: (share) => `${Math.round(share * 100)} %` });
  const own = all[0]!.sorted;
  const marks = own.map(
    ({ trial, score }, at): TrialMark => ({
      ...{ trial: trial.number, shape: 'dot', radius: 2 },
      ...{ x: xAt(box, x.place(score)), y: yAt(box, (at + 1) / own.length) },
      look: ({ ink }) => ({ colour: ink.series[0]! }),
    }),
  );
  return scatterPlot({
    ...{ box, marks },
    frame: (paper) => {
      drawAxes(paper, box, { x, y, xLabel: look.title, yLabel: t.shareOfTrials() });
      for (const [at, { sorted }] of all.entries()) paper.line(steps(sorted, box, x), lineOf(paper.ink, at));
      const entries = all.map(({ name }, at) => ({ label: name, ...lineOf(paper.ink, at) }));
      drawLegend(paper, box.left, 12, box.width, entries);
    },
  });
}

const lineOf = (ink: Ink, at: number) => ({
  ...{ colour: ink.series[at % ink.series.length]!, width: 1.75 },
  dash: DASHES[at % DASHES.length]!,
});

function steps(sorted: readonly Scored[], box: Box, x: NumberScale): number[] {
  const points = sorted.flatMap(({ score }, at) => {
    const px = xAt(box, x.place(score));
    return [px, yAt(box, at / sorted.length), px, yAt(box, (at + 1) / sorted.length)];
  });
  return sorted.length > 0 ? [box.left, yAt(box, 0), ...points, box.left + box.width, yAt(box, 1)] : [];
}
