/** `data` as other programs rely on it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDataset } from '../../datasets/catalog.ts';
import { lab } from '../helpers/lab.ts';

const spec = 'synthetic:train=6,test=0,seed=5';

async function card(...args: string[]): Promise<Record<string, unknown>> {
  const ran = await lab(['data', spec, ...args, '--json']);
  assert.equal(ran.status, 0, ran.stderr);
  return ran.lines()[0]!;
}

test('--seed carves the splits as a training with that seed does; 3 where none is named', async () => {
  const carved = ['--test', '0.34', '--validation', '0.17'];
  const shares = { test: 0.34, validation: 0.17 };
  const nine = await card(...carved, '--seed', '9');
  assert.equal(nine.sha256, (await openDataset(spec, { ...shares, seed: 9 })).sha256);
  assert.deepEqual([nine.train, nine.validation, nine.test], [18, 6, 12]);
  const course = await card(...carved);
  assert.equal(course.sha256, (await openDataset(spec, { ...shares, seed: 3 })).sha256);
  assert.notEqual(nine.sha256, course.sha256);
});

test('a seed that is none is refused', async () => {
  for (const seed of ['-1', '1.5', 'abc', '2147483649']) {
    const ran = await lab(['data', spec, '--test', '0.5', '--seed', seed]);
    assert.equal(ran.status, 2, ran.stderr);
    assert.match(ran.stderr, /whole number from 0/);
  }
});
