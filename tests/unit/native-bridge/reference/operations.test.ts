/** The eight operations checked by hand, with their definitions, and with finite differences. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as reference from '../../../../native-bridge/reference/index.ts';
import { poolBackward as poolBackwardWithTies } from '../../../../native-bridge/reference/pool.ts';
import { assertClose, dot, numericGradient, randomTensor } from './comparing.ts';

const { tensor, zeros } = reference;
const RUNS = { numRuns: 60 };
const size = (max: number) => fc.integer({ min: 1, max });

test('zeroPad by hand: a 1x2 picture of two channels', () => {
  const padded = reference.zeroPad(tensor([1, 1, 2, 2], [1, 2, 3, 4]), 1);
  assert.deepEqual(padded.shape, [1, 3, 4, 2]);
  assert.deepEqual([...padded.data.subarray(8, 16)], [0, 0, 1, 2, 3, 4, 0, 0]);
  assert.equal(
    padded.data.reduce((a, b) => a + b),
    10,
  );
});

test('zeroPad by 0 is a copy', () => {
  const X = tensor([1, 1, 2, 1], [1, 2]);
  const padded = reference.zeroPad(X, 0);
  assert.deepEqual(padded, X);
  assert.notEqual(padded.data, X.data);
});

test('convSingleStep by hand, on a window that is not square', () => {
  const step = reference.convSingleStep(
    tensor([1, 2, 2], [1, 2, 3, 4]),
    tensor([1, 2, 2], [5, 6, 7, 8]),
    tensor([1, 1, 1], [0.5]),
  );
  assert.equal(step, 70.5);
});

/** A convolution of any shape, stride and pad that fits. */
const convolutions = fc
  .record({
    m: size(2),
    nH: size(7),
    nW: size(7),
    nCPrev: size(3),
    f: size(4),
    nC: size(3),
    stride: size(3),
    pad: fc.nat(2),
    seed: fc.nat(),
  })
  .filter(({ nH, nW, f, pad }) => Math.min(nH, nW) + 2 * pad >= f)
  .map(({ m, nH, nW, nCPrev, f, nC, seed, ...settings }) => ({
    APrev: randomTensor([m, nH, nW, nCPrev], seed),
    W: randomTensor([f, f, nCPrev, nC], seed + 1),
    b: randomTensor([1, 1, 1, nC], seed + 2),
    settings,
  }));

/** Numbers of a window of one picture, (f, f, nC). */
function slice(X: reference.Tensor, i: number, vertStart: number, horizStart: number, f: number): reference.Tensor {
  const [, nH, nW, nC] = X.shape as [number, number, number, number];
  const window = zeros([f, f, nC]);
  for (let k = 0; k < window.data.length; k++) {
    const [y, x, c] = [Math.floor(k / nC / f), Math.floor(k / nC) % f, k % nC];
    window.data[k] = X.data[((i * nH + vertStart + y) * nW + horizStart + x) * nC + c]!;
  }
  return window;
}

