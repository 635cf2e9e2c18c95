import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { openDataset, readData } from '../../../../datasets/catalog.ts';
import { DatasetError, IMAGE_BYTES, type ImageSet } from '../../../../datasets/dataset.ts';
import { columnsOf } from '../../../../datasets/formats/tables/csv-columns.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { writeTree } from './pictures.ts';

/** pyarrow 24: greys 10, 20, 30, 40 as 4x4 PNG, labels 0, 1, 1, 0, names stone and paper in the metadata; gzipped. */
const PARQUET = gunzipSync(
  Buffer.from(
    'H4sIAAAAAAACA4VUPWzbRhQ+UbTKqjagGjmCLDQohEMkgONKcpTEgQL0qF82kiPTkfVTFxVFUBRbUmJFKbKdBii6FeiYKS2CoEPHTgW6FW2m' +
      'TJ06FEWHoMjQKUOmLgV6d6QtGx76IOi9d9/7vnvvHqQG0jKQhX+z8DFTgxwEqwD8wOyrAIAvG9uVlfg7cRyuqNWihj0bYX/msAdfPf7lW+wS' +
      'ahHdO/jGeNnv9Xr99y6CiARWWe7Jv6RGLW0Xv1d6X/xUB+wF/e268AIkk18f/fgK54+MlXqSeQLkP5Kvt8jBb72Vei26D9K/1i4enGZDAC9A' +
      'YR23loAxGEtiKL7G4G+OYaIvAe69AcvHnV9ei2Ekk97wRlYkDrIwnt+kCTm+RqP/10vBtRp2RC+RB6FFQo/pq5A/Q38zRemRSDQGWXE/B4SY' +
      'bwxNV4csyDHCku3qloljuHwJZ/3DqekHMevp0+ElUCMikCWgo/dNB/CcmBTzMkjCZTEHYgnxcqARcCHDc/yzJf4fRn7GyNyVddIrZEhnCezy' +
      '/HNWjInXcUdY9rwIvZRqfBfhn0bkv6Ly59HzIumzGmygEXZI6VP+M/kFKz9lz5GvxESZMvk/3+A5meMfLQFxXXhrOLMse2QNdMMUpg8kezQY' +
      'S7dSD6SBqU9nE9OnCW2SRh9NDz0SSSo9eriekujtFBzpLiV8IPnT8ciUMOjpnjmRPsTRCbPg6L5fo6SH2ICwjDTtbutWsB/hd/ZdYjcsBSG0' +
      'gwK7g9A1pFiojJCFChY9U5Qz+Jz40gleQ2F+rEJxlXiFelJUoDi5CFVJkXJDdZ1Z171p37VJ3HU6bS1juHtH6sdjyzx83+u3yqPurnpdrfp2' +
      'e1PLGZUmrkX2bisz7Gab9mB3bqnuwbDj7vkhZ9ZpZRzjEHPKvm1savf7btOuFZBtVMrzblu124TjbKXNtuIQjvrJtt9pbx/dq5TtbmtuD9qZ' +
      'rUEwKZ1Kr+6NulncZ7Y77GSbwSilxbxGA78fGXdH3QmHPvWUeEoSVoIeSV5AqE5ElHlYSqxJkTFZBaEUNfro1sl70VKqRJYSEpTgfcjpnSKh' +
      'do75ikaLOgv+qX4r5bRO06JK6ktUzCL7roZ721mQSqVgafPFfhf322Zbc4wF5RR++zYQUp4++XRmTq8anndVn0zG89R9c+Lb41Eqm9tIb2TE' +
      'PP7dBx9wkwWggf+J/wNDfHkcjgUAAA==',
    'base64',
  ),
);

const greys = ({ images, count }: ImageSet) => Array.from({ length: count }, (_, i) => images[i * IMAGE_BYTES]);
const cells = (values: readonly (string | number)[][], separator = ',') =>
  values.map((row) => row.join(separator)).join('\n');
/** A row with a label and `side` x `side` pixels of one grey. */
const row = (label: string | number, grey: number, side = 28) => [label, ...new Array<number>(side * side).fill(grey)];

