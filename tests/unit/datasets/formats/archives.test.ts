import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';
import { openDataset } from '../../../../datasets/catalog.ts';
import { DatasetError } from '../../../../datasets/dataset.ts';
import { openTree } from '../../../../datasets/formats/tree/open-tree.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { writeTree } from './pictures.ts';

/** Only this process's temporary files, not those that others are unpacking at the moment. */
const ownTemporary = temporaryFolder({ after });
for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = ownTemporary;

type Files = Record<string, Uint8Array>;

/** Uniform grey pictures, by path. */
async function pictures(t: { after(fn: () => void): void }, wanted: Record<string, number | string>): Promise<Files> {
  const folder = temporaryFolder(t);
  await writeTree(folder, wanted);
  const read = async (path: string) => [path, new Uint8Array(await readFile(join(folder, path)))] as const;
  return Object.fromEntries(await Promise.all(Object.keys(wanted).map(read)));
}

async function tar(
  files: Files,
  extra: { name: string; type: 'symlink'; linkname: string }[] = [],
): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(files)) archive.entry({ name }, Buffer.from(bytes));
  for (const header of extra) archive.entry(header);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const SIGNS = { 'signs/train/0/a.png': 1, 'signs/train/1/b.png': 2, 'signs/test/1/c.png': 3, 'signs/notes.txt': 'x' };

describe('an archive is read like the folder in it', () => {
  const forms: Record<string, (files: Files) => Promise<Uint8Array>> = {
    'signs.zip': async (files) => zipSync(files),
    'signs.tar': (files) => tar(files),
    'signs.tar.gz': async (files) => gzipSync(await tar(files)),
    'signs.tgz': async (files) => gzipSync(await tar(files)),
  };
  for (const [name, packed] of Object.entries(forms)) {
    test(name, async (t) => {
      const files = await pictures(t, SIGNS);
      const folder = temporaryFolder(t);
      await writeFile(join(folder, name), await packed(files));
      await writeTree(join(folder, 'same'), SIGNS);
      const dataset = await openDataset(join(folder, name));
      assert.equal(dataset.name, 'signs');
      assert.deepEqual(dataset.classes, ['0', '1']);
      assert.equal(dataset.sha256, (await openDataset(join(folder, 'same'))).sha256);
      assert.deepEqual(dataset.splits.train.sources, ['signs/train/0/a.png', 'signs/train/1/b.png']);
      assert.ok(
        !readdirSync(ownTemporary).some((entry) => entry.startsWith('signs-lab-tar-')),
        'nothing is left behind',
      );
    });
  }

  test('a folder with one zip per class, as Teachable Machine saves them', async (t) => {
    const folder = temporaryFolder(t);
    const [one, two] = [await pictures(t, { '0.png': 1, '1.png': 2 }), await pictures(t, { '0.png': 3 })];
    await writeFile(join(folder, 'Fist-samples.zip'), zipSync(one));
    await writeFile(join(folder, 'Open hand-samples.zip'), zipSync(two));
    const { classes, splits } = await openDataset(folder);
    assert.deepEqual(classes, ['Fist', 'Open hand']);
    assert.deepEqual([...splits.train.labels], [0, 0, 1]);
    assert.deepEqual(splits.train.sources, ['Fist/0.png', 'Fist/1.png', 'Open hand/0.png']);
  });

  test('a damaged picture in it is listed, the others can be read', async (t) => {
    const files = { ...(await pictures(t, SIGNS)), 'signs/train/0/bad.jpg': Buffer.from('no picture') };
    const path = join(temporaryFolder(t), 'signs.zip');
    await writeFile(path, zipSync(files));
    await assert.rejects(
      openDataset(path),
      /3 pictures are good, 1 files are not:\n {2}signs\/train\/0\/bad\.jpg is not a picture/,
    );
    assert.equal((await openDataset(path, { skipBad: true })).splits.train.count, 2);
  });

  test('of a file that is no picture only the beginning is unpacked', async (t) => {
    const files = await pictures(t, SIGNS);
    const video = randomBytes(24 * 2 ** 20);
    for (const [name, bytes] of [
      ['signs.zip', zipSync({ ...files, 'signs/video.mp4': [video, { level: 0 }] })],
      ['signs.tar', await tar({ ...files, 'signs/video.mp4': video })],
    ] as const) {
      const path = join(temporaryFolder(t), name);
      await writeFile(path, bytes);
      const tree = await openTree(path);
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 1);
      const head = await tree.head('signs/video.mp4', 32);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      clearInterval(watch);
      await tree.close();
      assert.deepEqual([...head], [...video.subarray(0, 32)]);
      assert.ok(most < 8 * 2 ** 20, `${name}: ${most} bytes were held`);
    }
  });

  test('links in it are ignored', async (t) => {
    const files = await pictures(t, SIGNS);
    const path = join(temporaryFolder(t), 'signs.tar');
    await writeFile(
      path,
      await tar(files, [{ name: 'signs/train/1/passwd.png', type: 'symlink', linkname: '/etc/passwd' }]),
    );
    assert.equal((await openDataset(path)).splits.train.count, 2);
  });
});

