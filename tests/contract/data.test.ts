/** `data` as other programs rely on it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { zipSync } from 'fflate';
import { openDataset } from '../../datasets/catalog.ts';
import { npyBeginning } from '../../datasets/formats/numpy/npy-writing.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const spec = 'synthetic:train=6,test=0,seed=5';

async function card(...args: string[]): Promise<Record<string, unknown>> {
  const ran = await lab(['data', spec, ...args, '--json']);
  assert.equal(ran.status, 0, ran.stderr);
  return ran.lines()[0]!;
}

test('--seed splits the data as training with that seed does; the default is 3', async () => {
  const splitOff = ['--test', '0.34', '--validation', '0.17'];
  const shares = { test: 0.34, validation: 0.17 };
  const nine = await card(...splitOff, '--seed', '9');
  assert.equal(nine.sha256, (await openDataset(spec, { ...shares, seed: 9 })).sha256);
  assert.deepEqual([nine.train, nine.validation, nine.test], [18, 6, 12]);
  const course = await card(...splitOff);
  assert.equal(course.sha256, (await openDataset(spec, { ...shares, seed: 3 })).sha256);
  assert.notEqual(nine.sha256, course.sha256);
});

test('an invalid seed is refused', async () => {
  for (const seed of ['-1', '1.5', 'abc', '2147483649']) {
    const ran = await lab(['data', spec, '--test', '0.5', '--seed', seed]);
    assert.equal(ran.status, 2, ran.stderr);
    assert.match(ran.stderr, /whole number from 0/);
  }
});

test('--export: the format follows the extension or --as, reads back to the same sha256, and replaces nothing without --overwrite', async (t) => {
  const folder = temporaryFolder(t);
  const { sha256 } = await openDataset(spec, { validation: 0.17, seed: 3 });
  for (const [name, ...as] of [['a.zip'], ['pair', '--as', 'hdf5']] as const) {
    const path = join(folder, name);
    const ran = await lab(['data', spec, '--validation', '0.17', '--export', path, ...as, '--json']);
    assert.equal(ran.status, 0, ran.stderr);
    const { kind, path: at, dataset } = ran.lines()[0] as { kind: string; path: string; dataset: { sha256: string } };
    assert.deepEqual([kind, at, dataset.sha256], ['exported', path, sha256]);
    assert.equal((await openDataset(path)).sha256, sha256, name);
  }
  const again = await lab(['data', spec, '--export', join(folder, 'a.zip')]);
  assert.deepEqual([again.status, /a\.zip already exists/.test(again.stderr)], [1, true], again.stderr);
  const odd = await lab(['data', spec, '--export', join(folder, 'x.h5')]);
  assert.match(odd.stderr, /x\.h5 has an extension that belongs to no format[\s\S]*--as hdf5/);
  const alone = await lab(['data', spec, '--as', 'zip']);
  assert.deepEqual([alone.status, /--as only applies to --export/.test(alone.stderr)], [2, true], alone.stderr);
});

test('--map says which array is which; unknown roles are refused', async (t) => {
  const path = join(temporaryFolder(t), 'two.npz');
  const array = (shape: number[], bytes: Uint8Array) => Buffer.concat([npyBeginning('|u1', shape), bytes]);
  const pictures = array(
    [2, 8, 8],
    Uint8Array.from({ length: 128 }, (_, i) => i),
  );
  await writeFile(
    path,
    zipSync({ 'left.npy': pictures, 'right.npy': pictures, 'sign.npy': array([2], Uint8Array.of(1, 0)) }),
  );
  const unclear = await lab(['data', path]);
  assert.match(unclear.stderr, /--map train=x,labels=y[\s\S]*left +uint8 \(2,8,8\)/);
  const ran = await lab(['data', path, '--map', 'train=left,labels=sign,test=right,test-labels=sign', '--json']);
  assert.deepEqual([ran.status, ran.lines()[0]?.train, ran.lines()[0]?.test], [0, 2, 2], ran.stderr);
  for (const [map, expected] of [
    ['left', /ROLE=ARRAY/],
    ['pictures=left', /Roles are train, labels/],
    ['train=a,train=b', /names train twice/],
  ] as const) {
    const refused = await lab(['data', path, '--map', map]);
    assert.deepEqual([refused.status, expected.test(refused.stderr)], [2, true], refused.stderr);
  }
});
