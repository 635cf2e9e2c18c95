import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { convCode, poolCode } from '../../../../../../renderer/features/learn/backward/code.ts';
import { entryText, indices, readEntry } from '../../../../../../renderer/features/learn/backward/entry.ts';

const text = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../../../../native-bridge/reference', name), 'utf8');

suite('the number to check', () => {
  const lengths = { A_prev: 32, W: 16, b: 2 };

  test('it is read from the address; an address without a number gives none', () => {
    for (const entry of [
      { variable: 'A_prev', place: 31 },
      { variable: 'b', place: 0 },
    ] as const) {
      assert.deepEqual(readEntry(entryText(entry), lengths), entry);
    }
    for (const bad of [null, '', 'W', 'W-16', 'X-0', 'W-x', 'b--1']) assert.equal(readEntry(bad, lengths), null);
  });

  test('its indices are in C order', () => {
    assert.equal(indices(0, [2, 3, 4]), '[0, 0, 0]');
    assert.equal(indices(23, [2, 3, 4]), '[1, 2, 3]');
    assert.equal(indices(13, [2, 3, 4]), '[1, 0, 1]');
  });
});

suite('the code of the backward pass', () => {
  test('the lines that accumulate gradients are marked in the reference itself', () => {
    const conv = convCode(text('conv.ts'));
    assert.deepEqual(
      conv.running.map((at) => conv.excerpt.lines[at]!.trim()),
      [
        'for (let c = 0; c < nC; c++) db.data[c]! += dz[position + c]!;',
        'da += w[weight + c]! * d;',
        'dw[weight + c]! += a * d;',
        'dx[pixel]! += da;',
      ],
    );
    const pool = poolCode(text('pool.ts'));
    assert.equal(pool.running.length, 2);
    assert.ok(pool.excerpt.lines[pool.running[1]!]!.includes('dAPrev.data[place]! += share[i]!'));
  });

  test('a changed source fails instead of marking a wrong line', () => {
    assert.throws(() => convCode(text('conv.ts').replace('da += w', 'da -= w')));
    assert.throws(() => poolCode(text('pool.ts').replace('const share = mode', 'const part = mode')));
  });
});
