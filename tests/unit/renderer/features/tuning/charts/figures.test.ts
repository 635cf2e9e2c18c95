import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradeOf, rampColour } from '../../../../../../renderer/features/tuning/charts/drawing/ramp.ts';
import { edfFigure, quantile } from '../../../../../../renderer/features/tuning/charts/figures/edf.ts';
import { historyFigure } from '../../../../../../renderer/features/tuning/charts/figures/history.ts';
import { runningBest } from '../../../../../../renderer/features/tuning/charts/figures/history-data.ts';
import { importanceFigure } from '../../../../../../renderer/features/tuning/charts/figures/importance.ts';
import { parallelFigure } from '../../../../../../renderer/features/tuning/charts/figures/parallel.ts';
import { axisNames } from '../../../../../../renderer/features/tuning/charts/figures/parallel-data.ts';
import { acrossOf, paretoFigure } from '../../../../../../renderer/features/tuning/charts/figures/pareto-front.ts';
import { chosenPlane } from '../../../../../../renderer/features/tuning/charts/figures/plane.ts';
import { sliceFigure } from '../../../../../../renderer/features/tuning/charts/figures/slice.ts';
import { timelineFigure } from '../../../../../../renderer/features/tuning/charts/figures/timeline.ts';
import { ranked } from '../../../../../../renderer/features/tuning/charts/trial-facts.ts';
import { pieces, SPACE, sweep, trialOf, trials } from './fake-sweep.ts';
import { drain, RecordPaper } from './record-paper.ts';

const SIZE = { width: 800, height: 300 };

test('the best so far counts complete trials in the order of their numbers; for a loss it is the lowest', () => {
  const all = [
    trialOf(2, 'complete', 0.7),
    trialOf(0, 'complete', 0.5),
    trialOf(1, 'pruned', 0.9),
    trialOf(3, 'complete', 0.6),
  ];
  assert.deepEqual(runningBest(sweep(all)), [
    { trial: 0, best: 0.5 },
    { trial: 2, best: 0.7 },
    { trial: 3, best: 0.7 },
  ]);
  const loss = { ...sweep(all), objectives: ['validationLoss' as const] };
  assert.deepEqual(
    runningBest(loss).map(({ best }) => best),
    [0.5, 0.5, 0.5],
  );
  assert.deepEqual(runningBest(sweep([trialOf(1, 'pruned', 0.9)])), [{ trial: 1, best: 0.9 }]);
});

test('complete trials are ranked before those stopped early, whatever their score', () => {
  const all = [
    trialOf(0, 'pruned', 0.99),
    trialOf(1, 'complete', 0.5),
    trialOf(2, 'complete', 0.5),
    trialOf(3, 'failed', null),
  ];
  assert.deepEqual(
    ranked(all, ['validationAccuracy'], 0).map(({ trial }) => trial.number),
    [1, 2, 0],
  );
});

test('history has a sentence with the numbers, one row per trial, and a mark for every trial, scored or not', () => {
  const all = [...trials(200)];
  const figure = historyFigure(sweep(all));
  assert.match(
    figure.summary,
    /^200 trials: 86 complete, .*1 under way\. Best validation accuracy: \d\d\.\d\d % by trial \d+\.$/,
  );
  assert.equal(figure.table().rows.length, 200);
  const paper = new RecordPaper();
  drain(figure.plot(SIZE).data(paper, null));
  assert.equal(paper.marks.length, 200);
  assert.ok(new Set(paper.marks.map(({ shape }) => shape)).size >= 5, 'states differ by shape');
  assert.ok(figure.plot(SIZE).placeOf(5), 'a failed trial has a position too');
});

test('history and distribution overlay other sweeps, distinguished by name and dash pattern', () => {
  const others = [{ name: 'first try', trials: trials(50) }];
  for (const figure of [historyFigure({ ...sweep(trials(30)), others }), edfFigure({ ...sweep(trials(30)), others })]) {
    const paper = new RecordPaper();
    figure.plot(SIZE).frame(paper);
    assert.ok(
      paper.texts.some((text) => text.includes('first try')),
      figure.name,
    );
    assert.ok(
      paper.lines.some(({ stroke, points }) => (stroke.dash?.length ?? 0) > 0 && points.length > 4),
      figure.name,
    );
    assert.match(figure.summary, /first try/);
  }
});

