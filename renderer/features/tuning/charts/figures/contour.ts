/** Scores over two dimensions at once: whether they interact. The field is explained in field.ts. */
import { sentences } from '../../lists.ts';
import { t } from '../../messages/index.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import type { Box, Paper, Size } from '../drawing/paper.ts';
import { gradeOf, rampColour } from '../drawing/ramp.ts';
import { drawRamp } from '../drawing/ramp-legend.ts';
import { scatterPlot, type TrialMark } from '../drawing/scatter.ts';
import { roundTicks } from '../drawing/ticks.ts';
import type { Figure, Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { type Scored, STATES } from '../trial-facts.ts';
import { type Field, fieldOf } from './field.ts';
import { levelLine } from './level-lines.ts';
import { type Plane, type PlaneData, planeOf, planeTable, planeWords } from './plane.ts';

const MARGINS = { left: 66, right: 16, top: 28, bottom: 40 };
/** With fewer there is no field. */
const LEAST = 4;
const LEVELS = 6;

export function contourFigure(data: PlaneData): Figure {
  const plane = planeOf(data);
  const judged = judgedOf(plane);
  return {
    name: `contour-${data.x}-${data.y}`,
    title: t.contourOf({ x: plane.x.title, y: plane.y.title }),
    summary: summary(data, plane, judged.length),
    empty: plane.shown.length === 0 ? t.planeNone() : null,
    order: plane.shown.map(({ trial }) => trial.number),
    words: planeWords(data, plane),
    table: () => planeTable(data, plane),
    plot: (size) => plot(data, plane, judged, size),
  };
}

/** Trials used for the field: complete ones, since a score after few epochs is a different measure; all while there are few. */
function judgedOf({ shown }: Plane): readonly Scored[] {
  const complete = shown.filter(({ trial }) => trial.state === 'complete');
  return complete.length >= LEAST ? complete : shown;
}

function summary(data: PlaneData, { x, y, shown, without }: Plane, judged: number): string {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const of = { objective: title, x: x.title, y: y.title };
  return sentences(
    judged < LEAST ? t.contourFew({ ...of, least: LEAST }) : t.contourField({ ...of, n: judged }),
    shown[0] ? t.bestIs({ score: write(shown[0].score), trial: shown[0].trial.number }) : null,
    without > 0 ? t.planeRest({ n: without }) : null,
  );
}

function plot(data: PlaneData, { x, y, shown }: Plane, judged: readonly Scored[], size: Size): Plot {
  const box = plotBox(size, MARGINS);
  const points = judged.map(({ trial, score }) => ({ x: x.place(trial), y: y.place(trial), score }));
  const field = points.length < LEAST ? null : fieldOf(points, { x: x.choices, y: y.choices });
  const grade = gradeOf(judged.map(({ score }) => score));
  const { write } = objectiveLook(data.objectives[data.objective]!);
  const marks = shown.map(
    ({ trial }): TrialMark => ({
      ...{ trial: trial.number, shape: STATES[trial.state].shape, radius: STATES[trial.state].faded ? 2 : 2.5 },
      ...{ x: xAt(box, x.place(trial)), y: yAt(box, y.place(trial)) },
      look: ({ ink }) => ({ colour: ink.text, opacity: STATES[trial.state].faded ? 0.6 : 1 }),
    }),
  );
  return scatterPlot({
    ...{ box, marks },
    frame: (paper) => {
      // The field covers the grid: the lines on it are only those of equal scores.
      drawAxes(paper, box, { x: x.scale, y: y.scale, xLabel: x.title, yLabel: y.title });
      if (field) drawField(paper, box, field, grade);
      if (field && x.choices === null && y.choices === null) drawLevels(paper, box, field, grade);
      drawRamp(paper, box.left, 12, { worst: write(grade.worst), best: write(grade.best) });
    },
    // A rim separates a mark from the colour below it.
    under: (paper, mark) => paper.mark('dot', mark.x, mark.y, 3.75, { colour: paper.ink.ground, opacity: 0.9 }),
  });
}

function drawField(paper: Paper, box: Box, { columns, rows, values }: Field, grade: (score: number) => number): void {
  const [width, height] = [box.width / columns, box.height / rows];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column]!;
      if (Number.isNaN(value)) continue;
      const cell = {
        left: box.left + column * width,
        top: box.top + (rows - 1 - row) * height,
        width: width + 0.5,
        height: height + 0.5,
      };
      paper.rect(cell, { fill: rampColour(grade(value), paper.ink.dark) });
    }
  }
}

function drawLevels(paper: Paper, box: Box, field: Field, { best, worst }: { best: number; worst: number }): void {
  const [low, high] = [Math.min(best, worst), Math.max(best, worst)];
  if (low === high) return;
  for (const level of roundTicks(low, high, LEVELS)) {
    const stretches = levelLine(field, level).flatMap(([x0, y0, x1, y1]) => [
      ...[xAt(box, x0!), yAt(box, y0!), xAt(box, x1!), yAt(box, y1!)],
      ...[Number.NaN, Number.NaN],
    ]);
    paper.line(stretches, { colour: paper.ink.ground, width: 1.25, opacity: 0.9 });
  }
}
