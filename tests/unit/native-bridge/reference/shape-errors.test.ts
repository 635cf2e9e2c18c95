/** Inputs that the operations refuse, and their messages. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as reference from '../../../../native-bridge/reference/index.ts';

const { tensor, zeros } = reference;

describe('shapes that do not fit together', () => {
  const [X, W, b] = [zeros([2, 4, 5, 3]), zeros([2, 2, 3, 8]), zeros([1, 1, 1, 8])];
  const settings = { stride: 1, pad: 0 };
  const refused: [string, () => unknown, RegExp][] = [
    [
      'an input without its batch axis',
      () => reference.zeroPad(zeros([4, 5, 3]), 1),
      /^zeroPad: X is \(4,5,3\), not \(m, nH, nW, nC\)/,
    ],
    ['a negative pad', () => reference.zeroPad(X, -1), /^zeroPad: pad is -1/],
    ['a broken pad', () => reference.zeroPad(X, 0.5), /^zeroPad: pad is 0.5/],
    [
      'a filter and a window',
      () => reference.convSingleStep(zeros([2, 2, 3]), zeros([2, 2, 4]), zeros([1, 1, 1])),
      /^convSingleStep: W is \(2,2,4\), .* \(2,2,3\)/,
    ],
    [
      'channels',
      () => reference.convForward(X, zeros([2, 2, 4, 8]), b, settings),
      /^convForward: W is \(2,2,4,8\), .* APrev \(2,4,5,3\)/,
    ],
    [
      'a filter that is not square',
      () => reference.convForward(X, zeros([2, 1, 3, 8]), b, settings),
      /^convForward: W is \(2,1,3,8\)/,
    ],
    [
      'biases',
      () => reference.convForward(X, W, zeros([8]), settings),
      /^convForward: b is \(8\), but W \(2,2,3,8\) asks for \(1,1,1,8\)/,
    ],
    [
      'a filter larger than the picture',
      () => reference.convForward(X, zeros([5, 5, 3, 8]), b, settings),
      /^convForward: the window \(5,5\) does not fit .*\(2,4,5,3\)/,
    ],
    ['a stride of 0', () => reference.convForward(X, W, b, { stride: 0, pad: 0 }), /^convForward: stride is 0/],
    [
      'dZ',
      () => reference.convBackward(zeros([2, 3, 3, 8]), reference.convForward(X, W, b, settings).cache),
      /^convBackward: dZ is \(2,3,3,8\), .*\(2,3,4,8\)/,
    ],
    [
      'a pool larger than the picture',
      () => reference.poolForward(X, { f: 5, stride: 1 }, 'max'),
      /^poolForward: the window \(5,5\)/,
    ],
    ['a window of 0', () => reference.poolForward(X, { f: 0, stride: 1 }, 'max'), /^poolForward: f is 0/],
    [
      'dA',
      () => reference.poolBackward(X, reference.poolForward(X, { f: 2, stride: 2 }, 'max').cache, 'max'),
      /^poolBackward: dA is \(2,4,5,3\), .*\(2,2,2,3\)/,
    ],
    [
      'data that is too short',
      () => tensor([2, 2], [1, 2, 3]),
      /^tensor: data has the shape \(2,2\), 4 numbers, but holds \(3\)/,
    ],
    [
      'data that is too long',
      () => reference.createMaskFromWindow({ shape: [1], data: new Float64Array(2) }),
      /^createMaskFromWindow: x has the shape \(1\)/,
    ],
    ['an empty window', () => reference.distributeValue(1, [0, 2]), /^distributeValue: .*\(0,2\)/],
  ];
  for (const [name, act, message] of refused) {
    test(`${name}: the message names the operation and both shapes`, () => {
      assert.throws(act, (error) => {
        assert.ok(error instanceof reference.ShapeError, String(error));
        assert.match(error.message, message);
        assert.match(error.remedy, /^[A-Z].*\.$/);
        return true;
      });
    });
  }
});
