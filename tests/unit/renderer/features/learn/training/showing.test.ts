/** What the station shows: positions of weights, layers, filters as pictures, curves, formulas. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { weightStep } from '../../../../../../native-bridge/reference/optimizer.ts';
import { curvesAt } from '../../../../../../renderer/features/learn/training/curves.ts';
import {
  filterChannel,
  filterOf,
  montage,
  unitRows,
} from '../../../../../../renderer/features/learn/training/filter-pictures.ts';
import { readLayer, reluName, weightedLayers } from '../../../../../../renderer/features/learn/training/layers.ts';
import { deadCurves, normCurves } from '../../../../../../renderer/features/learn/training/norm-curves.ts';
import { relative } from '../../../../../../renderer/features/learn/training/slice-values.ts';
import { stepFormulas, texValue } from '../../../../../../renderer/features/learn/training/step-formulas.ts';
import {
  axesOf,
  indexOf,
  readWeight,
  weightName,
  weightText,
} from '../../../../../../renderer/features/learn/training/weight-place.ts';

const course = presetNetwork('course');
const camera = presetNetwork('three-block');

describe('a weight in the address', () => {
  test('comes back unchanged, and is the first one if the net has no such weight', () => {
    for (const place of [
      { name: 'W2', index: 511 },
      { name: 'b3', index: 5 },
    ]) {
      assert.deepEqual(readWeight(weightText(place), course), place);
    }
    const first = { name: 'W1', index: 0 };
    for (const text of [null, '', 'W9/0', 'W1/384', 'W1/-1', 'W1/1.5', 'mean1/0']) {
      assert.deepEqual(readWeight(text, course), first, `${text}`);
    }
    // Running statistics are not trained.
    assert.deepEqual(readWeight('mean1/0', camera), first);
    assert.deepEqual(readWeight('gamma1/1', camera), { name: 'gamma1', index: 1 });
  });

  test('has an index along every axis, and converts back', () => {
    assert.deepEqual(axesOf(383, [4, 4, 3, 8]), [3, 3, 2, 7]);
    assert.equal(weightName({ name: 'W1', index: 8 * 3 * 4 + 9 }, [4, 4, 3, 8]), 'W1[1, 0, 1, 1]');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.nat(), (shape, any) => {
        const index = any % shape.reduce((product, n) => product * n, 1);
        assert.equal(indexOf(axesOf(index, shape), shape), index);
      }),
    );
  });
});

test('layers with kernels know the ReLU after them', () => {
  const layers = weightedLayers(course);
  assert.deepEqual(
    layers.map(({ kernel, relu }) => [kernel, relu]),
    [
      ['W1', 1],
      ['W2', 4],
      ['W3', null],
    ],
  );
  assert.equal(layers[1]!.title, 'Convolution 2: 16 of 2 × 2, SAME, no bias');
  assert.equal(layers[2]!.title, 'Dense 1: 6 units');
  assert.equal(readLayer('W3', course)?.kernel, 'W3');
  assert.equal(readLayer('W4', course)?.kernel, 'W1');
  assert.equal(reluName(course, 4), 'ReLU after Convolution 2');
  // A batch norm between the convolution and its ReLU changes nothing.
  for (const { layer, relu } of weightedLayers(camera).slice(0, -1)) {
    assert.ok(relu !== null && relu > layer && camera.layers[relu]!.kind === 'relu');
  }
});

describe('a filter as a picture', () => {
  // (2,2,3,2): the digits are the indices y x channel filter.
  const kernel = {
    shape: [2, 2, 3, 2],
    data: Float64Array.from({ length: 24 }, (_, i) => Number(axesOf(i, [2, 2, 3, 2]).join(''))),
  };

  test('shows its own numbers, all of them or one channel', () => {
    assert.deepEqual([...filterOf(kernel, 1).data], [1, 11, 21, 101, 111, 121, 1001, 1011, 1021, 1101, 1111, 1121]);
    const { rows, columns, data } = filterChannel(kernel, 0, 2);
    assert.deepEqual([rows, columns, ...Array.from(data)], [2, 2, 20, 120, 1020, 1120]);
  });

  test('with many channels arranges them in a square, one cell apart', () => {
    const { rows, columns, data } = montage(kernel, 0);
    assert.deepEqual([rows, columns], [5, 5]);
    const row = (at: number) => Array.from(data).slice(at * 5, at * 5 + 5);
    assert.deepEqual(row(0), [0, 100, Number.NaN, 10, 110]);
    assert.deepEqual(row(2), Array(5).fill(Number.NaN));
    assert.deepEqual(row(4), [1020, 1120, Number.NaN, Number.NaN, Number.NaN]);
  });

  test('of a dense layer has one row per unit', () => {
    const { rows, columns, data } = unitRows({ shape: [3, 2], data: [1, 2, 3, 4, 5, 6] });
    assert.deepEqual([rows, columns, ...Array.from(data)], [2, 3, 1, 3, 5, 2, 4, 6]);
  });
});

describe('curves', () => {
  const columns = {
    ...{ from: 0, seconds: [1, 1, 1], learningRate: [null, null, null], validationCost: [null, null, null] },
    ...{
      cost: [3, 2, 1],
      trainAccuracy: [0.2, null, 0.6],
      duringAccuracy: [null, null, null],
      validationAccuracy: [null, null, null],
    },
  };

  test('are plotted by completed epochs, with a line up to the current position', () => {
    const { costs, accuracies, cost, accuracy } = curvesAt(columns, 3);
    assert.deepEqual([cost, accuracy], [1, 0.6]);
    assert.deepEqual(
      costs.map(({ label, x, y }) => [label, [...Array.from(x)], [...Array.from(y)]]),
      [
        ['Shown', [3, 3], [0, 1]],
        ['Training cost', [1, 2, 3], [3, 2, 1]],
      ],
    );
    assert.deepEqual(
      accuracies.map(({ label }) => label),
      ['Shown', 'Training'],
    );
  });

  test('have no line before training or without measurements', () => {
    assert.deepEqual(
      curvesAt(columns, 0).costs.map(({ label }) => label),
      ['Training cost'],
    );
    assert.equal(curvesAt(columns, 2).accuracy, null);
  });

  test('of gradients and dead outputs are by epoch', () => {
    const at = (epoch: number, norm: number, dead: number[]) => ({
      ...{ of: '', epoch, loss: 1, norms: { W1: norm }, dead: [{ layer: 1, units: 8, dead }] },
    });
    const measured = [at(0, 2, []), at(4, 0.5, [3, 5])];
    assert.deepEqual(normCurves(measured, ['W1', 'W2']), [
      { label: 'W1', x: [0, 4], y: [2, 0.5] },
      { label: 'W2', x: [0, 4], y: [null, null] },
    ]);
    assert.deepEqual(
      deadCurves(measured, (layer) => `ReLU ${layer}`),
      [{ label: 'ReLU 1', x: [0, 4], y: [0, 2] }],
    );
  });
});

test('a slice is coloured by its difference from the middle', () => {
  const nan = Number.NaN;
  const { differences, centre, lowest, reach } = relative(Float64Array.of(3, nan, 2, 9, 2, 1.5, nan, 2, Infinity), 3);
  assert.deepEqual([...differences], [1, nan, 0, 7, 0, -0.5, nan, 0, nan]);
  assert.deepEqual([centre, lowest], [2, 1.5]);
  assert.equal(reach, 0.5);
  const early = relative(Float64Array.of(3, nan, nan, nan, nan, nan, nan, nan, nan), 3);
  assert.deepEqual([early.centre, early.lowest, early.reach], [null, 3, 1]);
});

describe('the formulas of a step', () => {
  const aligned = (left: string, worked: string, result: string) =>
    `\\begin{aligned} ${left} &= ${worked} \\\\ &= ${result} \\end{aligned}`;

  test('write numbers of any size', () => {
    assert.equal(texValue(0.009), '0.009');
    assert.equal(texValue(-123.456789), '-123.46');
    assert.equal(texValue(1e-8), '1 \\cdot 10^{-8}');
    assert.equal(texValue(-2.34567e-5), '-2.3457 \\cdot 10^{-5}');
    assert.equal(texValue(0), '0');
  });

  const before = { m: -0.02, v: 0.004, u: 0.5 };
  const adam = { rule: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } } as const;
  const rest = { learningRate: 0.009, steps: 119, clipNorm: null };

  test('contain every number and end in the new weight', () => {
    const settings = { ...adam, ...rest };
    const step = weightStep(settings, { ...before, g: 0.17, w: 0.27, decays: true });
    const lines = stepFormulas(settings, before, step).map(({ numbers }) => numbers);
    assert.equal(lines[0], aligned('m_{120}', '0.9 \\cdot \\left(-0.02\\right) + (1 - 0.9) \\cdot 0.17', '-0.001'));
    assert.equal(lines[1], aligned('v_{120}', '0.999 \\cdot 0.004 + (1 - 0.999) \\cdot 0.17^2', '0.0040249'));
    const [stepSize, next] = [texValue(step.kind === 'adam' ? step.stepSize : 0), texValue(step.next, 7)];
    const fraction = '\\frac{-0.001}{\\sqrt{0.0040249} + 1 \\cdot 10^{-8}}';
    assert.equal(lines[3], aligned('w_{120}', `0.27 - ${stepSize} \\cdot ${fraction}`, next));
  });

  test('of AdamW show decay for a kernel and none for a bias', () => {
    const settings = { rule: { ...adam.rule, kind: 'adamW', weightDecay: 0.1 } as const, ...rest };
    const last = (decays: boolean) =>
      stepFormulas(settings, before, weightStep(settings, { ...before, g: 1, w: 2, decays })).at(-1)!;
    assert.match(last(true).tex, /\\lambda/);
    assert.match(last(true).numbers, /\(1 - 0\.009 \\cdot 0\.1\) \\cdot 2/);
    assert.doesNotMatch(last(false).tex, /lambda/);
  });

  test('of SGD are two', () => {
    const settings = { rule: { kind: 'sgd', momentum: 0.9 } as const, ...rest };
    const step = weightStep(settings, { ...before, g: -1, w: 2, decays: true });
    const lines = stepFormulas(settings, before, step).map(({ numbers }) => numbers);
    assert.deepEqual(lines, [
      aligned('u_{120}', '0.9 \\cdot 0.5 + \\left(-1\\right)', '-0.55'),
      aligned('w_{120}', '2 - 0.009 \\cdot \\left(-0.55\\right)', '2.00495'),
    ]);
  });
});
