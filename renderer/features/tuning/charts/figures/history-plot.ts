import { t } from '../../messages/index.ts';
import type { OtherSweep, Trial } from '../chart-props.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import { drawLegend, type LegendEntry, stateLegend } from '../drawing/legend.ts';
import type { Box, Ink, Paper, Size } from '../drawing/paper.ts';
import { measuredScale, type NumberScale, numberScale } from '../drawing/scale.ts';
import { scatterPlot, type TrialMark } from '../drawing/scatter.ts';
import type { Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { byNumber, STATES, scored, scoreOf } from '../trial-facts.ts';
import { type BestSoFar, type HistoryData, runningBest } from './history-data.ts';

const MARGINS = { left: 58, right: 16, top: 28, bottom: 40 };
/** Height of the rail below the scores, for trials without one. */
const RAIL = 18;
const DASHES: readonly (readonly number[])[] = [
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
];

interface Layout {
  readonly box: Box;
  /** Area of the scores: `box` without the rail. */
  readonly scores: Box;
  readonly x: NumberScale;
  readonly y: NumberScale;
}

export function historyPlot(data: HistoryData, size: Size): Plot {
  const layout = layOut(data, size);
  const trials = byNumber(data.trials);
  return scatterPlot({
    box: layout.box,
    marks: data.trials.map((trial) => markOf(trial, scoreOf(trial, data.objective), layout)),
    frame: (paper) => drawFrame(paper, data, layout),
    under: (paper, mark) => {
      const trial = trials.get(mark.trial);
      if (trial && data.objective === 0) drawWhisker(paper, trial, mark, layout);
    },
  });
}

function layOut(data: HistoryData, size: Size): Layout {
  const box = plotBox(size, MARGINS);
  const all = [data.trials, ...(data.others ?? []).map(({ trials }) => trials)].flat();
  const last = all.reduce((most, { number }) => Math.max(most, number), 1);
  const railed = data.trials.some((trial) => scoreOf(trial, data.objective) === null);
  const look = objectiveLook(data.objectives[data.objective]!);
  const values = scored(all, data.objective).map(({ score }) => score);
  const ends =
    data.objective === 0 ? data.trials.flatMap(({ interval }) => (interval ? [interval.low, interval.high] : [])) : [];
  return {
    ...{ box, scores: railed ? { ...box, height: box.height - RAIL } : box },
    x: numberScale(-0.02 * last, last * 1.02, { whole: true, ticks: 8 }),
    y: measuredScale([...values, ...ends], { log: !look.maximised, write: look.tick }),
  };
}

function markOf(trial: Trial, score: number | null, { box, scores, x, y }: Layout): TrialMark {
  const { shape, faded } = STATES[trial.state];
  return {
    ...{ trial: trial.number, shape, x: xAt(box, x.place(trial.number)) },
    y: score === null ? box.top + box.height - RAIL / 2 : yAt(scores, y.place(score)),
    look: ({ ink }) => ({ colour: faded ? ink.soft : ink.series[0]!, opacity: faded ? 0.8 : 1 }),
    radius: faded ? 3 : 3.5,
  };
}

function drawWhisker(paper: Paper, { interval }: Trial, mark: TrialMark, { scores, y }: Layout): void {
  if (!interval) return;
  const [low, high] = [yAt(scores, y.place(interval.low)), yAt(scores, y.place(interval.high))];
  paper.line([mark.x, low, mark.x, high], { ...mark.look(paper), width: 1, opacity: 0.3 });
}

function drawFrame(paper: Paper, data: HistoryData, layout: Layout): void {
  const { box, scores, x, y } = layout;
  const yLabel = objectiveLook(data.objectives[data.objective]!).title;
  drawAxes(paper, box, { x, y, xLabel: t.axisTrial(), yLabel }, scores);
  if (scores !== box) {
    const railY = box.top + box.height - RAIL / 2;
    paper.text(box.left - 6, railY, t.noScore(), { colour: paper.ink.soft, anchor: 'end', size: 10 });
    paper.line([box.left, scores.top + scores.height, box.left + box.width, scores.top + scores.height], {
      colour: paper.ink.grid,
    });
  }
  const others = data.others ?? [];
  for (const [at, other] of others.entries()) {
    paper.line(stairs(runningBest({ ...data, trials: other.trials }), layout), {
      ...lineOf(paper.ink, at),
      opacity: 0.9,
    });
  }
  paper.line(stairs(runningBest(data), layout), { colour: paper.ink.series[1]!, width: 2 });
  drawLegend(paper, box.left, 12, box.width, [...legend(paper.ink, others), ...stateLegend(data.trials, paper.ink)]);
}

const lineOf = (ink: Ink, at: number) => ({
  ...{ colour: ink.series[2 + (at % (ink.series.length - 2))]!, width: 1.75 },
  dash: DASHES[at % DASHES.length]!,
});

const legend = (ink: Ink, others: readonly OtherSweep[]): LegendEntry[] => [
  { label: t.legendBest(), colour: ink.series[1]!, dash: [] },
  ...others.map(({ name }, at) => ({ label: t.legendBestOf({ name }), ...lineOf(ink, at) })),
];

/** The best so far as a step line, from the first trial to the right border. */
function stairs(steps: readonly BestSoFar[], { box, scores, x, y }: Layout): number[] {
  const points: number[] = [];
  for (const { trial, best } of steps) {
    const [px, py] = [xAt(box, x.place(trial)), yAt(scores, y.place(best))];
    if (points.length > 0) points.push(px, points.at(-1)!);
    points.push(px, py);
  }
  if (points.length > 0) points.push(box.left + box.width, points.at(-1)!);
  return points;
}
