/** Enough pictures for several threads: reading, keeping originals, and ending early. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { IMAGE_BYTES, type OnProgress } from '../../../../datasets/dataset.ts';
import { readFolders } from '../../../../datasets/formats/folders.ts';
import { openTree } from '../../../../datasets/formats/tree/open-tree.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { greyPng } from './pictures.ts';

const COUNT = 700;
const root = temporaryFolder({ after });
const files: Record<string, Uint8Array> = {};
const forms = { folder: join(root, 'folder'), stored: join(root, 'stored.zip'), packed: join(root, 'packed.zip') };

/** The 100th file is truncated, the 200th is not a picture. */
before(async () => {
  const greys = await Promise.all(Array.from({ length: 256 }, (_, grey) => greyPng(grey)));
  for (let i = 0; i < COUNT; i++) {
    const bytes = new Uint8Array(greys[i % 256]!);
    const name = `${i < 350 ? 'a' : 'b'}/${String(i).padStart(3, '0')}.PNG`;
    files[name] = i === 100 ? bytes.subarray(0, 60) : i === 200 ? new TextEncoder().encode('no picture') : bytes;
  }
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(forms.folder, name)), { recursive: true });
    writeFileSync(join(forms.folder, name), bytes);
  }
  writeFileSync(forms.stored, zipSync(files, { level: 0 }));
  writeFileSync(forms.packed, zipSync(files));
});

async function read(path: string, keepIn: string, onProgress?: OnProgress) {
  const tree = await openTree(path);
  return readFolders(tree, { keepIn, onProgress }).finally(() => tree.close());
}

for (const [form, path] of Object.entries(forms)) {
  test(`${form}: every picture is at its index, damaged ones are listed, originals are kept under their numbers`, async () => {
    const keepIn = join(root, `kept-${form}`);
    const { splits, bad = [], originals, sizes } = await read(path, keepIn);
    const kept = [...Array(COUNT).keys()].filter((i) => i !== 100 && i !== 200);
    const { images, labels, sources } = splits.train;
    assert.deepEqual(
      kept.map((_, at) => [images[at * IMAGE_BYTES], images[(at + 1) * IMAGE_BYTES - 1]]),
      kept.map((i) => [i % 256, i % 256]),
    );
    assert.deepEqual(
      [...labels],
      kept.map((i) => (i < 350 ? 0 : 1)),
    );
    assert.deepEqual([sizes?.length, sizes?.every((side) => side === 8)], [kept.length * 2, true]);
    assert.deepEqual(
      bad.map(({ name, reason }) => [name, reason.split(' ').slice(0, 4).join(' ')]),
      [
        ['a/100.PNG', 'is a damaged PNG:'],
        ['a/200.PNG', 'is not a picture'],
      ],
    );
    assert.deepEqual(
      originals,
      kept.map((_, at) => `${at}.png`),
    );
    assert.equal(readdirSync(keepIn).length, kept.length);
    for (const [at, source] of sources.entries()) {
      assert.deepEqual(new Uint8Array(readFileSync(join(keepIn, `${at}.png`))), files[source]);
    }
  });
}

describe('ended before they are done', () => {
  test('by an error in the callback: with that error, and nothing more is written', async () => {
    const keepIn = join(root, 'cancelled');
    const cancelled = new Error('enough');
    const enough: OnProgress = ({ done }) => {
      if (done >= 64) throw cancelled;
    };
    await assert.rejects(read(forms.stored, keepIn, enough), cancelled);
    const left = readdirSync(keepIn).length;
    assert.ok(left < COUNT, `${left} files`);
    await setTimeout(100);
    assert.equal(readdirSync(keepIn).length, left);
  });

  test('by an error unrelated to a picture: a file in the way', async () => {
    const keepIn = join(root, 'in-the-way');
    mkdirSync(keepIn);
    writeFileSync(join(keepIn, '300.png'), '');
    await assert.rejects(read(forms.packed, keepIn), { code: 'EEXIST', path: join(keepIn, '300.png') });
  });
});