describe('a table of pixels', () => {
  test('with a header, one file per split, as on Kaggle', async (t) => {
    const folder = temporaryFolder(t);
    const header = ['label', ...Array.from({ length: 784 }, (_, i) => `pixel${i + 1}`)];
    await writeFile(join(folder, 'sign_mnist_train.csv'), cells([header, row(3, 100), row(7, 200), row(3, 50)]));
    await writeFile(join(folder, 'sign_mnist_test.csv'), cells([header, row(7, 150)]));
    await writeFile(join(folder, 'readme.md'), 'x');
    const { classes, splits, notes = [] } = await openDataset(folder);
    assert.deepEqual([classes, [...splits.train.labels], [...splits.test.labels]], [['3', '7'], [0, 1, 0], [1]]);
    assert.deepEqual([greys(splits.train), greys(splits.test)], [[100, 200, 50], [150]]);
    assert.match(notes.join(), /sign_mnist_train\.csv: pixels: int32 0\.\.255, read as 0\.\.255; grey/);
    // Given by one of the two file names.
    assert.equal((await openDataset(join(folder, 'sign_mnist_train.csv'))).splits.test.count, 0);
  });

  test('without a header, with semicolons, colour and text labels; zipped', async (t) => {
    const path = join(temporaryFolder(t), 'hands.zip');
    const coloured = (label: string, rgb: number[]) => [label, ...Array.from({ length: 64 }, () => rgb).flat()];
    const header = ['class', ...Array.from({ length: 192 }, (_, i) => `p${i}`)];
    const table = cells([header, coloured('palm', [200, 10, 20]), coloured('fist', [0, 255, 9])], ';');
    await writeFile(path, zipSync({ 'archive/hands.csv': Buffer.from(table) }));
    const { classes, splits } = await openDataset(path);
    assert.deepEqual(
      [classes, [...splits.train.labels]],
      [
        ['fist', 'palm'],
        [1, 0],
      ],
    );
    assert.deepEqual([...splits.train.images.subarray(0, 3)], [200, 10, 20]);
  });

  test('the meaning of its columns', () => {
    const titles = (n: number) => ['label', ...Array.from({ length: n }, (_, i) => `${i}`)];
    assert.deepEqual(columnsOf(titles(784), undefined), {
      ...{
        kind: 'pixels',
        label: 0,
        pixels: Array.from({ length: 784 }, (_, i) => i + 1),
        height: 28,
        width: 28,
        channels: 1,
      },
    });
    assert.equal(columnsOf(titles(785), undefined), null, 'no square');
    assert.equal(columnsOf(['a', 'b', 'c'], ['1', '2', '3']), null);
    assert.deepEqual(columnsOf(['id', 'file_name', 'label', 'split'], ['1', 'x.jpg', 'a', 'test']), {
      kind: 'files',
      file: 1,
      label: 2,
      split: 3,
    });
  });

  test('a cell that is not a number, a row that is too short', async (t) => {
    const path = join(temporaryFolder(t), 'hands.csv');
    const header = ['label', ...Array.from({ length: 64 }, (_, i) => `p${i}`)];
    const refused = async (rows: (string | number)[][], expected: RegExp) => {
      await writeFile(path, cells([header, ...rows]));
      await assert.rejects(
        openDataset(path),
        (error: unknown) => error instanceof DatasetError && expected.test(error.message),
      );
    };
    await refused(
      [row(0, 9, 8), [1, ...new Array<number>(63).fill(9), 'x']],
      /hands\.csv has "x" in row 3, column 65, not a number/,
    );
    await refused(
      [row(0, 9, 8), [1, 2, 3]],
      /is not a table: a different number of cells than in earlier rows in line 3/,
    );
    await refused([row(0, 2, 8), row(1, 3, 8)], /with values of 2\.\.3/);
  });
});

