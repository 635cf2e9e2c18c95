import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { DatasetError, IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { readHdf5 } from '../../../../datasets/formats/hdf5.ts';
import { signsFolder, withoutSigns } from '../../../helpers/shared.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { type Hdf5Content, hdf5Bytes, writePair } from './hdf5-pair.ts';

test('the real pair: 1080 and 120 pictures, 180 and 20 a class', { skip: withoutSigns }, async () => {
  const { classes, splits } = await readHdf5(signsFolder);
  assert.deepEqual(classes, ['0', '1', '2', '3', '4', '5']);
  assert.deepEqual([splits.train.count, splits.validation.count, splits.test.count], [1080, 0, 120]);
  for (const [split, perClass] of [
    ['train', 180],
    ['test', 20],
  ] as const) {
    const { labels, images, count } = splits[split];
    assert.equal(images.length, count * IMAGE_BYTES);
    assert.deepEqual(
      classes.map((_, label) => labels.filter((l) => l === label).length),
      Array(6).fill(perClass),
    );
  }
  assert.equal(splits.test.sources[119], 'test_signs.h5#119');
});

describe('a good pair', () => {
  test('pixels, labels and sources come out in the order of the file', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder);
    const { classes, splits } = await readHdf5(folder);
    assert.deepEqual(classes, ['0', '1', '2']);
    assert.deepEqual([...splits.train.labels], [0, 1, 2, 0, 1, 2, 0, 1, 2]);
    assert.deepEqual(
      [0, 4, 8].map((i) => splits.train.images[i * IMAGE_BYTES]),
      [0, 4, 8],
    );
    assert.equal(splits.train.sources[4], 'train_signs.h5#4');
  });

  test('class names may be strings; integers of any width are labels', async (t) => {
    const folder = temporaryFolder(t);
    const list_classes = { data: ['fist', 'one', 'two'], shape: [3] };
    const train_set_y = { data: Uint8Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2]), shape: [9] };
    await writePair(folder, { train: { list_classes, train_set_y }, test: { list_classes } });
    const { classes, splits } = await readHdf5(folder);
    assert.deepEqual(classes, ['fist', 'one', 'two']);
    assert.equal(splits.train.labels[5], 2);
  });

  test('more pictures than are read at a time, with progress', async (t) => {
    const folder = temporaryFolder(t);
    const count = 1030;
    const pixels = Uint8Array.from({ length: count * IMAGE_BYTES }, (_, i) => Math.imul(i, 2654435761) >>> 24);
    const train_set_x = { data: pixels, shape: [count, 64, 64, 3] };
    const train_set_y = { data: new Int32Array(count), shape: [count] };
    await writePair(folder, { train: { train_set_x, train_set_y } });
    const steps: string[] = [];
    const { splits } = await readHdf5(folder, ({ step, done, total }) => steps.push(`${step} ${done}/${total}`));
    assert.ok(Buffer.from(splits.train.images.buffer).equals(pixels));
    assert.deepEqual(steps, [
      'read train_signs.h5 1024/1030',
      'read train_signs.h5 1030/1030',
      'read test_signs.h5 3/3',
    ]);
  });
});

