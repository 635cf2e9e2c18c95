import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { zipSync } from 'fflate';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { importDataset } from '../../../../native-bridge/host/import-run.ts';
import { signsFolder, withoutSigns } from '../../../helpers/shared.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { writePair } from '../../datasets/formats/hdf5-pair.ts';
import { greyPng, writeTree } from '../../datasets/formats/pictures.ts';

const quiet = () => {};
const request = (spec: string, folder: string) => ({ kind: 'import', spec, folder }) as const;

async function refusal(spec: string, folder: string): Promise<{ message: string; remedy?: string }> {
  return importDataset(request(spec, folder), quiet).then(
    () => assert.fail(`${spec} was imported`),
    (error) => error,
  );
}

test('picture folders: pixels, labels, splits, the files themselves and their sizes', async (t) => {
  const root = temporaryFolder(t);
  const files = { 'train/0/a.png': 10, 'train/1/b.PNG': 20, 'train/1/c.png': 20, 'test/0/d.png': 30, 'notes.txt': 'x' };
  await writeTree(join(root, 'hands'), files);
  const out = join(root, 'out');
  const steps = new Set<string>();
  const imported = await importDataset(request(join(root, 'hands'), out), ({ step }) => steps.add(step));
  assert.equal(imported.form, 'folder');
  assert.equal(imported.name, 'hands');
  assert.deepEqual([...imported.splits], [0, 0, 0, 2]);
  assert.deepEqual([...imported.labels], [0, 1, 1, 0]);
  assert.deepEqual(imported.sources, ['train/0/a.png', 'train/1/b.PNG', 'train/1/c.png', 'test/0/d.png']);
  assert.deepEqual(imported.originals, ['0.png', '1.png', '2.png', '3.png']);
  assert.deepEqual([...imported.exactGroups], [-1, 0, 0, -1]);
  assert.ok(Math.abs(imported.brightness[0]! - 10 / 255) < 1e-7);
  assert.equal(imported.ignored, 1);
  const pixels = await readFile(join(out, 'pictures.u8'));
  assert.deepEqual(
    [0, 1, 2, 3].map((i) => pixels[i * IMAGE_BYTES]),
    [10, 20, 20, 30],
  );
  assert.deepEqual(await readFile(join(out, 'originals/3.png')), await greyPng(30));
  const sizes = await readFile(join(out, 'sizes.u32'));
  assert.deepEqual([sizes.length, sizes.readUInt32LE(0), sizes.readUInt32LE(4)], [32, 8, 8]);
  assert.deepEqual(
    [...steps],
    // The original files are copied while decoding.
    ['decode pictures', 'write pictures', 'measure pictures', 'look for duplicates'],
  );
});

