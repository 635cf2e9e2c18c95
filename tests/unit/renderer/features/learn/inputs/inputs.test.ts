import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editionCases, editionInputs } from '../../../../../../native-bridge/learn/index.ts';
import { tensor } from '../../../../../../native-bridge/reference/index.ts';
import { CONV_PRESETS, POOL_PRESETS } from '../../../../../../renderer/features/learn/backward/presets.ts';
import { PRESETS as FORWARD } from '../../../../../../renderer/features/learn/forward/presets.ts';
import { cellSide, decimalsFor, rowSide } from '../../../../../../renderer/features/learn/inputs/cell-size.ts';
import { editsText, readEdits, withEdits } from '../../../../../../renderer/features/learn/inputs/edits.ts';
import { seededConv, seededPool } from '../../../../../../renderer/features/learn/inputs/seeded-inputs.ts';
import {
  CONV_FIELDS,
  type ConvSizes,
  type PoolSizes,
  readSizes,
} from '../../../../../../renderer/features/learn/inputs/sizes.ts';
import { PRESETS as ONE_STEP } from '../../../../../../renderer/features/learn/one-step/presets.ts';
import { PRESETS as POOLING } from '../../../../../../renderer/features/learn/pooling/presets.ts';

function sizesOf<S>(presets: readonly { readonly title: () => string; readonly sizes: S }[], title: RegExp): S {
  const found = presets.find((preset) => title.test(preset.title()));
  assert.ok(found, `no preset ${title}`);
  return found.sizes;
}

suite('the numbers of the stations', () => {
  const conv: readonly [string, ConvSizes, 'conv_forward' | 'conv_backward', '2018' | '2021'][] = [
    ['forward, 2018', sizesOf(FORWARD, /2018/), 'conv_forward', '2018'],
    ['forward, 2021', sizesOf(FORWARD, /2021/), 'conv_forward', '2021'],
    ['backward', sizesOf(CONV_PRESETS, /conv_backward/), 'conv_backward', '2021'],
  ];
  for (const [name, sizes, functionName, edition] of conv) {
    test(`${name}: with the assignment's sizes they equal the assignment's inputs, bit for bit`, () => {
      const { A_prev, W, b, hparameters } = editionInputs(functionName, edition);
      assert.deepEqual(seededConv(sizes), { APrev: A_prev, W, b });
      assert.deepEqual({ stride: sizes.stride, pad: sizes.pad }, hparameters);
    });
  }

  test('one step: its single window is that of conv_single_step', () => {
    const { a_slice_prev, W, b } = editionInputs('conv_single_step', '2021');
    const found = seededConv(sizesOf(ONE_STEP, /conv_single_step/));
    assert.deepEqual(found.APrev.data, a_slice_prev.data);
    assert.deepEqual(found.W.data, W.data);
    assert.deepEqual(found.b.data, b.data);
  });

  test('pooling, of both editions, forward and backward', () => {
    const same = (sizes: PoolSizes, functionName: 'pool_forward' | 'pool_backward', edition: '2018' | '2021') => {
      const { A_prev, hparameters } = editionCases(functionName, edition)[0]!;
      assert.deepEqual(seededPool(sizes, [0]).APrev, A_prev);
      assert.deepEqual({ f: sizes.f, stride: sizes.stride }, hparameters);
    };
    same(sizesOf(POOLING, /2018/), 'pool_forward', '2018');
    same(sizesOf(POOLING, /2021/), 'pool_forward', '2021');
    same(sizesOf(POOL_PRESETS, /pool_backward/), 'pool_backward', '2021');
    const { dA } = editionInputs('pool_backward', '2021');
    assert.deepEqual(seededPool(sizesOf(POOL_PRESETS, /pool_backward/), dA.shape).dA, dA);
  });
});

suite('values from the address', () => {
  const first = FORWARD[0].sizes;

  test('a size in range is taken, anything else gives the first one', () => {
    const read = (query: string) => readSizes(new URLSearchParams(query), CONV_FIELDS, first);
    assert.deepEqual(read(''), first);
    assert.equal(read('f=2&stride=3').f, 2);
    assert.equal(read('f=2&stride=3').stride, 3);
    for (const bad of ['f=0', 'f=9', 'f=1.5', 'f=x', 'f=', 'pad=-1']) assert.deepEqual(read(bad), first, bad);
  });

  test('numbers set by hand come back unchanged, and invalid pairs are ignored', () => {
    const edits = new Map([
      [3, 0.1 + 0.2],
      [0, -1e-7],
    ]);
    assert.deepEqual(readEdits(editsText(edits)), edits);
    assert.equal(editsText(new Map()), null);
    assert.deepEqual(readEdits('1_2_x_4_5_y_-1_3_7'), new Map([[1, 2]]));
  });

  test('a tensor takes the numbers set inside it, and is returned itself if none is set', () => {
    const x = tensor([2, 2], [1, 2, 3, 4]);
    assert.equal(withEdits(x, new Map()), x);
    assert.deepEqual(
      [
        ...withEdits(
          x,
          new Map([
            [1, 9],
            [4, 7],
          ]),
        ).data,
      ],
      [1, 9, 3, 4],
    );
    assert.deepEqual([...x.data], [1, 2, 3, 4]);
  });
});

suite('cell size', () => {
  test('cells fill the available space, within bounds', () => {
    assert.equal(cellSide(400, 10, 40, 20, 44), 36);
    assert.equal(cellSide(4000, 10, 40, 20, 44), 44);
    assert.equal(cellSide(40, 10, 40, 20, 44), 20);
  });

  test('a row of matrices fits together, captions included', () => {
    const side = rowSide(600, [2, 2, 8], 190);
    assert.equal(side, Math.floor((600 - 190 - 2 * 90) / 8));
    assert.equal(rowSide(5000, [2, 2, 8], 190), 42);
    assert.equal(rowSide(100, [2, 2, 8], 190), 24);
  });

  test('large numbers have fewer decimals, small cells too', () => {
    assert.deepEqual(
      [decimalsFor(40, 1), decimalsFor(30, 1), decimalsFor(40, 12), decimalsFor(24, 12), decimalsFor(40, 250)],
      [2, 1, 1, 0, 0],
    );
  });
});
