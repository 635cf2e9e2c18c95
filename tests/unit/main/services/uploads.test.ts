/** Uploads: what a page may write, and where. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathSegments } from '../../../../main/services/upload-path.ts';
import { uploadService } from '../../../../main/services/uploads.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const root = temporaryFolder({ after });
const paths = labPaths(root);
mkdirSync(paths.incoming, { recursive: true });
const bytes = (text: string) => new TextEncoder().encode(text);

async function begin(limits?: { bytes: number; files: number }) {
  const service = uploadService({ paths: { ...paths, incoming: join(paths.incoming, `${Math.random()}`) } }, limits);
  const { upload } = await service.handlers['uploads.begin']({});
  const write = async (path: string, text: string) =>
    service.handlers['uploads.write']({ upload, path, bytes: bytes(text) });
  return { service, upload, write, folder: service.folder(upload) };
}

describe('an upload', () => {
  test('joins the pieces of a file in the order they were sent', async () => {
    const { write, folder } = await begin();
    await Promise.all(['a', 'b', 'c', 'd'].map((piece) => write('signs/3/hand.png', piece)));
    await write('signs/empty.txt', '');
    assert.equal(readFileSync(join(folder, 'signs/3/hand.png'), 'utf8'), 'abcd');
    assert.equal(readFileSync(join(folder, 'signs/empty.txt'), 'utf8'), '');
  });

  test('is deleted when it is dropped', async () => {
    const { service, upload, write, folder } = await begin();
    await write('a', 'a');
    await service.handlers['uploads.drop']({ upload });
    assert.equal(existsSync(folder), false);
    assert.throws(() => service.folder(upload), /no upload 1/);
    await assert.rejects(write('a', 'a'), /no upload 1/);
  });

  test('has a limit on bytes and files, checked before anything is written', async () => {
    const { write, folder } = await begin({ bytes: 4, files: 2 });
    await write('a', 'aa');
    await write('b', 'bb');
    await assert.rejects(write('a', 'a'), /at most/);
    await assert.rejects(write('c', ''), /at most 2 files/);
    assert.deepEqual(readdirSync(folder), ['a', 'b']);
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'aa');
  });

  test('reports a file in place of a folder, and continues', async () => {
    const { write, folder } = await begin();
    await write('a', 'a');
    await assert.rejects(write('a/b', 'b'), /a\/b cannot be written/);
    await write('c', 'c');
    assert.deepEqual(readdirSync(folder), ['a', 'c']);
  });
});

const HOSTILE = [
  '/etc/passwd',
  '..',
  '../x',
  'a/../../x',
  'a/..',
  './a',
  'a//b',
  'a/',
  '',
  'a\\b',
  '..\\x',
  'C:\\x',
  'a\0b',
  'a\nb',
  'NUL',
  'con.png',
  'a/COM1/b.png',
  'lpt9.tar.gz',
  'aux ',
  'x'.repeat(256),
  `${'a/'.repeat(40)}b`,
];

describe('a path of an upload', () => {
  for (const path of HOSTILE) {
    test(`${JSON.stringify(path.slice(0, 30))} is refused`, async () => {
      const { write } = await begin();
      const before = readdirSync(root, { recursive: true }).length;
      await assert.rejects(write(path, 'x'), { name: 'HostError' });
      assert.equal(readdirSync(root, { recursive: true }).length, before);
    });
  }

  for (const path of [
    'a',
    'train_signs/3_IMG_5864.jpg',
    'Bilder/schön 1.png',
    '...',
    'console.png',
    '.hidden',
    'a..b',
  ]) {
    test(`${JSON.stringify(path)} is accepted`, () => assert.deepEqual(pathSegments(path, 'linux'), path.split('/')));
  }

  test('that Windows does not allow is refused only there', () => {
    for (const path of ['12:30.png', 'a?.png', 'a. ', 'b.']) {
      assert.deepEqual(pathSegments(path, 'linux'), [path]);
      assert.throws(() => pathSegments(path, 'win32'), /Windows/);
    }
  });
});
