import assert from 'node:assert/strict';
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import { DatasetError, IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { hashDataset } from '../../../../datasets/hash.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const COUNT = 12;
const split = (pictures: number[]) => ({ pictures, labels: pictures.map((picture) => picture % 2) });
const good = () => ({
  format: 1,
  name: 'My hands',
  classes: ['fist', 'palm'],
  pixels: '../pictures.u8',
  splits: { train: split([9, 3, 4, 5, 0, 1, 2, 8]), validation: split([]), test: split([11, 10]) },
});

/** A dataset's folder whose picture `i` has grey `i`; returns the version file's path. */
async function datasetFolder(t: TestContext, content: unknown = good()): Promise<string> {
  const folder = join(temporaryFolder(t), '7');
  await mkdir(join(folder, 'versions'), { recursive: true });
  const pixels = Uint8Array.from({ length: COUNT * IMAGE_BYTES }, (_, i) => Math.floor(i / IMAGE_BYTES));
  await writeFile(join(folder, 'pictures.u8'), pixels);
  const path = join(folder, 'versions/3.signs.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const first = (images: Uint8Array) =>
  Array.from({ length: images.length / IMAGE_BYTES }, (_, i) => images[i * IMAGE_BYTES]);
const last = (images: Uint8Array) =>
  Array.from({ length: images.length / IMAGE_BYTES }, (_, i) => images[(i + 1) * IMAGE_BYTES - 1]);

test('the pictures of the version, in its order', async (t) => {
  const dataset = await openDataset(await datasetFolder(t));
  assert.equal(dataset.name, 'My hands');
  assert.deepEqual(dataset.classes, ['fist', 'palm']);
  const { train, validation, test: tested } = dataset.splits;
  assert.deepEqual(first(train.images), [9, 3, 4, 5, 0, 1, 2, 8]);
  assert.deepEqual(last(train.images), [9, 3, 4, 5, 0, 1, 2, 8]);
  assert.deepEqual([...train.labels], [1, 1, 0, 1, 0, 1, 0, 0]);
  assert.deepEqual([validation.count, tested.count, tested.sources[0]], [0, 2, 'My hands#11']);
  assert.equal(dataset.sha256, hashDataset(dataset.splits));
});

test('a validation share is split off from it', async (t) => {
  const { splits } = await openDataset(await datasetFolder(t), { validation: 0.25 });
  assert.deepEqual([splits.train.count, splits.validation.count, splits.test.count], [6, 2, 2]);
});

/** Groups of two like camera bursts: 9 3 | 4 5 | 0 1, and two ungrouped pictures. */
const grouped = () => ({
  ...good(),
  splits: {
    ...good().splits,
    train: { pictures: [9, 3, 4, 5, 0, 1, 2, 8], labels: [0, 0, 1, 1, 0, 0, 1, 1], groups: [4, 4, 7, 7, 9, 9, -1, -1] },
  },
});

test('a share is split off in whole groups', async (t) => {
  const path = await datasetFolder(t, grouped());
  for (const seed of [1, 2, 3, 4]) {
    const { train, validation } = (await openDataset(path, { validation: 0.25, seed })).splits;
    assert.equal(train.count + validation.count, 8);
    const side = new Set(first(validation.images));
    for (const [a, b] of [
      [9, 3],
      [4, 5],
      [0, 1],
    ]) {
      assert.equal(side.has(a), side.has(b), `${a} and ${b} stay together`);
    }
    for (const label of [0, 1]) assert.ok(train.labels.includes(label) && validation.labels.includes(label));
    assert.equal(train.groups?.length, train.count);
  }
});

test('after its pictures, the file may end with a half-written one', async (t) => {
  const path = await datasetFolder(t);
  await appendFile(join(path, '../../pictures.u8'), new Uint8Array(5000));
  assert.equal((await openDataset(path)).splits.train.count, 8);
});

describe('refused, with the reason', () => {
  const content = good();
  const { splits } = content;
  const cases: [string, unknown, RegExp][] = [
    ['no JSON', '{', /3\.signs\.json: is not JSON/],
    ['another format', { ...content, format: 2 }, /format: /],
    ['an unknown key', { ...content, more: 1 }, /more/],
    ['a path out of the folder', { ...content, pixels: '../../8/pictures.u8' }, /outside the dataset's folder/],
    ['a whole path', { ...content, pixels: '/etc/passwd' }, /outside the dataset's folder/],
    ['no pixel file', { ...content, pixels: '../other.u8' }, /other\.u8 cannot be read: no such file/],
    ['a folder as pixel file', { ...content, pixels: '../versions' }, /versions: is not a regular file/],
    [
      'a picture too far',
      { ...content, splits: { ...splits, test: split([12]) } },
      /test\.pictures\[0\] is 12.* 12 pict/,
    ],
    ['a picture twice', { ...content, splits: { ...splits, test: split([9]) } }, /picture 9 a second time/],
    [
      'a label too high',
      { ...content, classes: ['a', 'b'], splits: { ...splits, test: { pictures: [11], labels: [2] } } },
      /test\.labels\[0\] is 2/,
    ],
    [
      'labels missing',
      { ...content, splits: { ...splits, test: { pictures: [11], labels: [] } } },
      /splits\.test: expected as many/,
    ],
    [
      'groups missing',
      { ...content, splits: { ...splits, test: { ...split([11]), groups: [] } } },
      /splits\.test: expected as many groups/,
    ],
    [
      'a group below alone',
      { ...content, splits: { ...splits, test: { ...split([11]), groups: [-2] } } },
      /splits\.test\.groups\.0/,
    ],
    [
      'a broken index',
      { ...content, splits: { ...splits, test: { pictures: [1.5], labels: [0] } } },
      /splits\.test\.pictures\.0/,
    ],
    ['nothing to train on', { ...content, splits: { ...splits, train: split([]) } }, /train names no picture/],
    ['one class', { ...content, classes: ['a'] }, /only one class \(a\)/],
  ];
  for (const [name, wrong, expected] of cases) {
    test(name, async (t) => {
      const path = await datasetFolder(t, wrong);
      await assert.rejects(openDataset(path), (error) => {
        assert.ok(error instanceof DatasetError, String(error));
        assert.match(error.message, expected);
        return error.remedy.length > 0;
      });
    });
  }

  test('a link out of the folder', {
    skip: process.platform === 'win32' && 'links need privileges',
  }, async (t) => {
    const path = await datasetFolder(t, { ...content, pixels: '../link.u8' });
    await writeFile(join(path, '../../../outside.u8'), new Uint8Array(IMAGE_BYTES));
    await symlink(join(path, '../../../outside.u8'), join(path, '../../link.u8'));
    await assert.rejects(openDataset(path), /leads outside the dataset's folder/);
  });

  test('a truncated pixel file', async (t) => {
    const path = await datasetFolder(t);
    await writeFile(join(path, '../../pictures.u8'), new Uint8Array(IMAGE_BYTES + 1));
    await assert.rejects(openDataset(path), /pictures\.u8: is truncated: 12289 bytes/);
  });
});