test('no trials and a single trial are shown without an error', () => {
  const plane = chosenPlane({ space: SPACE }, { x: null, y: null })!;
  assert.deepEqual(plane, { x: 'learningRate', y: 'filters' });
  assert.equal(historyFigure(sweep([])).empty, 'No trials yet.');
  const one = sweep([trialOf(0, 'complete', 0.8, { values: { learningRate: 0.01 } })]);
  const paper = new RecordPaper();
  const plot = historyFigure(one).plot(SIZE);
  plot.frame(paper);
  drain(plot.data(paper, null));
  assert.ok(paper.marks.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
  assert.match(historyFigure(one).summary, /^1 trial: 1 complete\./);
});

test('parallel coordinates: the best n are coloured and on top, the others pale; a brush highlights all its trials', () => {
  const all = trials(300);
  const figure = parallelFigure({ ...sweep(all), axes: axisNames({ space: SPACE }), best: 10 });
  const paper = new RecordPaper();
  drain(figure.plot(SIZE).data(paper, null));
  const coloured = paper.lines.map(({ stroke }) => stroke.colour !== paper.ink.soft);
  assert.equal(coloured.length, 300);
  assert.equal(coloured.filter(Boolean).length, 10);
  assert.ok(coloured.slice(-10).every(Boolean), 'drawn last');
  assert.match(figure.summary, /300 trials through 4 dimensions .*best 10/);
  const brushed = new RecordPaper();
  drain(figure.plot(SIZE).data(brushed, new Set([1, 2, 3])));
  assert.ok(brushed.lines.length === 3 && brushed.lines.every(({ stroke }) => stroke.opacity! >= 0.5));
});

test('parallel coordinates: the line under the pointer is found, coloured ones first', () => {
  const all = trials(60);
  const figure = parallelFigure({ ...sweep(all), axes: axisNames({ space: SPACE }), best: 5 });
  const plot = figure.plot(SIZE);
  const best = figure.order[0]!;
  const { x, y } = plot.placeOf(best)!;
  assert.equal(plot.hit(x, y), best);
  assert.equal(plot.hit(x, 5), null);
});

test('importance says how it was computed, and when there are too few trials', () => {
  const rest = { method: 'PED-ANOVA', least: 20 };
  const few = importanceFigure({ ...sweep(trials(8)), ...rest, importance: null });
  assert.equal(few.empty, 'Too few trials: importance needs 20 with a score, there are 7.');
  const many = importanceFigure({ ...sweep(trials(80)), ...rest, importance: null });
  assert.equal(many.empty, 'No dimension stands out from chance.');
  const importance = [
    { name: 'filters', share: 0.25 },
    { name: 'learningRate', share: 0.75 },
  ];
  const shown = importanceFigure({
    ...sweep(trials(80)),
    ...rest,
    importance,
    titles: { learningRate: 'Learning rate' },
  });
  assert.match(shown.summary, /by PED-ANOVA, of \d+ trials: Learning rate 75 %, filters 25 %\.$/);
  assert.deepEqual(
    shown.plot(SIZE).bars.map(({ name }) => name),
    ['learningRate', 'filters'],
  );
});

test('a slice leaves out trials in which the dimension is inactive, and says how many', () => {
  const all = trials(100);
  const active = all.filter(({ values, scores }) => scores && values.momentum !== undefined).length;
  const figure = sliceFigure({ ...sweep(all), dimension: 'momentum' });
  assert.equal(figure.table().rows.length, active);
  assert.match(figure.summary, new RegExp(`of ${active} trials against momentum.* ${86 - active} more do not use it`));
});

test('the Pareto front contains complete trials, needs two objectives and works for any two', () => {
  const all = [
    trialOf(0, 'pruned', 0.99),
    trialOf(1, 'complete', 0.5),
    trialOf(2, 'complete', 0.7),
    trialOf(3, 'complete', 0.6),
  ];
  const figure = paretoFigure({ ...sweep(all), across: acrossOf(sweep(all), null) });
  assert.match(figure.summary, /2 of 4 trials are on the front, from 50\.00 % with 10 to 70\.00 % with 20\./);
  assert.deepEqual(
    figure.table().rows.map(({ cells }) => cells.front),
    ['yes', 'yes', 'no', 'no'],
  );
  assert.equal(acrossOf({ objectives: ['validationAccuracy'], objective: 0 }, null), null);
  assert.match(paretoFigure({ ...sweep(all), across: null }).empty!, /two objectives/);
  assert.equal(acrossOf({ objectives: ['validationAccuracy', 'latency', 'parameters'], objective: 2 }, 2), 0);
});

test("the timeline has all pieces of all trials, on their workers' lanes", () => {
  const all = trials(2500);
  const figure = timelineFigure({ ...sweep(all), pieces: pieces(all), view: null });
  assert.equal(figure.order.length, 2500);
  assert.equal(figure.table().rows.length, 2500);
  const paper = new RecordPaper();
  drain(figure.plot(SIZE).data(paper, null));
  assert.equal(paper.rects.length, 2500);
  assert.match(figure.summary, /^2,500 pieces of work in 4 lanes on 2 machines over 10 min 25 s, busy 100 % of it\.$/);
  const hidden = timelineFigure({ ...sweep(all.slice(0, 1000)), pieces: pieces(all), view: null });
  assert.equal(hidden.table().rows.length, 1000);
});

test('a section of the timeline shows the pieces within it', () => {
  const all = trials(400);
  const view = { from: 1_050_500, until: 1_051_500 };
  const paper = new RecordPaper();
  drain(
    timelineFigure({ ...sweep(all), pieces: pieces(all), view })
      .plot(SIZE)
      .data(paper, null),
  );
  assert.equal(paper.rects.length, 8);
});

test('the distribution shows the share of trials at or below a score', () => {
  const sorted = [1, 2, 3, 4].map((score, at) => ({ trial: trialOf(at, 'complete', score), score }));
  assert.deepEqual(
    [0, 0.25, 0.26, 0.5, 1].map((share) => quantile(sorted, share)),
    [1, 1, 2, 2, 4],
  );
});

test('colours: the best has the most contrast with the background in both themes, and a few bad trials change little', () => {
  const brightness = (colour: string) => colour.match(/\d+/g)!.reduce((sum, part) => sum + Number(part), 0);
  assert.ok(brightness(rampColour(1, false)) < brightness(rampColour(0, false)));
  assert.ok(brightness(rampColour(1, true)) > brightness(rampColour(0, true)));
  const grade = gradeOf([0.9, ...Array.from({ length: 98 }, (_, at) => 0.9 - at * 0.001), -1e9]);
  assert.ok(grade(0.9) === 1 && grade(0.85) > 0.4 && grade(-1e9) === 0);
  assert.equal(gradeOf([0.5])(0.5), 1);
});
