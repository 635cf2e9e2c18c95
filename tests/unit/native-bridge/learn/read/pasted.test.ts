import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ReadError, readArrays, readPasted } from '../../../../../native-bridge/learn/read/index.ts';

type Read = [name: string | null, shape: number[], data: number[]];
const read = (text: string): Read[] =>
  readArrays(text).map(({ name, tensor }) => [name, [...tensor.shape], [...tensor.data]]);

/** The sentence with which a text is refused. */
function refusal(text: string): string {
  try {
    readPasted(text);
  } catch (error) {
    assert.ok(error instanceof ReadError, String(error));
    assert.ok(error.remedy.length > 0);
    return error.message;
  }
  return assert.fail('was taken');
}

describe('readArrays', () => {
  const forms: [string, string, Read[]][] = [
    ["numpy's print", '[[ 1.   2.5]\n [-3.e-05 4. ]]', [[null, [2, 2], [1, 2.5, -3e-5, 4]]]],
    ['its repr', 'array([[1., 2.],\n       [3., 4.]], dtype=float32)', [[null, [2, 2], [1, 2, 3, 4]]]],
    ["a scalar of numpy's", 'np.float64(-6.999089450680221)', [[null, [], [-6.999089450680221]]]],
    ['a bare number', '-6.99908945068', [[null, [], [-6.99908945068]]]],
    ['an assignment', 'Z = [[[[1, 2]]]]', [['Z', [1, 1, 1, 2], [1, 2]]]],
    [
      'several',
      'dW = [1]\ndb = (2., 3.)',
      [
        ['dW', [1], [1]],
        ['db', [2], [2, 3]],
      ],
    ],
    ['truth', '[[ True False]\n [False  True]]', [[null, [2, 2], [1, 0, 0, 1]]]],
    [
      'JSON',
      '{"dA_prev": [[1, 2e3]], "db": [-0.5]}',
      [
        ['dA_prev', [1, 2], [1, 2000]],
        ['db', [1], [-0.5]],
      ],
    ],
    ["Python's dictionary", "{'Z': array([1., nan, inf, -inf])}", [['Z', [4], [1, Number.NaN, Infinity, -Infinity]]]],
    ["a notebook's cell", 'Out[12]: array([1, 2])', [[null, [2], [1, 2]]]],
    ['a session', '>>> Z = np.array([1, 2])', [['Z', [2], [1, 2]]]],
    [
      'a tuple of arrays',
      '(array([1.]), array([2.]))',
      [
        [null, [1], [1]],
        [null, [1], [2]],
      ],
    ],
    ['a tuple of numbers', '(1, 2)', [[null, [2], [1, 2]]]],
    ['PyTorch', "tensor([[1., 2.]], device='cuda:0', dtype=torch.float64)", [[null, [1, 2], [1, 2]]]],
    [
      'TensorFlow',
      '<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>',
      [[null, [2], [1, 2]]],
    ],
    ['nothing in it', '[]', [[null, [0], []]]],
  ];
  for (const [what, text, wanted] of forms) test(`reads ${what}`, () => assert.deepEqual(read(text), wanted));
});

describe('readPasted', () => {
  test("recognises the output of the notebook's cells as a summary", () => {
    const texts = [
      "Z's mean = 0.048995203528855794\nZ[3,2,1] = [-0.61490741 -6.7439236  -2.55153897]",
      'dA_mean = 1.45243777754\ndW_mean = 1.72699145831\ndb_mean = 7.83923256462',
      "Z's mean =\n 0.5511276474566768\nZ[0,2,1] =\n [-2.17796037  8.07171329]",
      'x.shape = (4, 3, 3, 2)\nx_pad.shape = (4, 7, 7, 2)',
      'x_pad[1,1] = [[0. 0.]\n [0. 0.]]',
      'mode = max\nA = [[[[1.74481176 0.86540763 1.13376944]]]]',
      'distributed value = [[0.5 0.5]\n [0.5 0.5]]',
    ];
    for (const text of texts) assert.equal(readPasted(text).kind, 'printed', text);
  });

  test('keeps an array shortened by numpy as a summary, and says so', () => {
    const pasted = readPasted('Z = [[0. 1. ... 8. 9.]\n ...\n [0. 1. ... 8. 9.]]');
    assert.equal(pasted.kind, 'printed');
    assert.match(
      pasted.kind === 'printed' ? pasted.notes.join() : '',
      /Z is printed in part.*set_printoptions\(threshold=sys\.maxsize\)/,
    );
  });

  const refused: [string, string, RegExp][] = [
    ['nothing', '  \n', /nothing to check/],
    [
      'half an array',
      '[[1. 2.]\n [3. 4.',
      /half an array: the text ends after 4 numbers, the last of them 4\. 2 brackets are/,
    ],
    [
      'the other half',
      '3. 4.]\n [5. 6.]]',
      /half an array: line 1 closes a bracket that was never opened, after 2 numbers/,
    ],
    [
      'rows of several lengths',
      '[[1, 2], [3]]',
      /is not a complete array\. A list on axis 1 has 1 elements, the first of them has 2, after 2 numbers/,
    ],
    ['a list next to a number', '[[1, 2], 3]', /Lists and numbers are mixed/],
    ['None', 'Z = None', /Z is None: the function returns nothing/],
    ['code', 'Z = np.zeros((2, 2))', /Line 1 has "np\.zeros", which is not a number: code is not run/],
    ['a long word', 'mean'.repeat(100), /^Line 1 has "(?:mean){10}\.\.\.", which is not a number/],
    ['complex numbers', '[1.+2.j]', /Line 1 has a complex number/],
    ['a text', '["a"]', /holds the text "a"/],
    ['a comma too many', '[1,,2]', /Line 1 has ","/],
    ['another bracket than was opened', '[1, 2)', /Line 1 has "\)"/],
    ['too many brackets', '['.repeat(100_000), /More than 32 brackets/],
  ];
  for (const [what, text, said] of refused) test(`refuses ${what}`, () => assert.match(refusal(text), said));
});
