/** The notebook's published lines, and the formats in which they are pasted. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPrinted, type Edition, type FunctionName } from '../../../../native-bridge/learn/index.ts';

/** As published by the course. */
const PUBLISHED: [FunctionName, Edition, string][] = [
  [
    'zero_pad',
    '2018',
    `x.shape = (4, 3, 3, 2)
x_pad.shape = (4, 7, 7, 2)
x[1,1] = [[ 0.90085595 -0.68372786]
 [-0.12289023 -0.93576943]
 [-0.26788808  0.53035547]]
x_pad[1,1] = [[ 0.  0.]
 [ 0.  0.]
 [ 0.  0.]
 [ 0.  0.]
 [ 0.  0.]
 [ 0.  0.]
 [ 0.  0.]]`,
  ],
  [
    'zero_pad',
    '2021',
    `x.shape =
 (4, 3, 3, 2)
x_pad.shape =
 (4, 9, 9, 2)
x[1,1] =
 [[ 0.90085595 -0.68372786]
 [-0.12289023 -0.93576943]
 [-0.26788808  0.53035547]]
x_pad[1,1] =
 [[0. 0.]
 [0. 0.]
 [0. 0.]
 [0. 0.]
 [0. 0.]
 [0. 0.]
 [0. 0.]
 [0. 0.]
 [0. 0.]]
 All tests passed!`,
  ],
  ['conv_single_step', '2018', 'Z = -6.99908945068'],
  ['conv_single_step', '2021', 'Z = -6.999089450680221\n\u001b[92mAll tests passed!'],
  [
    'conv_forward',
    '2018',
    `Z's mean = 0.0489952035289
Z[3,2,1] = [-0.61490741 -6.7439236  -2.55153897  1.75698377  3.56208902  0.53036437
  5.18531798  8.75898442]
cache_conv[0][1][2][3] = [-0.20075807  0.18656139  0.41005165]`,
  ],
  [
    'conv_forward',
    '2021',
    `Z's mean =
 0.5511276474566768
Z[0,2,1] =
 [-2.17796037  8.07171329 -0.5772704   3.36286738  4.48113645 -2.89198428
 10.99288867  3.03171932]
cache_conv[0][1][2][3] =
 [-1.1191154   1.9560789  -0.3264995  -1.34267579]
First Test: All tests passed!
Second Test: All tests passed!`,
  ],
  [
    'pool_forward',
    '2018',
    `mode = max
A = [[[[ 1.74481176  0.86540763  1.13376944]]]


 [[[ 1.13162939  1.51981682  2.18557541]]]]

mode = average
A = [[[[ 0.02105773 -0.20328806 -0.40389855]]]


 [[[-0.22154621  0.51716526  0.48155844]]]]`,
  ],
  [
    'pool_forward',
    '2021',
    `CASE 1:

mode = max
A.shape = (2, 3, 3, 3)
A[1, 1] =
 [[1.96710175 0.84616065 1.27375593]
 [1.96710175 0.84616065 1.23616403]
 [1.62765075 1.12141771 1.2245077 ]]
mode = average
A.shape = (2, 3, 3, 3)
A[1, 1] =
 [[ 0.44497696 -0.00261695 -0.31040307]
 [ 0.50811474 -0.23493734 -0.23961183]
 [ 0.11872677  0.17255229 -0.22112197]]
 All tests passed!

CASE 2:

mode = max
A.shape = (2, 2, 2, 3)
A[0] =
 [[[1.74481176 0.90159072 1.65980218]
  [1.74481176 1.6924546  1.65980218]]

 [[1.13162939 1.51981682 2.18557541]
  [1.13162939 1.6924546  2.18557541]]]

mode = average
A.shape = (2, 2, 2, 3)
A[1] =
 [[[-0.17313416  0.32377198 -0.34317572]
  [ 0.02030094  0.14141479 -0.01231585]]

 [[ 0.42944926  0.08446996 -0.27290905]
  [ 0.15077452  0.28911175  0.00123239]]]`,
  ],
  ['conv_backward', '2018', 'dA_mean = 1.45243777754\ndW_mean = 1.72699145831\ndb_mean = 7.83923256462'],
  ['conv_backward', '2021', 'dA_mean = 1.4524377775388075\ndW_mean = 1.7269914583139097\ndb_mean = 7.839232564616838'],
  [
    'create_mask_from_window',
    '2018',
    `x =  [[ 1.62434536 -0.61175641 -0.52817175]
 [-1.07296862  0.86540763 -2.3015387 ]]
mask =  [[ True False False]
 [False False False]]`,
  ],
  ['distribute_value', '2021', 'distributed value = [[0.5 0.5]\n [0.5 0.5]]'],
  [
    'pool_backward',
    '2018',
    `mode = max
mean of dA =  0.145713902729
dA_prev[1,1] =  [[ 0.          0.        ]
 [ 5.05844394 -1.68282702]
 [ 0.          0.        ]]

mode = average
mean of dA =  0.145713902729
dA_prev[1,1] =  [[ 0.08485462  0.2787552 ]
 [ 1.26461098 -0.25749373]
 [ 1.17975636 -0.53624893]]`,
  ],
  [
    'pool_backward',
    '2021',
    `mode = max
mean of dA =  0.14571390272918056
dA_prev1[1,1] =  [[ 0.          0.        ]
 [ 5.05844394 -1.68282702]
 [ 0.          0.        ]]

mode = average
mean of dA =  0.14571390272918056
dA_prev2[1,1] =  [[ 0.08485462  0.2787552 ]
 [ 1.26461098 -0.25749373]
 [ 1.17975636 -0.53624893]]`,
  ],
];

