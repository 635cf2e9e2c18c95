import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Band } from '../../../../../../renderer/features/tuning/charts/band.ts';
import { nearest, type TrialMark } from '../../../../../../renderer/features/tuning/charts/drawing/scatter.ts';
import { keyAct, toggled } from '../../../../../../renderer/features/tuning/charts/keys.ts';
import { moved, zoomed } from '../../../../../../renderer/features/tuning/charts/stretch.ts';

test('arrow keys step through the trials in chart order and stop at the ends', () => {
  const order = [5, 2, 9];
  assert.deepEqual(keyAct('ArrowRight', order, null), { kind: 'focus', trial: 5 });
  assert.deepEqual(keyAct('ArrowUp', order, null), { kind: 'focus', trial: 9 });
  assert.deepEqual(keyAct('ArrowRight', order, 5), { kind: 'focus', trial: 2 });
  assert.deepEqual(keyAct('ArrowDown', order, 9), { kind: 'focus', trial: 9 });
  assert.deepEqual(keyAct('Home', order, 9), { kind: 'focus', trial: 5 });
  assert.deepEqual(keyAct('PageDown', order, 5), { kind: 'focus', trial: 9 });
  // A focused trial that this chart does not show.
  assert.deepEqual(keyAct('ArrowLeft', order, 77), { kind: 'focus', trial: 9 });
  assert.equal(keyAct('ArrowRight', [], null), null);
  assert.equal(keyAct('q', order, 5), null);
});

test('Enter adds the focused trial to the brush or removes it, Escape clears the brush', () => {
  assert.deepEqual(keyAct('Enter', [5], 5), { kind: 'toggle', trial: 5 });
  assert.equal(keyAct('Enter', [5], null), null);
  assert.deepEqual(keyAct('Escape', [], null), { kind: 'clear' });
  assert.deepEqual([...toggled(null, 5)!], [5]);
  assert.deepEqual([...toggled(new Set([5, 6]), 5)!], [6]);
  assert.equal(toggled(new Set([5]), 5), null);
});

test('a pointer that hardly moved is a click; one that moved gives a rectangle, in any direction', () => {
  const band = new Band();
  assert.equal(band.end({ x: 1, y: 1 }), null);
  band.begin({ x: 10, y: 10 });
  assert.equal(band.move({ x: 12, y: 11 }), false);
  assert.equal(band.end({ x: 12, y: 12 }), 'click');
  band.begin({ x: 10, y: 10 });
  band.move({ x: 4, y: 30 });
  // Moving back to the start does not make it a click.
  assert.deepEqual(band.end({ x: 8, y: 12 }), { left: 8, top: 10, width: 2, height: 2 });
  assert.equal(band.box, null);
});

test('the nearest mark within reach is found', () => {
  const mark = (trial: number, x: number): TrialMark => ({
    trial,
    x,
    y: 0,
    shape: 'dot',
    look: () => ({ colour: '' }),
  });
  assert.equal(nearest([mark(1, 0), mark(2, 10)], 7, 2), 2);
  assert.equal(nearest([mark(1, 0)], 30, 0), null);
});

test('zooming keeps the time under the pointer in place and never leaves the full range', () => {
  const whole = { from: 0, until: 10_000 };
  assert.deepEqual(zoomed(whole, whole, 0.5, 2000), { from: 1000, until: 6000 });
  assert.deepEqual(zoomed({ from: 0, until: 100 }, whole, 2, 0), { from: 0, until: 200 });
  assert.deepEqual(zoomed({ from: 9900, until: 10_000 }, whole, 2, 10_000), { from: 9800, until: 10_000 });
  assert.equal(zoomed({ from: 0, until: 6000 }, whole, 2, 3000), null);
  const close = zoomed({ from: 5000, until: 5021 }, whole, 0.001, 5010)!;
  assert.ok(close.until - close.from >= 20);
  assert.deepEqual(moved({ from: 8000, until: 9500 }, whole, 1), { from: 8500, until: 10_000 });
  assert.deepEqual(moved({ from: 1000, until: 2000 }, whole, -0.25), { from: 750, until: 1750 });
});
