import assert from 'node:assert/strict';
import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DatasetError, IMAGE_BYTES, type ImageSet, type OnProgress } from '../../../../datasets/dataset.ts';
import { readFolders, sortClasses } from '../../../../datasets/formats/folders.ts';
import { diskTree } from '../../../../datasets/formats/tree/disk-tree.ts';
import { signsFolder, withoutSigns } from '../../../helpers/shared.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { writeTree } from './pictures.ts';

const readTree = (root: string, onProgress?: OnProgress) => readFolders(diskTree(root), { onProgress });

/** Per picture: its source, label and grey. */
function rows({ count, images, labels, sources }: ImageSet): [string, number, number][] {
  return Array.from({ length: count }, (_, i) => [sources[i]!, labels[i]!, images[i * IMAGE_BYTES]!]);
}

test('the real folders: 864, 216 and 120 pictures of six classes', { skip: withoutSigns }, async () => {
  const reports: number[] = [];
  const { classes, splits, ignored } = await readTree(join(signsFolder, '64x64_SIGNS'), ({ done, total }) => {
    assert.equal(total, 1200);
    reports.push(done);
  });
  assert.deepEqual(classes, ['0', '1', '2', '3', '4', '5']);
  assert.deepEqual([splits.train.count, splits.validation.count, splits.test.count], [864, 216, 120]);
  assert.deepEqual([...splits.test.labels].filter((label) => label === 5).length, 20);
  assert.equal(splits.train.sources[0], 'train_signs/0_IMG_5864.jpg');
  assert.equal(ignored, 0);
  assert.equal(reports.at(-1), 1200);
});

describe('{label}_name files in split folders', () => {
  test('in the order of their names, ignoring other files', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, {
      'train_signs/2_b.png': 20,
      'train_signs/0_a.png': 10,
      'train_signs/2_a.PNG': 30,
      'train_signs/Thumbs.db': 'x',
      'train_signs/.hidden.jpg': 'x',
      'val_signs/2_c.png': 40,
      'test_signs/0_d.png': 50,
      'notes.txt': 'x',
    });
    const { classes, splits, ignored } = await readTree(root);
    assert.deepEqual(classes, ['0', '2']);
    assert.deepEqual(rows(splits.train), [
      ['train_signs/0_a.png', 0, 10],
      ['train_signs/2_a.PNG', 1, 30],
      ['train_signs/2_b.png', 1, 20],
    ]);
    assert.deepEqual(rows(splits.validation), [['val_signs/2_c.png', 1, 40]]);
    assert.deepEqual(rows(splits.test), [['test_signs/0_d.png', 0, 50]]);
    assert.equal(ignored, 3);
  });

  test('validation and test may be missing', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'train_signs/0_a.png': 1, 'train_signs/1_a.png': 2 });
    const { splits } = await readTree(root);
    assert.deepEqual([splits.train.count, splits.validation.count, splits.test.count], [2, 0, 0]);
  });

  test('labels sort as numbers', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'train/10_a.png': 10, 'train/9_a.png': 9, 'train/09_b.png': 8 });
    const { classes, splits } = await readTree(root);
    assert.deepEqual(classes, ['9', '10']);
    assert.deepEqual(
      rows(splits.train).map(([, label, grey]) => [label, grey]),
      [
        [0, 8],
        [1, 10],
        [0, 9],
      ],
    );
  });
});