describe('a hostile or damaged archive is refused with a sentence, and leaves nothing behind', () => {
  const refused = async (t: { after(fn: () => void): void }, name: string, bytes: Uint8Array, expected: RegExp) => {
    const path = join(temporaryFolder(t), name);
    await writeFile(path, bytes);
    await assert.rejects(openTree(path), (error: unknown) => {
      assert.ok(error instanceof DatasetError, String(error));
      assert.match(error.message, expected);
      assert.ok(error.message.startsWith(path), error.message);
      assert.ok(error.remedy.length > 0);
      return true;
    });
    assert.ok(!readdirSync(ownTemporary).some((entry) => entry.startsWith('signs-lab-tar-')));
  };
  const some = { 'a.png': Buffer.from('x') };

  test('names that lead outside', async (t) => {
    await refused(t, 'a.zip', zipSync({ '../../evil.png': Buffer.from('x') }), /names a file outside itself/);
    await refused(t, 'a.zip', zipSync({ '/etc/evil.png': Buffer.from('x') }), /names a file outside itself/);
    await refused(t, 'a.tar', await tar({ '../evil.png': Buffer.from('x') }), /names a file outside itself/);
    await refused(t, 'a.tar', await tar({ 'a/../../evil.png': Buffer.from('x') }), /names a file outside itself/);
  });
  test('a zip bomb', async (t) => {
    const zeros = new Uint8Array(80 * 2 ** 20);
    await refused(t, 'a.zip', zipSync({ 'a.png': [zeros, { level: 9 }] }), /which unpacks from \d+ to 83886080 bytes/);
    await refused(t, 'a.tar.gz', gzipSync(await tar({ 'a.png': zeros })), /which unpacks from \d+ to 83886080 bytes/);
  });
  test('a file that is longer than declared', async (t) => {
    const bytes = Buffer.from(zipSync({ 'a/1.png': Buffer.alloc(5000, 7), 'b/1.png': Buffer.alloc(5000, 9) }));
    // In the central directory too: 5000 becomes 50.
    for (
      let at = bytes.indexOf(Buffer.from([0x88, 0x13, 0, 0]));
      at >= 0;
      at = bytes.indexOf(Buffer.from([0x88, 0x13, 0, 0]))
    ) {
      bytes.writeUInt32LE(50, at);
    }
    const path = join(temporaryFolder(t), 'a.zip');
    await writeFile(path, bytes);
    await assert.rejects(openDataset(path), /no good|damaged/);
  });
  test('truncated, empty, something else', async (t) => {
    const zip = Buffer.from(zipSync({ 'a.png': Buffer.alloc(3000, 1) }));
    await refused(t, 'a.zip', zip.subarray(0, zip.length - 30), /is not a complete zip file|is a damaged zip file/);
    await refused(t, 'a.zip', Buffer.alloc(0), /is not a complete zip file/);
    await refused(t, 'a.zip', Buffer.from('text '.repeat(100)), /is not a complete zip file/);
    const whole = gzipSync(await tar({ ...some, 'b.png': Buffer.alloc(5000, 3) }));
    await refused(t, 'a.tar.gz', whole.subarray(0, whole.length / 2), /is not a complete tar file/);
    await refused(t, 'a.tar.gz', Buffer.from('text '.repeat(100)), /is not a complete tar file/);
    await refused(t, 'a.tar', Buffer.from('text '.repeat(200)), /is not a complete tar file/);
  });
});
