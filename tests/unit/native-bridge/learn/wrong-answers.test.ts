/** Invalid answers and inputs: a sentence each, and nothing throws. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkWork, editionInputs, expected, type FunctionName } from '../../../../native-bridge/learn/index.ts';
import { tensor, zeros } from '../../../../native-bridge/reference/index.ts';

const conv = editionInputs('conv_forward', '2021');
const { Z } = expected('conv_forward', conv);
const back = editionInputs('conv_backward', '2021');
const gradients = expected('conv_backward', back);
const window = { x: tensor([2, 2], [1, 2, 3, 4]) };

describe('answers that cannot be compared', () => {
  const refused: [string, FunctionName, object, unknown, string, RegExp][] = [
    [
      'a missing output',
      'conv_backward',
      back,
      { dA: gradients.dA_prev, dW: gradients.dW },
      'missing-output',
      /^db missing/,
    ],
    [
      'one tensor for three',
      'conv_backward',
      back,
      gradients.dA_prev,
      'missing-output',
      /dA_prev and dW and db missing/,
    ],
    ['nothing', 'conv_forward', conv, undefined, 'missing-output', /^Z missing/],
    ['null', 'conv_forward', conv, null, 'missing-output', /^Z missing/],
    ['a text', 'conv_forward', conv, { Z: 'abc' }, 'not-a-tensor', /the text "abc"/],
    [
      'lists that are not rectangular',
      'create_mask_from_window',
      window,
      [[1, 0], [0]],
      'not-rectangular',
      /not rectangular/,
    ],
    ['lists of different depth', 'create_mask_from_window', window, [[1, 0], 0], 'not-rectangular', /not rectangular/],
    [
      'too few numbers',
      'conv_forward',
      conv,
      { Z: { shape: [2, 2], data: [1] } },
      'not-a-tensor',
      /4 numbers, but holds \(1\)/,
    ],
    [
      'a list with a text',
      'create_mask_from_window',
      window,
      [
        [1, 'a'],
        [0, 0],
      ],
      'not-a-tensor',
      /the text "a"/,
    ],
  ];
  for (const [what, name, inputs, answer, id, reason] of refused) {
    test(what, () => {
      const result = checkWork(name, inputs, answer);
      assert.equal(result.verdict, 'wrong');
      assert.equal(result.mistake?.id, id);
      assert.match(result.reason, reason);
    });
  }

  test('NaN: its position, and the correct number', () => {
    const data = Z!.data.slice();
    data[100] = Number.NaN;
    const result = checkWork('conv_forward', conv, { Z: { ...Z!, data } });
    assert.equal(result.mistake?.id, 'nan');
    assert.deepEqual(result.firstDifference?.index, [1, 0, 0, 4]);
    assert.equal(result.firstDifference?.expected, Z!.data[100]);
    assert.match(result.reason, /^Z\[1,0,0,4\] is NaN/);
  });
});

describe('shapes', () => {
  test('a scalar instead of a tensor', () => {
    const { verdict, shape } = checkWork('conv_forward', conv, 3);
    assert.equal(verdict, 'wrong');
    assert.equal(shape?.text, 'Z has the shape (), not (2,3,4,8): it is a single number where 4 axes are expected.');
  });

  test('another number of axes', () => {
    const { verdict, shape, reason } = checkWork('conv_forward', conv, { Z: { shape: [6, 32], data: Z!.data } });
    assert.equal(verdict, 'wrong');
    assert.deepEqual(shape?.axes, []);
    assert.match(reason, /Z has the shape \(6,32\), not \(2,3,4,8\): it has 2 axes where 4 axes are expected/);
  });

  test('the axis that differs is named, and the first common cell that differs', () => {
    const { shape, mistake, firstDifference } = checkWork('conv_forward', conv, zeros([2, 3, 5, 8]));
    assert.deepEqual(shape?.axes, [{ axis: 2, name: 'n_W', found: 5, expected: 4 }]);
    assert.equal(shape?.text, 'Z has the shape (2,3,5,8), not (2,3,4,8): axis 2 (n_W) is 5 and should be 4.');
    assert.equal(mistake, undefined);
    assert.deepEqual(firstDifference?.index, [0, 0, 0, 0]);
  });

  test('the shape of a known mistake with other numbers: likely, not certain', () => {
    const { mistake, verdict } = checkWork(
      'conv_forward',
      { ...conv, hparameters: { stride: 3, pad: 1 } },
      zeros([2, 3, 3, 8]),
    );
    assert.equal(verdict, 'wrong');
    assert.equal(mistake?.match, 'likely');
    assert.ok([mistake.id, ...mistake.others].includes('size-ceil'), mistake.text);
  });

  test('empty, as from [pad:-pad] with pad 0', () => {
    const inputs = { ...back, hparameters: { stride: 2, pad: 0 }, dZ: zeros([10, 2, 2, 8]) };
    const { dW, db } = expected('conv_backward', inputs);
    const { mistake, shape } = checkWork('conv_backward', inputs, { dA: zeros([10, 0, 0, 3]), dW, db });
    assert.equal(mistake?.id, 'unpad-empty-at-0');
    assert.deepEqual(shape?.found, [10, 0, 0, 3]);
  });
});

describe('inputs that do not fit together', () => {
  const refused: [string, FunctionName, object, RegExp][] = [
    ['channels', 'conv_forward', { ...conv, W: zeros([3, 3, 5, 8]) }, /W is \(3,3,5,8\), but A_prev \(2,5,7,4\)/],
    ['a bias of another length', 'conv_forward', { ...conv, b: zeros([1, 1, 1, 7]) }, /b is \(1,1,1,7\)/],
    ['no stride', 'conv_forward', { ...conv, hparameters: { pad: 1 } }, /stride is missing/],
    ['a stride of 0', 'conv_forward', { ...conv, hparameters: { stride: 0, pad: 1 } }, /stride is 0/],
    ['a missing argument', 'conv_forward', { A_prev: conv.A_prev, hparameters: { stride: 1, pad: 0 } }, /W is missing/],
    [
      'a filter too large',
      'conv_forward',
      { ...conv, hparameters: { stride: 1, pad: 0 }, W: zeros([6, 6, 4, 8]) },
      /does not fit/,
    ],
    ['dZ', 'conv_backward', { ...back, dZ: zeros([10, 4, 4, 7]) }, /dZ is \(10,4,4,7\)/],
    ['a mode', 'pool_forward', { ...editionInputs('pool_forward', '2021'), mode: 'median' }, /mode is "median"/],
    ['NaN', 'create_mask_from_window', { x: [[Number.NaN]] }, /x holds NaN or infinity/],
    ['rank', 'zero_pad', { X: zeros([3, 3]), pad: 1 }, /X is \(3,3\), not \(m, n_H, n_W, n_C\)/],
    ['a shape of 0', 'distribute_value', { dz: 1, shape: [0, 2] }, /shape is 0/],
    ['no record', 'zero_pad', null as unknown as object, /not a record/],
  ];
  for (const [what, name, inputs, reason] of refused) {
    test(what, () => {
      const result = checkWork(name, inputs, 0);
      assert.equal(result.verdict, 'unknown');
      assert.equal(result.mistake?.id, 'inputs');
      assert.match(result.reason, reason);
      assert.match(result.reason, new RegExp(`^${name}: `));
    });
  }

  test('a function that is not part of the course is a bug of the caller', () => {
    assert.throws(() => checkWork('conv' as FunctionName, {}, 0), RangeError);
  });
});