describe('a table of file names and labels', () => {
  test('with the pictures in a folder next to it, and their splits', async (t) => {
    const folder = temporaryFolder(t);
    await writeTree(folder, { 'images/a.png': 10, 'images/b.png': 20, 'images/deep/c.png': 30, 'images/d.png': 40 });
    const table =
      'filename,label,split\na.png,one,train\nimages/b.png,two,train\nc.png,one,test\nd.png,one,Validation\nnot-there.png,two,train\n';
    await writeFile(join(folder, 'labels.csv'), table);
    const { classes, splits } = await openDataset(folder, { skipBad: true });
    assert.deepEqual(classes, ['one', 'two']);
    assert.deepEqual([greys(splits.train), greys(splits.validation), greys(splits.test)], [[10, 20], [40], [30]]);
  });

  const listed = async (
    t: { after(fn: () => void): void },
    pictures: Record<string, number>,
    name: string,
    rows: string,
  ) => {
    const folder = temporaryFolder(t);
    await writeTree(folder, pictures);
    await writeFile(join(folder, name), rows);
    const { splits, classes, bad = [] } = await readData(join(folder, name));
    const { train } = splits;
    const labelled = greys(train)
      .map((grey, i) => [grey, classes[train.labels[i]!]])
      .sort();
    return { labelled, bad: bad.map((one) => `${one.name} ${one.reason}`) };
  };

  test('of names in several folders, those in the folder of the table are meant; rows without a picture are listed', async (t) => {
    // As Kaggle packs a competition: the numbers begin again in each folder.
    const pictures = { 'train/1.png': 10, 'train/2.png': 20, 'test/1.png': 90, 'test/2.png': 91, 'zoo/1.png': 92 };
    const rows = 'image,label\n1.png,red\n2.png,blue\n7.png,blue\n';
    for (const table of ['train.csv', 'Train_labels.csv']) {
      const { labelled, bad } = await listed(t, pictures, table, rows);
      assert.deepEqual(labelled, [
        [10, 'red'],
        [20, 'blue'],
      ]);
      assert.deepEqual(bad, [`7.png is listed, but there is no such picture (row 4 of ${table})`]);
    }
  });

  test('of names in several folders, those in the folder of the split are meant', async (t) => {
    const folder = temporaryFolder(t);
    await writeTree(folder, { 'train/1.png': 10, 'train/2.png': 20, 'val/1.png': 90, 'val/2.png': 91 });
    const rows = 'file,label,split\n1.png,a,train\n2.png,b,train\n1.png,b,valid\n2.png,a,valid\n';
    await writeFile(join(folder, 'labels.csv'), rows);
    const { splits } = await openDataset(folder);
    assert.deepEqual(
      [greys(splits.train), greys(splits.validation)],
      [
        [10, 20],
        [91, 90],
      ],
    );
  });

  test('a name that could be several pictures is never guessed', async (t) => {
    const pictures = { 'x/1.png': 10, 'y/1.png': 20, 'y/2.png': 30, 'y/3.png': 40 };
    const { labelled, bad } = await listed(t, pictures, 'labels.csv', 'file,label\n1.png,a\n2.png,a\n3.png,b\n');
    assert.deepEqual(labelled, [
      [30, 'a'],
      [40, 'b'],
    ]);
    assert.deepEqual(bad, ['1.png is listed, and it could be x/1.png or y/1.png (row 2 of labels.csv)']);
    await assert.rejects(
      listed(t, { 'x/1.png': 10, 'y/1.png': 20 }, 'labels.csv', 'file,label\n1.png,a\n'),
      /labels\.csv lists 1 pictures, and none of them can be used, such as 1\.png, which is listed, and it could be x\/1/,
    );
  });

  test('the folders of the table may be elsewhere, but two of its names are never one picture', async (t) => {
    const pictures = { 'all/a/1.png': 10, 'all/a/2.png': 20, 'all/b/1.png': 30, 'all/d/5.png': 40 };
    const rows = 'path,label\na/1.png,a\nC:\\x\\a\\2.png,a\nb/1.png,b\nb/2.png,b\nc/5.png,b\n';
    const { labelled, bad } = await listed(t, pictures, 'labels.csv', rows);
    assert.deepEqual(labelled, [
      [10, 'a'],
      [20, 'a'],
      [30, 'b'],
      [40, 'b'],
    ]);
    assert.deepEqual(bad, ['b/2.png is listed, but there is no such picture (row 5 of labels.csv)']);
  });

  test('pictures in class folders take precedence over a table next to them', async (t) => {
    const folder = temporaryFolder(t);
    await writeTree(folder, { '0/a.png': 10, '1/b.png': 20 });
    await writeFile(join(folder, 'labels.csv'), 'filename,label\na.png,1\nb.png,0\n');
    assert.deepEqual((await openDataset(folder)).splits.train.sources, ['0/a.png', '1/b.png']);
  });

  test('pictures deeper than class folders are labelled by the table next to them', async (t) => {
    const folder = temporaryFolder(t);
    await writeTree(folder, { 'left/monday/a.png': 10, 'right/monday/b.png': 20 });
    await writeFile(join(folder, 'labels.csv'), 'filename,label\na.png,one\nb.png,two\n');
    assert.deepEqual((await openDataset(folder)).classes, ['one', 'two']);
  });

  test('all pictures are missing', async (t) => {
    const folder = temporaryFolder(t);
    await writeFile(join(folder, 'labels.csv'), 'filename,label\na.png,1\nb.png,0\n');
    await assert.rejects(openDataset(folder), /labels\.csv lists 2 pictures, and none of them exists/);
  });
});

describe('Parquet as Hugging Face stores image sets', () => {
  test('one file per split, class names from the metadata', async (t) => {
    const folder = temporaryFolder(t);
    await mkdir(join(folder, 'data'));
    for (const split of ['train', 'test'])
      await writeFile(join(folder, `data/${split}-00000-of-00001.parquet`), PARQUET);
    await writeFile(join(folder, 'README.md'), 'x');
    const { classes, splits, sha256 } = await openDataset(folder);
    assert.deepEqual(classes, ['paper', 'stone']);
    assert.deepEqual(
      [greys(splits.train), [...splits.train.labels]],
      [
        [20, 30, 10, 40],
        [0, 0, 1, 1],
      ],
    );
    assert.equal(splits.test.count, 4);
    const zip = join(folder, 'zipped.zip');
    await writeFile(zip, zipSync({ 'data/train.parquet': PARQUET, 'data/test.parquet': PARQUET }));
    assert.equal((await openDataset(zip)).sha256, sha256);
  });

  test('truncated, or something else', async (t) => {
    const path = join(temporaryFolder(t), 'train.parquet');
    await writeFile(path, PARQUET.subarray(0, PARQUET.length / 2));
    await assert.rejects(openDataset(path), /train\.parquet is not a complete Parquet file/);
    await writeFile(path, '');
    await assert.rejects(openDataset(path), (error: unknown) => error instanceof DatasetError);
    const flipped = Buffer.from(PARQUET).fill(0xff, 8, 60);
    await writeFile(path, flipped);
    await assert.rejects(openDataset(path), (error: unknown) => error instanceof DatasetError);
  });
});