describe('published', () => {
  for (const [name, edition, text] of PUBLISHED) {
    test(`${name}, ${edition}`, () => {
      const { verdict, reason } = checkPrinted(name, edition, text);
      assert.equal(verdict, 'right', reason);
    });
  }
});

const check = (name: FunctionName, edition: Edition, text: string) => {
  const { verdict, reason, mistake } = checkPrinted(name, edition, text);
  return { verdict, reason, id: mistake?.id };
};

describe('forms', () => {
  const same: [string, FunctionName, Edition, string][] = [
    ["numpy 2's np.float64(...)", 'conv_forward', '2021', "Z's mean = np.float64(0.5511276474566768)"],
    ['commas', 'distribute_value', '2018', 'distributed value = [[0.5, 0.5], [0.5, 0.5]]'],
    ['array(...)', 'distribute_value', '2018', 'a = array([[0.5, 0.5],\n       [0.5, 0.5]])'],
    [
      'other lines first',
      'conv_backward',
      '2021',
      'db_mean = 7.839232564616838\ndW_mean = 1.7269914583139097\ndA_mean = 1.45243778',
    ],
    ['a mask of numbers', 'create_mask_from_window', '2021', 'mask = [[1. 0. 0.]\n [0. 0. 0.]]'],
    [
      'markup of the expected output',
      'conv_backward',
      '2018',
      '<td>**dA_mean**</td>\n<td> 1.45243777754 </td> <td>**dW_mean**</td><td>1.72699145831</td> <td> **db_mean** </td> <td>7.83923256462</td>',
    ],
    ['a typographic quote', 'conv_forward', '2018', 'Z\u2019s mean = 0.04899520'],
    ['an elided row', 'conv_forward', '2021', 'Z[0,2,1] = [-2.17796037  8.07171329 ... 10.99288867  3.03171932]'],
    ['a row truncated at the end', 'conv_forward', '2021', 'Z[0,2,1] =\n [-2.17796037  8.07171329 -0.5772704 '],
    [
      'other rows than the notebook prints',
      'pool_forward',
      '2018',
      'mode = max\nA[1] = [[[1.13162939 1.51981682 2.18557541]]]\nmode = average\nA[0,0] = [[0.02105773 -0.20328806 -0.40389855]]',
    ],
    ['a scalar in brackets', 'conv_single_step', '2021', 'Z = [[[-6.99908945]]]'],
    ['fewer digits', 'conv_single_step', '2021', 'Z = -6.9991'],
  ];
  for (const [what, name, edition, text] of same) {
    test(what, () => assert.equal(check(name, edition, text).verdict, 'right', check(name, edition, text).reason));
  }

  test("with the expected output after the learner's, the learner's is checked", () => {
    const text =
      'dA_mean = 1.0\ndW_mean = 1.72699145831\ndb_mean = 7.83923256462\nExpected Output:\ndA_mean 1.45243777754';
    assert.equal(check('conv_backward', '2018', text).verdict, 'wrong');
  });

  test('half a unit of the last digit', () => {
    assert.equal(check('conv_single_step', '2018', 'Z = -6.99908945').verdict, 'right');
    assert.equal(check('conv_single_step', '2018', 'Z = -6.99908955').verdict, 'unknown');
    assert.equal(check('conv_single_step', '2018', 'Z = -6.9992').verdict, 'wrong');
    assert.equal(check('distribute_value', '2018', 'distributed value = [[0.51 0.5]\n [0.5 0.5]]').verdict, 'wrong');
  });
});

