import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { type OpenOptions, openDataset } from '../../../datasets/catalog.ts';
import { type Dataset, DatasetError, IMAGE_BYTES, type SplitName } from '../../../datasets/dataset.ts';
import { hashDataset } from '../../../datasets/hash.ts';
import { signsFolder, withoutSigns } from '../../helpers/shared.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';
import { writePair } from './formats/hdf5-pair.ts';
import { writeTree } from './formats/pictures.ts';

const counts = ({ splits }: Dataset) => [splits.train.count, splits.validation.count, splits.test.count];
const greys = ({ splits }: Dataset, split: SplitName) =>
  Array.from({ length: splits[split].count }, (_, i) => splits[split].images[i * IMAGE_BYTES]!);

/** Two classes of ten pictures each; every picture has a different grey. */
async function twoClasses(root: string): Promise<void> {
  const files = Array.from({ length: 20 }, (_, i): [string, number] => [`${i % 2}/${i + 10}.png`, i]);
  await writeTree(root, Object.fromEntries(files));
}

async function refused(spec: string, expected: RegExp, options: OpenOptions = {}): Promise<DatasetError> {
  const error = await openDataset(spec, options).then(
    () => assert.fail(`${spec} was opened`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DatasetError, String(error));
  assert.match(error.message, expected);
  return error;
}

describe('the real pictures', { skip: withoutSigns }, () => {
  test('the HDF5 pair takes precedence over picture folders next to it', async () => {
    const dataset = await openDataset(signsFolder);
    assert.equal(dataset.name, 'signs');
    assert.deepEqual(counts(dataset), [1080, 0, 120]);
    assert.equal(dataset.sha256, hashDataset(dataset.splits));
  });

  test('the folder format', async () => {
    assert.deepEqual(counts(await openDataset(join(signsFolder, '64x64_SIGNS'))), [864, 216, 120]);
  });

  test('a validation share is split off by class and never shares a picture', async () => {
    const { splits } = await openDataset(signsFolder, { validation: 0.15 });
    assert.deepEqual([splits.train.count, splits.validation.count, splits.test.count], [918, 162, 120]);
    for (let label = 0; label < 6; label++) {
      assert.equal(splits.validation.labels.filter((l) => l === label).length, 27);
    }
    assert.equal(new Set([...splits.train.sources, ...splits.validation.sources]).size, 1080);
  });
});

describe('synthetic', () => {
  test('as many pictures per class as asked for', async () => {
    const dataset = await openDataset('synthetic:train=3,test=2,seed=5');
    assert.equal(dataset.name, 'synthetic');
    assert.equal(dataset.classes.length, 6);
    assert.deepEqual(counts(dataset), [18, 0, 12]);
    assert.equal((await openDataset('synthetic:seed=5,test=2,train=3')).sha256, dataset.sha256);
    assert.notEqual((await openDataset('synthetic:train=3,test=2,seed=6')).sha256, dataset.sha256);
  });

  test('an unknown parameter, or one out of range, is refused', async () => {
    await refused('synthetic:trian=3', /does not know trian=3/);
    await refused('synthetic:train=-3', /does not know train=-3/);
    await refused('synthetic:train=0', /needs train of 1 or more/);
    await refused('synthetic:train=99999', /at most 16666 pictures per class/);
    await refused('synthetic:seed=4294967296', /seed up to 4294967295/);
  });
});

describe('shares', () => {
  test('both are shares of the whole, by class, and every picture is in one split', async (t) => {
    const root = temporaryFolder(t);
    await twoClasses(root);
    const dataset = await openDataset(root, { validation: 0.3, test: 0.2, seed: 7 });
    assert.deepEqual(counts(dataset), [10, 6, 4]);
    const all = (['train', 'validation', 'test'] as const).flatMap((split) => greys(dataset, split));
    assert.deepEqual(
      all.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i),
    );
    const { validation } = dataset.splits;
    assert.equal(validation.labels.filter((label) => label === 0).length, 3);
    validation.sources.forEach((source, i) => {
      assert.equal(source, `${validation.labels[i]}/${greys(dataset, 'validation')[i]! + 10}.png`);
    });
  });

  test('the same seed gives the same split', async (t) => {
    const root = temporaryFolder(t);
    await twoClasses(root);
    const hash = async (seed: number) => (await openDataset(root, { validation: 0.3, seed })).sha256;
    assert.equal(await hash(7), await hash(7));
    assert.notEqual(await hash(7), await hash(8));
  });

  test("the data's own split is kept: asking for it is refused", async (t) => {
    const root = temporaryFolder(t);
    await writePair(root);
    const error = await refused(root, /already have a test split of 3 pictures/, { test: 0.2 });
    assert.match(error.remedy, /--test/);
    assert.deepEqual(counts(await openDataset(root, { validation: 0.34 })), [6, 3, 3]);
  });

  test('shares and seeds out of range are refused before anything is read', async () => {
    for (const share of [0, -0.1, 0.91, Number.NaN]) {
      await refused('nowhere', /a validation share of .* is not possible/, { validation: share });
      await refused('nowhere', /a test share of .* is not possible/, { test: share });
    }
    await refused('nowhere', /leave too little/, { validation: 0.5, test: 0.45 });
    for (const seed of [-1, 1.5, 2 ** 32]) await refused('nowhere', /seed .* is not possible/, { seed });
  });

  test("the data's own validation pictures are trained on too where that is requested", async (t) => {
    const root = temporaryFolder(t);
    const files = (split: string, first: number) =>
      Array.from({ length: 4 }, (_, i): [string, number] => [`${split}/${i % 2}_${i}.png`, first + i]);
    await writeTree(
      root,
      Object.fromEntries([...files('train_signs', 10), ...files('val_signs', 50), ...files('test_signs', 90)]),
    );
    const apart = await openDataset(root);
    const joined = await openDataset(root, { joinValidation: true });
    assert.deepEqual(
      [counts(apart), counts(joined)],
      [
        [4, 4, 4],
        [8, 0, 4],
      ],
    );
    assert.deepEqual(greys(joined, 'train'), [...greys(apart, 'train'), ...greys(apart, 'validation')]);
    const { train, validation } = apart.splits;
    assert.deepEqual([...joined.splits.train.labels], [...train.labels, ...validation.labels]);
    assert.deepEqual(joined.splits.test, apart.splits.test);
    assert.notEqual(joined.sha256, apart.sha256);
    await refused(root, /used for training while a validation split is split off/, {
      joinValidation: true,
      validation: 0.2,
    });
  });

  test('joining changes nothing for data without a validation split', async () => {
    const spec = 'synthetic:train=2,test=1';
    assert.equal((await openDataset(spec, { joinValidation: true })).sha256, (await openDataset(spec)).sha256);
  });

  test('a class with a single picture cannot be split', async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { '0/a.png': 1, '0/b.png': 2, '1/a.png': 3 });
    await refused(root, /single training picture/, { validation: 0.5 });
    assert.deepEqual(counts(await openDataset(root)), [3, 0, 0]);
  });
});

