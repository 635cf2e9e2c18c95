import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trial } from '../../../../../../renderer/features/tuning/charts/chart-props.ts';
import { Curves } from '../../../../../../renderer/features/tuning/charts/curves.ts';
import { curvesFigure } from '../../../../../../renderer/features/tuning/charts/figures/curves.ts';
import { columnsOf, sweep, trialOf } from './fake-sweep.ts';
import { drain, RecordPaper } from './record-paper.ts';

const SIZE = { width: 600, height: 300 };
const VALUES = Array.from({ length: 10 }, (_, epoch) => 0.5 + epoch * 0.01);
const epochs = (trial: number, from: number, until: number) =>
  columnsOf(new Map([[trial, VALUES.slice(0, until)]]), from);
const plotOf = (trials: Trial[], curves: Curves) =>
  curvesFigure({ ...sweep(trials), curves, metric: 'validationAccuracy', epochs: 10 }).plot(SIZE);

test('an increment draws only the new segments, joined to the previous ones', () => {
  let curves = Curves.empty()
    .with(epochs(0, 0, 10))
    .with(epochs(1, 0, 4));
  const before = plotOf([trialOf(0, 'complete', 0.6), trialOf(1, 'running', 0.5)], curves);
  curves = curves.with(epochs(1, 4, 7));
  const after = plotOf([trialOf(0, 'complete', 0.6), trialOf(1, 'running', 0.5)], curves);
  const [first, paper, whole] = [new RecordPaper(), new RecordPaper(), new RecordPaper()];
  drain(before.data(first, null));
  drain(after.more(paper, null, before));
  drain(after.data(whole, null));
  assert.equal(paper.lines.length, 1);
  assert.equal(paper.lines[0]!.points.length, 4 * 2);
  // Together they equal a full redraw.
  assert.deepEqual([...first.lines[1]!.points, ...paper.lines[0]!.points.slice(2)], whole.lines[1]!.points);
});

test('a trial that ends is redrawn in a strong line, or its end is marked', () => {
  const curves = Curves.empty()
    .with(epochs(0, 0, 5))
    .with(epochs(1, 0, 5));
  const before = plotOf([trialOf(0, 'running', 0.6), trialOf(1, 'running', 0.5)], curves);
  const after = plotOf([trialOf(0, 'complete', 0.6), trialOf(1, 'pruned', 0.5)], curves);
  const paper = new RecordPaper();
  drain(after.more(paper, null, before));
  assert.deepEqual(
    paper.lines.map(({ points, stroke }) => [points.length / 2, stroke.colour]),
    [
      [5, paper.ink.series[0]],
      // After its last epoch there is no line, only the mark.
      ...[],
    ],
  );
  assert.deepEqual(
    paper.marks.map(({ shape }) => shape),
    ['cross'],
  );
});

test('another size, axis or metric and removed trials cause a full redraw', () => {
  const curves = Curves.empty()
    .with(epochs(0, 0, 5))
    .with(epochs(1, 0, 5));
  const [a, b] = [trialOf(0, 'complete', 0.6), trialOf(1, 'pruned', 0.5)];
  const before = plotOf([a, b], curves);
  const paper = new RecordPaper();
  assert.equal(plotOf([a], curves).more(paper, null, before), null);
  assert.equal(plotOf([{ ...a, state: 'pruned' }, b], curves).more(paper, null, before), null);
  const wider = curvesFigure({ ...sweep([a, b]), curves, metric: 'validationAccuracy', epochs: 10 }).plot({
    width: 700,
    height: 300,
  });
  assert.equal(wider.more(paper, null, before), null);
  const longer = curvesFigure({ ...sweep([a, b]), curves, metric: 'validationAccuracy', epochs: 50 }).plot(SIZE);
  assert.equal(longer.more(paper, null, before), null);
  assert.notEqual(plotOf([a, b], curves).more(paper, null, before), null);
  const higher = plotOf([a, b], curves.with(columnsOf(new Map([[0, [0, 0, 0, 0, 0, 0.99]]]), 5)));
  assert.equal(higher.more(paper, null, before), null);
});

test('brushed trials are drawn strong whatever their state; a rectangle selects those with an epoch in it', () => {
  const curves = Curves.empty()
    .with(epochs(0, 0, 5))
    .with(epochs(1, 0, 5));
  const plot = plotOf([trialOf(0, 'complete', 0.6), trialOf(1, 'pruned', 0.5)], curves);
  const paper = new RecordPaper();
  drain(plot.data(paper, new Set([1])));
  assert.deepEqual(
    paper.lines.map(({ stroke }) => stroke.colour),
    [paper.ink.series[0]],
  );
  const place = plot.placeOf(1)!;
  assert.deepEqual(plot.within({ left: place.x - 2, top: place.y - 2, width: 4, height: 4 }), [0, 1]);
  assert.deepEqual(plot.within({ left: 0, top: 0, width: 1, height: 1 }), []);
});
