import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outputsOf, type ReadArray, ReadError } from '../../../../../native-bridge/learn/read/index.ts';
import { tensor } from '../../../../../native-bridge/reference/index.ts';

const array = (name: string | null, value: number): ReadArray => ({ name, tensor: tensor([], [value]), notes: [] });
const values = (arrays: ReadArray[], wanted: string[]) =>
  Object.fromEntries(Object.entries(outputsOf(arrays, wanted)).map(([name, { data }]) => [name, data[0]]));

describe('outputsOf', () => {
  test('by name; others are ignored, missing ones are left out', () => {
    const arrays = [array('cache', 9), array('db', 3), array('dW', 2)];
    assert.deepEqual(values(arrays, ['dA_prev', 'dW', 'db']), { dW: 2, db: 3 });
  });

  test('ignoring case and underscores', () => {
    assert.deepEqual(values([array('x_pad', 1)], ['X_pad']), { X_pad: 1 });
  });

  test('by an alias, where no other name fits', () => {
    const aliased = (...arrays: ReadArray[]) =>
      outputsOf(arrays, ['dA_prev', 'dW'], { dA_prev: 'dA' }).dA_prev?.data[0];
    assert.equal(aliased(array('dA', 1), array('dW', 2)), 1);
    assert.equal(aliased(array('dA', 1), array('dAprev', 3)), 3);
    assert.equal(aliased(array('da', 1), array('dW', 2)), undefined);
  });

  test('of two with the same name, the last: it is from the latest run', () => {
    assert.deepEqual(values([array('Z', 1), array('Z', 2)], ['Z']), { Z: 2 });
    assert.deepEqual(values([array('z', 1), array('z', 2)], ['Z']), { Z: 2 });
  });

  test('in order, without names or with those of np.savez', () => {
    assert.deepEqual(values([array(null, 1), array(null, 2)], ['dA_prev', 'dW']), { dA_prev: 1, dW: 2 });
    assert.deepEqual(values([array('arr_0', 1), array('arr_1', 2)], ['a', 'b']), { a: 1, b: 2 });
  });

  test('a single array with another name is the only output', () => {
    assert.deepEqual(values([array('my_result', 1)], ['Z']), { Z: 1 });
  });

  test('refuses numbers without brackets', () => {
    assert.throws(() => outputsOf([array(null, 1), array(null, 2)], ['Z']), /2 numbers without a bracket/);
  });

  test('refuses ambiguous arrays', () => {
    assert.throws(
      () => outputsOf([array('q', 1), array('r', 2)], ['Z']),
      (error: unknown) => {
        assert.ok(error instanceof ReadError);
        assert.equal(error.message, 'There is no Z in it, but q, r.');
        assert.equal(error.remedy, 'Name what your function returns: np.savez(file, Z=Z).');
        return true;
      },
    );
  });
});