describe('one folder per class', () => {
  test('without splits everything is training data; linked folders are followed', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'data/fist/b.png': 2, 'data/fist/a.png': 1, 'data/fist/readme.md': 'x', 'palm/c.png': 3 });
    await symlink(join(root, 'palm'), join(root, 'data/palm'), 'junction');
    const { classes, splits, ignored } = await readTree(join(root, 'data'));
    assert.deepEqual(classes, ['fist', 'palm']);
    assert.deepEqual(rows(splits.train), [
      ['fist/a.png', 0, 1],
      ['fist/b.png', 0, 2],
      ['palm/c.png', 1, 3],
    ]);
    assert.equal(splits.test.count, 0);
    assert.equal(ignored, 1);
  });

  test('inside train, val and test', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { 'train/0/a.png': 1, 'train/1/a.png': 2, 'val/1/b.png': 3, 'test/0/c.png': 4 });
    const { splits } = await readTree(root);
    assert.deepEqual(rows(splits.train), [
      ['train/0/a.png', 0, 1],
      ['train/1/a.png', 1, 2],
    ]);
    assert.deepEqual(rows(splits.validation), [['val/1/b.png', 1, 3]]);
    assert.deepEqual(rows(splits.test), [['test/0/c.png', 0, 4]]);
  });

  test('pictures in folders inside a class folder are of that class, with a note', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, {
      ...{
        'train/0/a.png': 1,
        'train/0/monday/b.png': 2,
        'train/0/monday/deep/er/c.png': 3,
        'train/1/tuesday/d.png': 4,
      },
      ...{ 'train/1/tuesday/notes.txt': 'x', 'train/2/empty/notes.txt': 'x', 'test/1/e.png': 5 },
    });
    const { splits, ignored, notes, bad } = await readTree(root);
    assert.deepEqual(rows(splits.train), [
      ['train/0/a.png', 0, 1],
      ['train/0/monday/b.png', 0, 2],
      ['train/0/monday/deep/er/c.png', 0, 3],
      ['train/1/tuesday/d.png', 1, 4],
    ]);
    assert.deepEqual(notes, [
      '3 pictures in folders inside class folders, such as train/0/monday, are read as pictures of that class',
    ]);
    assert.equal(ignored, 2);
    assert.deepEqual(bad, [{ name: 'train/2', reason: 'is a class folder without a picture' }]);
  });

  test('classes sort as numbers if all are numbers, else naturally', () => {
    assert.deepEqual(sortClasses(['10', '9', '0', '9']), ['0', '9', '10']);
    assert.deepEqual(sortClasses(['sign10', 'sign2', 'Apple', 'bee']), ['Apple', 'bee', 'sign2', 'sign10']);
    assert.deepEqual(sortClasses(['10', '9', 'none']), ['9', '10', 'none']);
  });
});

test('more pictures than workers keep their order', async (t) => {
  const root = temporaryFolder(t);
  const name = (i: number) => `${i % 2}/${String(i).padStart(3, '0')}.png`;
  await writeTree(root, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [name(i), i])));
  const { splits } = await readTree(root);
  for (const [source, label, grey] of rows(splits.train)) assert.equal(source, name(grey), `label ${label}`);
});

describe('bad files do not stop the others, and are listed with the kind of damage', () => {
  const good = { '0/a.png': 1, '0/b.png': 2, '1/a.png': 3, '1/b.png': 4 };
  const cases: Record<string, [Record<string, number | string>, string, RegExp]> = {
    'a text with a picture extension': [
      { ...good, '1/c.jpg': 'text' },
      '1/c.jpg',
      /^is not a picture in a known format/,
    ],
    'an empty picture': [{ ...good, '0/c.jpg': '' }, '0/c.jpg', /^is empty \(0 bytes\)$/],
    'a class that is never trained': [
      { 'train/0/a.png': 1, 'train/0/b.png': 2, 'train/1/a.png': 3, 'train/1/b.png': 4, 'test/7/c.png': 5 },
      'test/7/c.png',
      /^is of class 7, which has no training picture$/,
    ],
    'a class folder of other files': [{ ...good, '2/notes.txt': 'x' }, '2', /^is a class folder without a picture$/],
    'two classes of one name': [
      { 'fist/a.png': 1, 'fist/b.png': 2, 'Fist/a.png': 3, 'Fist/b.png': 4 },
      'Fist and fist',
      /differ only in upper and lower case$/,
    ],
  };
  for (const [name, [files, which, reason]] of Object.entries(cases)) {
    test(name, async (t) => {
      const root = temporaryFolder(t);
      await writeTree(root, files);
      const { bad = [], splits, sizes } = await readTree(root);
      assert.deepEqual(
        bad.map((one) => one.name),
        [which],
      );
      assert.match(bad[0]!.reason, reason);
      assert.deepEqual(
        rows(splits.train)
          .map(([, label, grey]) => [label, grey] as const)
          .sort(([, a], [, b]) => a - b),
        [
          [0, 1],
          [0, 2],
          [1, 3],
          [1, 4],
        ],
        'the others keep their pixels and labels',
      );
      assert.equal(sizes?.length, 8);
    });
  }

  test('a class with only damaged pictures is dropped, and each picture is reported once', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { ...good, '2/a.jpg': 'x', '2/b.jpg': 'y', '3/a.png': 5 });
    const { bad = [], classes, splits } = await readTree(root);
    assert.deepEqual(classes, ['0', '1', '3']);
    assert.deepEqual(
      bad.map((one) => one.name),
      ['2/a.jpg', '2/b.jpg'],
    );
    assert.deepEqual([...splits.train.labels], [0, 0, 1, 1, 2]);
  });
});