describe('a path that is not a dataset is refused, with a list of the formats', () => {
  const withList = async (spec: string, expected: RegExp) => {
    const { remedy } = await refused(spec, expected);
    for (const form of ['synthetic', 'train_signs.h5', '{label}_name.jpg', 'one folder per class']) {
      assert.ok(remedy.includes(form), `${form} is not named in: ${remedy}`);
    }
  };

  test('an unknown name, nothing, a file', async (t) => {
    const root = temporaryFolder(t);
    await writePair(root);
    await withList('imagenet', /imagenet is neither a catalogue name nor a folder/);
    await withList('', /no dataset is named/);
    await withList(join(root, 'missing'), /missing is neither/);
    await writeFile(join(root, 'notes.txt'), 'x');
    await withList(join(root, 'notes.txt'), /notes\.txt is a file; expected the folder/);
    await withList(join(root, 'train_signs.h5', 'inner'), /is neither/);
  });

  test('one file of the HDF5 pair', async (t) => {
    const [root, half] = [temporaryFolder(t), temporaryFolder(t)];
    await writePair(root);
    await copyFile(join(root, 'train_signs.h5'), join(half, 'train_signs.h5'));
    await withList(half, /holds train_signs\.h5, but no test_signs\.h5/);
  });

  test('an empty folder', async (t) => {
    await withList(temporaryFolder(t), /holds no training picture/);
  });
});

test('one file of the HDF5 pair next to picture folders: the folders are used', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, { 'train/0_a.png': 1, 'train/1_a.png': 2, 'test_signs.h5': 'whatever' });
  assert.deepEqual(counts(await openDataset(root)), [2, 0, 0]);
});

test('a broken HDF5 pair is refused, even with picture folders next to it', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, { 'train/0_a.png': 1, 'train/1_a.png': 2 });
  for (const name of ['train_signs.h5', 'test_signs.h5']) await writeFile(join(root, name), 'not HDF5');
  await refused(root, /train_signs\.h5 is not an HDF5 file/);
});

test('a dataset is named after its folder, and files that are ignored are counted', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, { '0/a.png': 1, '1/a.png': 2, '1/note.txt': 'x', 'list.csv': 'x' });
  const steps: string[] = [];
  const dataset = await openDataset(`${root}/`, { onProgress: ({ step }) => steps.push(step) });
  assert.equal(dataset.name, basename(root));
  assert.deepEqual(steps, ['decode pictures', 'ignore 2 files that are not pictures']);
});
