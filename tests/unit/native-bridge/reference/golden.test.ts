/** The eight operations compared with numpy's numbers, and with the course's published figures. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as reference from '../../../../native-bridge/reference/index.ts';
import { type GoldenTensor, golden, withoutGolden } from '../../../helpers/shared.ts';
import { assertClose, mean } from './comparing.ts';

const { tensor } = reference;
const read = ({ shape, data }: GoldenTensor) => tensor(shape, data);

describe('golden values', { skip: withoutGolden }, () => {
  test('zeroPad', () => {
    const { X, pad, X_pad } = golden<{ X: GoldenTensor; pad: number; X_pad: GoldenTensor }>('zero_pad.json');
    assertClose(reference.zeroPad(read(X), pad), read(X_pad));
  });

  test('convSingleStep', () => {
    type Step = { a_slice_prev: GoldenTensor; W: GoldenTensor; b: GoldenTensor; Z: number };
    const { a_slice_prev, W, b, Z } = golden<Step>('conv_single_step.json');
    const z = reference.convSingleStep(read(a_slice_prev), read(W), read(b));
    assertClose(tensor([], [z]), tensor([], [Z]));
    assert.equal(z.toFixed(8), '-6.99908945'); // the course's
  });

  type Conv = Record<'A_prev' | 'W' | 'b' | 'Z' | 'dZ' | 'dA_prev' | 'dW' | 'db', GoldenTensor>;

  test('convForward', () => {
    const given = golden<Conv & { stride: number; pad: number }>('conv_forward.json');
    const { Z, cache } = reference.convForward(read(given.A_prev), read(given.W), read(given.b), given);
    assertClose(Z, read(given.Z));
    assert.equal(mean(Z).toFixed(7), '0.0489952');
    assert.equal(cache.W.data[3], given.W.data[3]);
  });

  test('convBackward', () => {
    const given = golden<Conv & { stride: number; pad: number }>('conv_backward.json');
    const { cache } = reference.convForward(read(given.A_prev), read(given.W), read(given.b), given);
    const { dAPrev, dW, db } = reference.convBackward(read(given.dZ), cache);
    assertClose(dAPrev, read(given.dA_prev));
    assertClose(dW, read(given.dW));
    assertClose(db, read(given.db));
    assert.deepEqual(
      [dAPrev, dW, db].map((d) => mean(d).toFixed(8)),
      ['1.45243778', '1.72699146', '7.83923256'],
    );
  });

  type Pool = Record<'A_prev' | 'dA' | 'max' | 'average', GoldenTensor> & { f: number; stride: number };

  for (const mode of ['max', 'average'] as const) {
    test(`poolForward, ${mode}`, () => {
      const given = golden<Pool>('pool_forward.json');
      assertClose(reference.poolForward(read(given.A_prev), given, mode).A, read(given[mode]));
    });

    test(`poolBackward, ${mode}`, () => {
      const given = golden<Pool>('pool_backward.json');
      const { cache } = reference.poolForward(read(given.A_prev), given, mode);
      assertClose(reference.poolBackward(read(given.dA), cache, mode), read(given[mode]));
    });
  }

  test('createMaskFromWindow', () => {
    const { x, mask } = golden<Record<'x' | 'mask', GoldenTensor>>('create_mask_from_window.json');
    assert.deepEqual(reference.createMaskFromWindow(read(x)), read(mask));
  });

  test('distributeValue', () => {
    const { dz, shape, a } = golden<{ dz: number; shape: number[]; a: GoldenTensor }>('distribute_value.json');
    assert.deepEqual(reference.distributeValue(dz, shape), read(a));
  });
});