describe('convForward', () => {
  test('by hand: strides that do not divide are floored', () => {
    const APrev = tensor([1, 2, 4, 1], [1, 2, 3, 4, 5, 6, 7, 8]);
    const W = tensor([2, 2, 1, 1], [1, 0, 0, 1]);
    const { Z } = reference.convForward(APrev, W, tensor([1, 1, 1, 1], [10]), { stride: 3, pad: 0 });
    assert.deepEqual(Z, tensor([1, 1, 1, 1], [1 + 6 + 10]));
  });

  test('every number is convSingleStep of its window and filter', () => {
    fc.assert(
      fc.property(convolutions, ({ APrev, W, b, settings }) => {
        const { Z } = reference.convForward(APrev, W, b, settings);
        const [m, nHPrev, nWPrev] = APrev.shape as [number, number, number];
        const [f, , nCPrev, nC] = W.shape as [number, number, number, number];
        const positions = (n: number) => Math.floor((n - f + 2 * settings.pad) / settings.stride) + 1;
        assert.deepEqual(Z.shape, [m, positions(nHPrev), positions(nWPrev), nC]);
        const padded = reference.zeroPad(APrev, settings.pad);
        for (let k = 0; k < Z.data.length; k++) {
          const [c, w] = [k % nC, Math.floor(k / nC) % Z.shape[2]!];
          const [h, i] = [
            Math.floor(k / nC / Z.shape[2]!) % Z.shape[1]!,
            Math.floor(k / nC / Z.shape[2]! / Z.shape[1]!),
          ];
          const window = slice(padded, i, h * settings.stride, w * settings.stride, f);
          const filter = tensor(
            [f, f, nCPrev],
            W.data.filter((_, j) => j % nC === c),
          );
          const step = reference.convSingleStep(window, filter, tensor([1, 1, 1], [b.data[c]!]));
          assert.ok(Math.abs(Z.data[k]! - step) < 1e-12, `${Z.data[k]} ${step}`);
        }
      }),
      RUNS,
    );
  });

  test('does not change its inputs', () => {
    const [APrev, W, b] = [randomTensor([1, 3, 3, 2], 1), randomTensor([2, 2, 2, 2], 2), randomTensor([1, 1, 1, 2], 3)];
    const before = structuredClone([APrev, W, b]);
    const { Z, cache } = reference.convForward(APrev, W, b, { stride: 1, pad: 1 });
    reference.convBackward(Z, cache);
    assert.deepEqual([APrev, W, b], before);
  });
});

test('convBackward equals finite differences of sum(Z * dZ) by APrev, W and b', () => {
  fc.assert(
    fc.property(convolutions, fc.nat(), ({ APrev, W, b, settings }, seed) => {
      const { Z, cache } = reference.convForward(APrev, W, b, settings);
      const dZ = randomTensor(Z.shape, seed);
      const { dAPrev, dW, db } = reference.convBackward(dZ, cache);
      const loss = () => dot(reference.convForward(APrev, W, b, settings).Z, dZ);
      assertGradient(APrev, dAPrev, loss, 'dAPrev');
      assertGradient(W, dW, loss, 'dW');
      assertGradient(b, db, loss, 'db');
    }),
    RUNS,
  );
});

/** The gradient at up to a dozen places of x, spread over it; the loss is smooth in x. */
function assertGradient(x: reference.Tensor, dx: reference.Tensor, loss: () => number, name: string): void {
  assert.deepEqual(dx.shape, x.shape, name);
  const step = Math.ceil(x.data.length / 12);
  for (let i = 0; i < x.data.length; i += step) {
    const numeric = numericGradient(x.data, i, loss);
    assert.ok(numeric !== null, `${name}[${i}] has a kink`);
    assertClose(tensor([], [dx.data[i]!]), tensor([], [numeric]), 1e-8, `${name} ${i}`);
  }
}

/** A pooling of any shape that fits, of values at least 1/200 apart, so that a step of 1/10000 never changes a maximum. */
const poolings = fc
  .record({ m: size(2), nH: size(7), nW: size(7), nC: size(2), f: size(4), stride: size(3) })
  .filter(({ nH, nW, f }) => Math.min(nH, nW) >= f)
  .chain(({ m, nH, nW, nC, ...settings }) => {
    const ranks = Array.from({ length: m * nH * nW * nC }, (_, i) => i / 200);
    const shuffled = fc.shuffledSubarray(ranks, { minLength: ranks.length });
    return shuffled.map((values) => ({ APrev: tensor([m, nH, nW, nC], values), settings }));
  });

