import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agreementOf,
  COST_TOLERANCE,
  figuresOf,
  kernelsOf,
  spreadOf,
} from '../../../../main/services/bench-figures.ts';

test('the median of an odd and of an even number of epochs', () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 });
  assert.deepEqual(spreadOf([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assert.deepEqual(spreadOf([0.5]), { median: 0.5, min: 0.5, max: 0.5 });
});

test('ratios are to the slowest and to tensorflow, by medians', () => {
  const seconds = new Map([
    ['tensorflow', [2, 2, 5]],
    ['fast', [0.5, 0.4, 0.6]],
    ['slow', [4, 4]],
  ]);
  const figures = figuresOf(seconds, 1000);
  assert.deepEqual(figures.get('fast'), {
    epochSeconds: { median: 0.5, min: 0.4, max: 0.6 },
    spread: (0.6 - 0.4) / 0.5,
    imagesPerSecond: 2000,
    toSlowest: 8,
    toTensorflow: 4,
  });
  assert.equal(figures.get('tensorflow')!.spread, 1.5);
  assert.equal(figures.get('slow')!.toSlowest, 1);
  assert.equal(figures.get('slow')!.toTensorflow, 0.5);
});

test('without tensorflow there is no ratio to it', () => {
  assert.equal(figuresOf(new Map([['slow', [4]]]), 10).get('slow')!.toTensorflow, null);
});

test('kernels: share of the peak, and a step in forward passes', () => {
  const measured = {
    threads: 2,
    peak: 80e9,
    firstConvolution: 60e9,
    forwardSeconds: 0.002,
    stepSeconds: 0.006,
    stages: [],
  };
  assert.deepEqual(kernelsOf(measured), { ...measured, share: 0.75, stepToForward: 3 });
});

test('costs agree within the tolerance, over the epochs that both have', () => {
  const near = agreementOf([2, 1.5, 1], [2, 1.5 + COST_TOLERANCE / 2]);
  assert.equal(near?.epochs, 2);
  assert.equal(near.agrees, true);
  assert.equal(agreementOf([2, 1.5], [2, 1.5 + 2 * COST_TOLERANCE])?.agrees, false);
  assert.equal(agreementOf([2], [Number.NaN])?.agrees, false);
  assert.equal(agreementOf([2], []), null);
});