describe('a part of the summary', () => {
  test('is enough if it distinguishes right from wrong', () => {
    assert.equal(check('conv_forward', '2018', "Z's mean = 0.0489952035289").verdict, 'right');
    assert.equal(check('conv_backward', '2021', 'dW_mean = 0.17269914583139').id, 'dW-divided-by-m');
  });

  test('is not enough if a mistake would print the same', () => {
    const bias = check('conv_backward', '2018', 'db_mean = 7.83923256462');
    assert.equal(bias.verdict, 'unknown');
    assert.match(bias.reason, /Paste the other lines too: the mean of dA_prev, the mean of dW/);
    assert.equal(check('zero_pad', '2021', 'x_pad.shape = (4, 9, 9, 2)').verdict, 'unknown');
    assert.equal(check('pool_forward', '2021', 'mode = max\nA.shape = (2, 3, 3, 3)').verdict, 'unknown');
  });

  test('shapes alone identify the mistake', () => {
    const text = 'x_pad.shape = (4, 7, 7, 6)';
    const { mistake, shape, verdict } = checkPrinted('zero_pad', '2018', text);
    assert.equal(verdict, 'wrong');
    assert.equal(mistake?.id, 'pad-channels');
    assert.match(shape!.text, /axis 3 \(n_C\) is 6 and should be 2/);
  });

  test('without "mode =" lines the first pool is the maximum, or there is only the average', () => {
    assert.equal(
      check('pool_backward', '2018', 'dA_prev[1,1] = [[0. 0.] [5.05844394 -1.68282702] [0. 0.]]').verdict,
      'unknown',
    );
    const average = 'dA_prev[1,1] = [[ 0.08485462  0.2787552 ] [ 1.26461098 -0.25749373] [ 1.17975636 -0.53624893]]';
    assert.notEqual(check('pool_backward', '2018', average).verdict, 'wrong');
    assert.equal(
      check('pool_backward', '2018', `dA_prev[1,1] = [[0. 0.] [5.05844394 -1.68282702] [0. 0.]]\n${average}`).verdict,
      'right',
    );
  });
});

describe('text that cannot be checked', () => {
  test('nothing readable: says what to paste', () => {
    for (const text of ['', 'All tests passed!', 'NameError: name Z is not defined', '12']) {
      const { verdict, id, reason } = check('conv_forward', '2021', text);
      assert.deepEqual([verdict, id], ['unknown', 'unreadable'], text);
      assert.match(reason, /Paste what its cell prints: the mean of Z, Z\[0,2,1\]/);
    }
    assert.match(check('conv_forward', '2018', '').reason, /Z\[3,2,1\]/);
  });

  test('the other edition', () => {
    const { verdict, id, reason } = check('conv_forward', '2018', "Z's mean = 0.5511276474566768");
    assert.deepEqual([verdict, id], ['unknown', 'other-edition']);
    assert.match(reason, /of the 2021 edition/);
    const rows = check(
      'conv_forward',
      '2021',
      'Z[3,2,1] = [-0.61490741 -6.7439236  -2.55153897  1.75698377  3.56208902  0.53036437\n  5.18531798  8.75898442]',
    );
    assert.equal(rows.id, 'other-edition');
  });

  test("other inputs than the notebook's", () => {
    const text = 'x = [[0.1 0.2 0.3]\n [0.4 0.5 0.6]]\nmask = [[False False False]\n [False False True]]';
    const { verdict, id, reason } = check('create_mask_from_window', '2021', text);
    assert.deepEqual([verdict, id], ['unknown', 'other-inputs']);
    assert.match(reason, /np\.random\.seed\(1\)/);
  });

  test('a cache that holds A_prev_pad', () => {
    const text = "Z's mean = 0.5511276474566768\ncache_conv[0][1][2][3] = [0. 0. 0. 0.]";
    assert.deepEqual(
      [check('conv_forward', '2021', text).verdict, check('conv_forward', '2021', text).id],
      ['wrong', 'cache'],
    );
  });

  test('an unknown function or edition is a bug of the caller', () => {
    assert.throws(() => checkPrinted('conv' as FunctionName, '2018', ''), RangeError);
    assert.throws(() => checkPrinted('conv_forward', '2019' as Edition, ''), RangeError);
  });
});
