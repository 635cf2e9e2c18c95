/** The assignment's own inputs, checked with the course's published figures and numpy's numbers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  COURSE_FUNCTIONS,
  EDITIONS,
  editionCases,
  editionInputs,
  expected,
  FUNCTION_NAMES,
  OUTPUT_NAMES,
} from '../../../../native-bridge/learn/index.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { type GoldenTensor, golden, withoutGolden } from '../../../helpers/shared.ts';
import { assertClose, mean } from '../reference/comparing.ts';
import { row } from './notebook.ts';

const digits = (x: Tensor, decimals = 8) => [...x.data].map((value) => Number(value.toFixed(decimals)));

describe('published figures', () => {
  test('conv_forward', () => {
    const [old, present] = EDITIONS.map(
      (edition) => expected('conv_forward', editionInputs('conv_forward', edition)).Z!,
    );
    assert.equal(mean(old!).toFixed(13), '0.0489952035289');
    assert.equal(mean(present!).toFixed(14), '0.55112764745668');
    assert.deepEqual(digits(row(old!, 3, 2, 1)).slice(0, 3), [-0.61490741, -6.7439236, -2.55153897]);
    assert.deepEqual(digits(row(present!, 0, 2, 1)).slice(0, 3), [-2.17796037, 8.07171329, -0.5772704]);
    const cached = EDITIONS.map((edition) => row(editionInputs('conv_forward', edition).A_prev, 1, 2, 3));
    assert.deepEqual(
      cached.map((x) => digits(x)),
      [
        [-0.20075807, 0.18656139, 0.41005165],
        [-1.1191154, 1.9560789, -0.3264995, -1.34267579],
      ],
    );
  });

  for (const edition of EDITIONS) {
    test(`conv_backward, ${edition}`, () => {
      const { dA_prev, dW, db } = expected('conv_backward', editionInputs('conv_backward', edition));
      const means = [dA_prev!, dW!, db!].map((x) => mean(x).toFixed(11));
      assert.deepEqual(means, ['1.45243777754', '1.72699145831', '7.83923256462']);
    });

    test(`conv_single_step, create_mask_from_window, pool_backward, ${edition}`, () => {
      assert.deepEqual(
        digits(expected('conv_single_step', editionInputs('conv_single_step', edition)).Z!),
        [-6.99908945],
      );
      const { x } = editionInputs('create_mask_from_window', edition);
      assert.deepEqual(digits(x), [1.62434536, -0.61175641, -0.52817175, -1.07296862, 0.86540763, -2.3015387]);
      const [max, average] = editionCases('pool_backward', edition);
      assert.equal(mean(max!.dA).toFixed(12), '0.145713902729');
      assert.deepEqual(
        digits(row(expected('pool_backward', max!).dA_prev!, 1, 1)),
        [0, 0, 5.05844394, -1.68282702, 0, 0],
      );
      const shares = [0.08485462, 0.2787552, 1.26461098, -0.25749373, 1.17975636, -0.53624893];
      assert.deepEqual(digits(row(expected('pool_backward', average!).dA_prev!, 1, 1)), shares);
    });
  }

  test('zero_pad: x[1,1], and the pad of each edition', () => {
    const rows = [0.90085595, -0.68372786, -0.12289023, -0.93576943, -0.26788808, 0.53035547];
    for (const edition of EDITIONS) assert.deepEqual(digits(row(editionInputs('zero_pad', edition).X, 1, 1)), rows);
    assert.deepEqual(
      EDITIONS.map((edition) => editionInputs('zero_pad', edition).pad),
      [2, 3],
    );
  });

  test('pool_forward: four calls in 2021, two in 2018', () => {
    const [max, average] = editionCases('pool_forward', '2018').map((inputs) => expected('pool_forward', inputs).A!);
    assert.deepEqual(digits(max!), [1.74481176, 0.86540763, 1.13376944, 1.13162939, 1.51981682, 2.18557541]);
    assert.deepEqual(digits(average!).slice(0, 3), [0.02105773, -0.20328806, -0.40389855]);
    const four = editionCases('pool_forward', '2021').map((inputs) => expected('pool_forward', inputs).A!);
    assert.deepEqual(
      four.map(({ shape }) => shape[1]),
      [3, 3, 2, 2],
    );
    assert.deepEqual(digits(row(four[1]!, 1, 1, 0)), [0.44497696, -0.00261695, -0.31040307]);
    assert.deepEqual(digits(row(four[3]!, 1, 1, 1)), [0.15077452, 0.28911175, 0.00123239]);
  });
});

describe("numpy's numbers", { skip: withoutGolden }, () => {
  const read = ({ shape, data }: GoldenTensor) => tensor(shape, data);

  test('the inputs of 2018 are the golden ones, and so are the outputs', () => {
    const conv = golden<Record<'A_prev' | 'W' | 'b' | 'Z', GoldenTensor>>('conv_forward.json');
    const inputs = editionInputs('conv_forward', '2018');
    for (const name of ['A_prev', 'W', 'b'] as const) assertClose(inputs[name], read(conv[name]), 0, name);
    assertClose(expected('conv_forward', inputs).Z!, read(conv.Z));
    const back = golden<Record<'dZ' | 'dA_prev' | 'dW' | 'db', GoldenTensor>>('conv_backward.json');
    const gradients = editionInputs('conv_backward', '2021');
    assertClose(gradients.dZ, read(back.dZ));
    for (const name of OUTPUT_NAMES.conv_backward as ['dA_prev', 'dW', 'db']) {
      assertClose(expected('conv_backward', gradients)[name]!, read(back[name]), 1e-10, name);
    }
    const pad = golden<Record<'X' | 'X_pad', GoldenTensor>>('zero_pad.json');
    assertClose(expected('zero_pad', editionInputs('zero_pad', '2018')).X_pad!, read(pad.X_pad), 0);
    const pool = golden<Record<'A_prev' | 'max' | 'average', GoldenTensor>>('pool_forward.json');
    const unpool = golden<Record<'dA' | 'max' | 'average', GoldenTensor>>('pool_backward.json');
    for (const [i, mode] of (['max', 'average'] as const).entries()) {
      assertClose(expected('pool_forward', editionCases('pool_forward', '2018')[i]!).A!, read(pool[mode]));
      const gradient = editionCases('pool_backward', '2018')[i]!;
      assertClose(gradient.dA, read(unpool.dA), 0);
      assertClose(expected('pool_backward', gradient).dA_prev!, read(unpool[mode]));
    }
  });
});

test('every function is described by its own arguments and outputs', () => {
  assert.deepEqual(
    COURSE_FUNCTIONS.map(({ name }) => name),
    [...FUNCTION_NAMES],
  );
  for (const { name, outputs, arguments: given, signature } of COURSE_FUNCTIONS) {
    assert.deepEqual(
      outputs.map((output) => output.name),
      OUTPUT_NAMES[name],
    );
    assert.deepEqual(given.map((one) => one.name).sort(), Object.keys(editionInputs(name, '2021')).sort());
    assert.ok(signature.startsWith(`${name}(`));
  }
});