describe('a wrong array is refused with the file, the key, what was found and what is expected', () => {
  const zeros = (n: number) => new Uint8Array(n);
  const cases: Record<string, [string, Hdf5Content | null, RegExp]> = {
    'missing pictures': ['train_set_x', null, /there is no array train_set_x; found: list_classes, train_set_y$/],
    'missing labels': ['train_set_y', null, /there is no array train_set_y/],
    'missing classes': ['list_classes', null, /there is no array list_classes/],
    'float pictures': [
      'train_set_x',
      { data: new Float32Array(9 * IMAGE_BYTES), shape: [9, 64, 64, 3] },
      /train_set_x is float32 \(9,64,64,3\), expected uint8 \(N,64,64,3\)/,
    ],
    'wide integers': [
      'train_set_x',
      { data: new Int32Array(IMAGE_BYTES), shape: [1, 64, 64, 3] },
      /train_set_x is int32 \(1,64,64,3\)/,
    ],
    'signed bytes': [
      'train_set_x',
      { data: zeros(IMAGE_BYTES), shape: [1, 64, 64, 3], dtype: '<b' },
      /train_set_x is int8 \(1,64,64,3\)/,
    ],
    'other size': ['train_set_x', { data: zeros(9 * 32 * 32 * 3), shape: [9, 32, 32, 3] }, /uint8 \(9,32,32,3\)/],
    'channels first': ['train_set_x', { data: zeros(9 * IMAGE_BYTES), shape: [9, 3, 64, 64] }, /uint8 \(9,3,64,64\)/],
    flat: ['train_set_x', { data: zeros(9 * IMAGE_BYTES), shape: [9, IMAGE_BYTES] }, /uint8 \(9,12288\)/],
    'one hot labels': ['train_set_y', { data: new Int32Array(27), shape: [9, 3] }, /train_set_y is int32 \(9,3\)/],
    'float labels': ['train_set_y', { data: new Float32Array(9), shape: [9] }, /train_set_y is float32 \(9\)/],
    'fewer labels': [
      'train_set_y',
      { data: new Int32Array(8), shape: [8] },
      /train_set_y holds 8 labels for 9 pictures/,
    ],
    'label too large': [
      'train_set_y',
      { data: Int32Array.from([0, 1, 2, 3, 0, 0, 0, 0, 0]), shape: [9] },
      /train_set_y\[3\] is 3, expected 0 to 2/,
    ],
    'label too small': [
      'train_set_y',
      { data: Int32Array.from([0, -1, 2, 0, 0, 0, 0, 0, 0]), shape: [9] },
      /train_set_y\[1\] is -1/,
    ],
    'one class': ['list_classes', { data: new Int32Array(1), shape: [1] }, /list_classes holds one class only \(0\)/],
    'a class twice': ['list_classes', { data: Int32Array.from([1, 2, 1]), shape: [3] }, /list_classes names 1 twice/],
    'float classes': ['list_classes', { data: new Float32Array(3), shape: [3] }, /list_classes is float32 \(3\)/],
  };
  for (const [name, [key, content, expected]] of Object.entries(cases)) {
    test(name, async (t) => {
      const folder = temporaryFolder(t);
      await writePair(folder, { train: { [key]: content } });
      await assert.rejects(readHdf5(folder), (error: unknown) => {
        assert.ok(error instanceof DatasetError);
        assert.match(error.message, expected);
        assert.ok(error.message.includes(join(folder, 'train_signs.h5')));
        assert.notEqual(error.remedy, '');
        return true;
      });
    });
  }

  test('other classes in the test file', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder, { test: { list_classes: { data: Int32Array.from([0, 1, 3]), shape: [3] } } });
    await assert.rejects(readHdf5(folder), /test_signs.h5: list_classes is \[0, 1, 3\], but \[0, 1, 2\]/);
  });

  test('a group in the place of an array', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder);
    const group = { 'train_set_x/inner': { data: zeros(3), shape: [3] } };
    await writeFile(
      join(folder, 'train_signs.h5'),
      await hdf5Bytes({ list_classes: { data: new Int32Array([0, 1]), shape: [2] }, ...group }),
    );
    await assert.rejects(readHdf5(folder), /there is no array train_set_x/);
  });
});

describe('a file that is not a whole HDF5 file is refused with its name', () => {
  const damage: Record<string, [(good: Buffer) => Uint8Array, RegExp]> = {
    truncated: [(good) => good.subarray(0, 20_000), /is truncated: 20000 of \d+ bytes are there/],
    'truncated in the header': [(good) => good.subarray(0, 40), /train_signs\.h5 is /],
    empty: [() => new Uint8Array(0), /is empty \(0 bytes\)/],
    foreign: [() => Buffer.from('not a picture in sight '.repeat(100)), /is not an HDF5 file/],
    'damaged structure': [(good) => Buffer.from(good).fill(0xff, 96, 900), /is damaged: /],
  };
  for (const [name, [break_, expected]] of Object.entries(damage)) {
    test(name, async (t) => {
      const folder = temporaryFolder(t);
      await writePair(folder);
      const path = join(folder, 'train_signs.h5');
      await writeFile(path, break_(await readFile(path)));
      await assert.rejects(readHdf5(folder), (error: unknown) => {
        assert.ok(error instanceof DatasetError, String(error));
        assert.match(error.message, expected);
        assert.ok(error.message.startsWith(path));
        return true;
      });
    });
  }

  test('missing', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder);
    await rm(join(folder, 'test_signs.h5'));
    await assert.rejects(readHdf5(folder), {
      name: 'DatasetError',
      message: /test_signs\.h5 cannot be read: no such file or directory/,
    });
  });

  test('whatever bits are flipped, it is read or refused, and the next file is read', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder);
    const path = join(folder, 'train_signs.h5');
    const good = await readFile(path);
    const flips = fc.array(fc.tuple(fc.nat({ max: 3000 }), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, bits] of changes) bytes[at] = bytes[at]! ^ bits;
        await writeFile(path, bytes);
        await readHdf5(folder).catch((error: unknown) => assert.ok(error instanceof DatasetError, String(error)));
      }),
      { numRuns: 150 },
    );
    await writeFile(path, good);
    assert.equal((await readHdf5(folder)).splits.train.count, 9);
  });

  test('the library writes nothing to standard output or standard error', async (t) => {
    const folder = temporaryFolder(t);
    await writeFile(join(folder, 'train_signs.h5'), 'foreign');
    const module = JSON.stringify(join(import.meta.dirname, '../../../../datasets/formats/hdf5.ts'));
    const program = `const { readHdf5 } = await import(${module}); await readHdf5(process.argv[1]).catch(() => {});`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      program,
      folder,
    ]);
    assert.equal(stdout + stderr, '');
  });
});