describe('names of splits and wrappers', () => {
  for (const [train, validation, test_] of [
    ['Training', 'Valid', 'TESTING'],
    ['train', 'dev', 'test'],
    ['TRAIN_SET', 'validation', 'test_images'],
  ] as const) {
    test(`${train}, ${validation}, ${test_}`, async (t) => {
      const root = temporaryFolder(t);
      await writeTree(root, {
        [`${train}/0/a.png`]: 1,
        [`${train}/1/a.png`]: 2,
        [`${validation}/1/b.png`]: 3,
        [`${test_}/0/c.png`]: 4,
      });
      const { splits } = await readTree(root);
      assert.deepEqual([splits.train.count, splits.validation.count, splits.test.count], [2, 1, 1]);
    });
  }

  test('nested in twelve folders, with a note that says so', async (t) => {
    const root = temporaryFolder(t);
    const wrappers = Array.from({ length: 12 }, (_, at) => `w${at}`).join('/');
    await writeTree(root, { [`${wrappers}/0/a.png`]: 1, [`${wrappers}/1/a.png`]: 2, 'readme.txt': 'x' });
    const { splits, notes } = await readTree(root);
    assert.deepEqual(
      rows(splits.train).map(([source]) => source),
      [`${wrappers}/0/a.png`, `${wrappers}/1/a.png`],
    );
    assert.deepEqual(notes, [`the data are in ${wrappers}`]);
  });

  test('a picture without an extension counts', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { '0/a.png': 1, '1/b.png': 2 });
    await rename(join(root, '1/b.png'), join(root, '1/b'));
    assert.equal((await readTree(root)).splits.train.count, 2);
  });
});

describe('errors name the cause', () => {
  const cases: Record<string, [Record<string, number | string>, RegExp]> = {
    'only one class left': [
      { '0/a.png': 1, '1/b.jpg': 'text' },
      /holds good training pictures of fewer than two classes; 1 are bad, such as 1\/b\.jpg, which is not a picture/,
    ],
    'one class folder': [{ '0/a.png': 1, '0/b.png': 2 }, /holds only one class \(0\)/],
    'one label': [{ 'train_signs/3_a.png': 1 }, /holds only one class \(3\)/],
    'no label': [{ 'train_signs/0_a.png': 1, 'train_signs/IMG_1.png': 2 }, /IMG_1\.png has no label/],
    'an unlabelled file in a flat folder': [{ 'holiday.png': 1 }, /holiday\.png has no label/],
    'pictures next to folders': [
      { '0/a.png': 1, '1_b.png': 2 },
      /holds folders \(0, ...\) and pictures \(1_b\.png, ...\)/,
    ],
    'a test split alone': [{ 'test_signs/0_a.png': 1 }, /holds test_signs, but no train_signs/],
    'two names of one split': [
      { 'train/0_a.png': 1, 'train_signs/1_a.png': 1 },
      /holds train and train_signs: which one/,
    ],
    'a train folder without pictures': [{ 'train/notes.txt': 'x', 'test/0_a.png': 1 }, /holds no training picture/],
  };
  for (const [name, [files, expected]] of Object.entries(cases)) {
    test(name, async (t) => {
      const root = temporaryFolder(t);
      await writeTree(root, files);
      await assert.rejects(readTree(root), (error: unknown) => {
        assert.ok(error instanceof DatasetError, String(error));
        assert.match(error.message, expected);
        assert.ok(error.message.includes(root));
        assert.notEqual(error.remedy, '');
        return true;
      });
    });
  }

  test('an empty folder', async (t) => {
    const root = temporaryFolder(t);
    await assert.rejects(readTree(root), { name: 'DatasetError', message: `${root} holds no training pictures` });
  });

  test('a folder that was deleted', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { '0/a.png': 1 });
    await rename(join(root, '0'), join(root, '1'));
    await assert.rejects(readTree(join(root, '0')), {
      name: 'DatasetError',
      message: /cannot be read: no such file or directory/,
    });
  });
});