describe('pooling', () => {
  test('by hand: 3x3 to 1x1; with stride 2 the last row and column are not used', () => {
    const APrev = tensor([1, 3, 3, 1], [1, 5, 9, 2, 4, 9, 9, 9, 9]);
    assert.deepEqual(reference.poolForward(APrev, { f: 2, stride: 2 }, 'max').A, tensor([1, 1, 1, 1], [5]));
    assert.deepEqual(reference.poolForward(APrev, { f: 2, stride: 2 }, 'average').A, tensor([1, 1, 1, 1], [3]));
  });

  test('negative pictures have negative maxima', () => {
    assert.deepEqual(
      reference.poolForward(tensor([1, 1, 1, 2], [-3, -4]), { f: 1, stride: 1 }, 'max').A.data,
      Float64Array.of(-3, -4),
    );
  });

  for (const mode of ['max', 'average'] as const) {
    test(`${mode}: every number is that of its window, and the gradient equals finite differences`, () => {
      fc.assert(
        fc.property(poolings, fc.nat(), ({ APrev, settings }, seed) => {
          const { A, cache } = reference.poolForward(APrev, settings, mode);
          const [, nH, nW, nC] = A.shape as [number, number, number, number];
          assert.equal(nH, Math.floor((APrev.shape[1]! - settings.f) / settings.stride) + 1);
          for (let k = 0; k < A.data.length; k++) {
            const [c, w, h] = [k % nC, Math.floor(k / nC) % nW, Math.floor(k / nC / nW) % nH];
            const i = Math.floor(k / nC / nW / nH);
            const window = slice(APrev, i, h * settings.stride, w * settings.stride, settings.f).data.filter(
              (_, j) => j % nC === c,
            );
            const sum = window.reduce((a, b) => a + b);
            const expected = mode === 'max' ? Math.max(...window) : sum / window.length;
            assert.ok(Math.abs(A.data[k]! - expected) < 1e-12);
          }
          const dA = randomTensor(A.shape, seed);
          const loss = () => dot(reference.poolForward(APrev, settings, mode).A, dA);
          assertGradient(APrev, reference.poolBackward(dA, cache, mode), loss, 'dAPrev');
        }),
        RUNS,
      );
    });
  }

  test('ties: the mask gives the gradient to every maximum, TensorFlow to the first', () => {
    const { cache } = reference.poolForward(tensor([1, 2, 2, 1], [1, 3, 3, 2]), { f: 2, stride: 2 }, 'max');
    const dA = tensor([1, 1, 1, 1], [-6]);
    assertClose(reference.poolBackward(dA, cache, 'max'), tensor([1, 2, 2, 1], [0, -6, -6, 0]), 0);
    assertClose(poolBackwardWithTies(dA, cache, 'max', 'first'), tensor([1, 2, 2, 1], [0, -6, 0, 0]), 0);
  });

  test('gradients of overlapping windows add up', () => {
    const { cache } = reference.poolForward(tensor([1, 1, 3, 1], [1, 2, 1]), { f: 1, stride: 1 }, 'average');
    assertClose(
      reference.poolBackward(tensor([1, 1, 3, 1], [1, 2, 3]), cache, 'average'),
      tensor([1, 1, 3, 1], [1, 2, 3]),
      0,
    );
    const wide = reference.poolForward(tensor([1, 2, 3, 1], [0, 4, 0, 0, 0, 0]), { f: 2, stride: 1 }, 'average').cache;
    const dAPrev = reference.poolBackward(tensor([1, 1, 2, 1], [4, 8]), wide, 'average');
    assert.deepEqual(dAPrev, tensor([1, 2, 3, 1], [1, 3, 2, 1, 3, 2]));
  });
});

test('createMaskFromWindow marks every entry that equals the maximum', () => {
  assert.deepEqual(reference.createMaskFromWindow(tensor([2, 2], [-1, -5, -1, -2])), tensor([2, 2], [1, 0, 1, 0]));
});

test('distributeValue: equal shares that sum to the value', () => {
  fc.assert(
    fc.property(fc.double({ min: -10, max: 10, noNaN: true }), size(5), size(5), (dz, nH, nW) => {
      const { shape, data } = reference.distributeValue(dz, [nH, nW]);
      assert.deepEqual(shape, [nH, nW]);
      assert.ok(data.every((share) => share === dz / (nH * nW)));
    }),
    RUNS,
  );
});

test('the module exports these names', () => {
  assert.deepEqual(Object.keys(reference).sort(), [
    ...['ShapeError', 'convBackward', 'convForward', 'convSingleStep', 'createMaskFromWindow', 'distributeValue'],
    ...['poolBackward', 'poolForward', 'tensor', 'zeroPad', 'zeros'],
  ]);
});