describe('a folder that was dropped', () => {
  test('a nested folder is opened, with or without a macOS file next to it', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'in/.DS_Store': 'x', 'in/hands/0/a.png': 1, 'in/hands/1/b.png': 2 });
    const imported = await importDataset(request(join(root, 'in'), join(root, 'out')), quiet);
    assert.equal(imported.name, 'hands');
    assert.deepEqual(imported.sources, ['hands/0/a.png', 'hands/1/b.png']);
    assert.deepEqual(imported.notes, ['the data are in hands']);
  });

  test('a single split folder is one split, a single class folder one class', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'in/train/0/a.png': 1, 'in/train/1/b.png': 2, 'one/0/a.png': 1 });
    const imported = await importDataset(request(join(root, 'in'), join(root, 'out')), quiet);
    assert.deepEqual(imported.sources, ['train/0/a.png', 'train/1/b.png']);
    assert.match((await refusal(join(root, 'one'), join(root, 'out2'))).message, /only one class \(0\)/);
  });

  for (const [there, missing] of [
    ['train', 'test'],
    ['test', 'train'],
  ]) {
    test(`${there}_signs.h5 alone: ${missing}_signs.h5 is missed`, async (t) => {
      const root = temporaryFolder(t);
      await mkdir(join(root, 'in/inner'), { recursive: true });
      await writePair(join(root, 'in/inner'));
      await rm(join(root, `in/inner/${missing}_signs.h5`));
      const { message, remedy } = await refusal(join(root, 'in'), join(root, 'out'));
      assert.match(message, new RegExp(`holds ${there}_signs\\.h5, but no ${missing}_signs\\.h5`));
      assert.match(remedy ?? '', /a folder with train_signs\.h5 and test_signs\.h5/);
    });
  }

  test('a file that is no picture is left out and named; the originals are those of the good ones', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'in/0/a.png': 1, 'in/0/b.png': 'not a picture', 'in/1/c.png': 2 });
    const imported = await importDataset(request(join(root, 'in'), join(root, 'out')), quiet);
    assert.deepEqual([imported.count, imported.sources], [2, ['0/a.png', '1/c.png']]);
    assert.deepEqual(
      imported.bad.map(({ name }) => name),
      ['0/b.png'],
    );
    assert.deepEqual((await readdir(join(root, 'out/originals'))).sort(), ['0.png', '1.png']);
  });

  test('a zip file: its pictures are kept as they are in it', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'in/0/a.png': 1, 'in/1/b.png': 2 });
    const [a, b] = await Promise.all(['0/a.png', '1/b.png'].map((path) => readFile(join(root, 'in', path))));
    await mkdir(join(root, 'sent'));
    await writeFile(join(root, 'sent/hands.zip'), zipSync({ 'x/0/a.png': a!, 'x/1/b.png': b! }));
    const imported = await importDataset(request(join(root, 'sent'), join(root, 'out')), quiet);
    assert.deepEqual([imported.name, imported.sources], ['hands', ['hands/x/0/a.png', 'hands/x/1/b.png']]);
    assert.deepEqual(await readFile(join(root, 'out/originals/1.png')), b);
  });
});

test('the HDF5 pair has no original files', async (t) => {
  const root = temporaryFolder(t);
  await mkdir(join(root, 'pair'));
  await writePair(join(root, 'pair'));
  const imported = await importDataset(request(join(root, 'pair'), join(root, 'out')), quiet);
  assert.deepEqual([imported.form, imported.count, imported.originals[0]], ['hdf5', 12, null]);
  assert.deepEqual(await readdir(join(root, 'out')), ['pictures.u8']);
  assert.equal(imported.sources[9], 'test_signs.h5#0');
});

describe('cancelling', () => {
  for (const [name, spec] of [
    ['drawn hands', () => 'synthetic:train=2,test=0'],
    ['picture folders', (root: string) => join(root, 'in')],
  ] as const) {
    test(`${name}: after any step except the last`, async (t) => {
      const root = temporaryFolder(t);
      await writeTree(join(root, 'in'), { '0/a.png': 1, '1/b.png': 2 });
      const steps = new Set<string>();
      await importDataset(request(spec(root), join(root, 'out')), ({ step }) => steps.add(step));
      assert.ok(steps.size >= 4);
      for (const last of [...steps].slice(0, -1)) {
        let stopped = false;
        const follow = ({ step }: { step: string }) => {
          stopped ||= step === last;
        };
        const work = importDataset(request(spec(root), join(root, last)), follow, () => stopped);
        await assert.rejects(work, /The import was cancelled/, last);
      }
    });
  }

  test('messages are received while hands are drawn', async (t) => {
    const folder = join(temporaryFolder(t), 'out');
    let stopped = false;
    setTimeout(() => {
      stopped = true;
    }, 20);
    const work = importDataset(request('synthetic:train=16666,test=0', folder), quiet, () => stopped);
    await assert.rejects(work, /cancelled/);
  });
});

test('existing files are not overwritten', async (t) => {
  const folder = temporaryFolder(t);
  await writeFile(join(folder, 'pictures.u8'), 'kept');
  await assert.rejects(importDataset(request('synthetic:train=1,test=1', folder), quiet), /EEXIST/);
  assert.equal(await readFile(join(folder, 'pictures.u8'), 'utf8'), 'kept');
});

test('the real SIGNS pair', { skip: withoutSigns }, async (t) => {
  const imported = await importDataset(request(signsFolder, join(temporaryFolder(t), 'out')), quiet);
  assert.deepEqual([imported.form, imported.name, imported.count], ['hdf5', 'signs', 1200]);
  assert.equal(imported.splits.filter((split) => split === 2).length, 120);
});
