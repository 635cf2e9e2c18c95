import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { poolForward, tensor } from '../../../../../../native-bridge/reference/index.ts';
import { positionOf } from '../../../../../../renderer/features/learn/inputs/positions.ts';
import { seededPool } from '../../../../../../renderer/features/learn/inputs/seeded-inputs.ts';
import { codeOf } from '../../../../../../renderer/features/learn/pooling/code.ts';
import { PRESETS } from '../../../../../../renderer/features/learn/pooling/presets.ts';
import { pooledWindow } from '../../../../../../renderer/features/learn/pooling/window.ts';

const text = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../../../../native-bridge/reference', name), 'utf8');

suite('one window of a pooling layer', () => {
  for (const mode of ['max', 'average'] as const) {
    test(`${mode}: its result equals the cell of poolForward, and its gradients add up to dA`, () => {
      for (const { sizes } of PRESETS) {
        const { f, stride } = sizes;
        const { APrev } = seededPool(sizes, [0]);
        const { A } = poolForward(APrev, { f, stride }, mode);
        for (const [step, a] of A.data.entries()) {
          const found = pooledWindow({ APrev, f, stride, mode }, positionOf(step, A.shape), -1.5);
          assert.equal(found.result, a);
          assert.equal(found.maxima, 1);
          const sum = found.gradient.data.reduce((total, x) => total + x, 0);
          assert.ok(Math.abs(sum + 1.5) < 1e-12);
        }
      }
    });
  }

  test('a tie is counted, and each maximum gets the whole gradient', () => {
    const APrev = tensor([1, 2, 2, 1], [5, 1, 5, 2]);
    const found = pooledWindow({ APrev, f: 2, stride: 1, mode: 'max' }, { i: 0, h: 0, w: 0, c: 0 }, 3);
    assert.equal(found.maxima, 2);
    assert.deepEqual([...found.share.data], [1, 0, 1, 0]);
    assert.deepEqual([...found.gradient.data], [3, 0, 3, 0]);
  });

  test('the code shown is the reference itself, with the computing line marked', () => {
    const marked = (mode: 'max' | 'average') =>
      codeOf(text('pool.ts'), text('pool-gradient.ts'), mode).map(({ name, excerpt, running }) => [
        name,
        ...running.map((at) => excerpt.lines[at]!.trim()),
      ]);
    assert.deepEqual(
      marked('max').map(([name]) => name),
      ['maximum', 'createMaskFromWindow', 'maxShare'],
    );
    assert.deepEqual(marked('average'), [
      ['mean', 'return values.reduce((a, b) => a + b, 0) / values.length;'],
      ['distributeValue', 'a.data.fill(dz / a.data.length);'],
    ]);
    assert.throws(() => codeOf(text('pool.ts').replace('values.length', 'count'), text('pool-gradient.ts'), 'average'));
  });
});
