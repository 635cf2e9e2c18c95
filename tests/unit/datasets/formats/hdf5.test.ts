import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DatasetError, IMAGE_BYTES, type OnProgress } from '../../../../datasets/dataset.ts';
import { hdf5File, hdf5Within, readHdf5 } from '../../../../datasets/formats/hdf5.ts';
import { diskTree } from '../../../../datasets/formats/tree/disk-tree.ts';
import { preprocess } from '../../../../datasets/preprocess.ts';
import { signsFolder, withoutSigns } from '../../../helpers/shared.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { type Hdf5Content, type Hdf5Contents, hdf5Bytes, writePair } from './hdf5-pair.ts';

const pairOf = (folder: string) => ['train_signs.h5', 'test_signs.h5'].map((name) => join(folder, name));
const readPair = (folder: string, onProgress?: OnProgress) => readHdf5(pairOf(folder).map(hdf5File), { onProgress });

test('the real pair: 1080 and 120 pictures, 180 and 20 per class', { skip: withoutSigns }, async () => {
  const { classes, splits } = await readHdf5(await hdf5Within(diskTree(signsFolder), ''));
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
  test('pixels, labels and sources are in the order of the file', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder);
    const { classes, splits } = await readPair(folder);
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
    const { classes, splits } = await readPair(folder);
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
    const { splits } = await readPair(folder, ({ step, done, total }) => steps.push(`${step} ${done}/${total}`));
    assert.ok(Buffer.from(splits.train.images.buffer).equals(pixels));
    assert.deepEqual(steps, [
      'scan train_signs.h5 1024/1030',
      'scan train_signs.h5 1030/1030',
      'scan test_signs.h5 3/3',
      'read train_signs.h5 1024/1030',
      'read train_signs.h5 1030/1030',
      'read test_signs.h5 3/3',
    ]);
  });
});

describe("other programs' files are interpreted by shape, type and name", () => {
  /** 9 distinguishable pictures: picture i, channel c, pixel p. */
  const shade = (i: number, p: number, c: number) => (i * 20 + (p % 13) * 3 + c * 7) % 256;
  const nhwc = (pixels: number, channels: number, of = (byte: number) => byte) =>
    Array.from({ length: 9 * pixels * channels }, (_, at) => {
      const [i, rest] = [Math.floor(at / (pixels * channels)), at % (pixels * channels)];
      return of(shade(i, Math.floor(rest / channels), rest % channels));
    });
  const nchw = (pixels: number) =>
    Array.from({ length: 9 * pixels * 3 }, (_, at) => {
      const [i, rest] = [Math.floor(at / (pixels * 3)), at % (pixels * 3)];
      return shade(i, rest % pixels, Math.floor(rest / pixels));
    });
  const P = 64 * 64;
  const whole = Uint8Array.from(nhwc(P, 3));
  const labels = { data: Int32Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2]), shape: [9] };
  const oneHot = Float32Array.from({ length: 27 }, (_, at) => (at % 3 === Math.floor(at / 3) % 3 ? 1 : 0));
  const ready = { data: whole, shape: [9, 64, 64, 3] };
  const cases: Record<string, [Hdf5Contents, RegExp | null]> = {
    'floats of 0..1': [
      { images: { data: Float32Array.from(nhwc(P, 3, (byte) => byte / 255)), shape: [9, 64, 64, 3] }, labels },
      /images: float32 0\.\.1, read as 0\.\.255/,
    ],
    'floats of 0..255': [
      { images: { data: Float32Array.from(nhwc(P, 3)), shape: [9, 64, 64, 3] }, labels },
      /images: float32 0\.\.255, read as 0\.\.255/,
    ],
    'floats of -1..1': [
      { images: { data: Float32Array.from(nhwc(P, 3, (byte) => byte / 127.5 - 1)), shape: [9, 64, 64, 3] }, labels },
      /float32 -1\.\.1/,
    ],
    'wide integers': [
      { images: { data: Int32Array.from(nhwc(P, 3)), shape: [9, 64, 64, 3] }, labels },
      /int32 0\.\.255/,
    ],
    '16-bit integers': [
      { images: { data: Int32Array.from(nhwc(P, 3, (byte) => byte * 257)), shape: [9, 64, 64, 3] }, labels },
      /int32 0\.\.65535, read as 0\.\.255/,
    ],
    'channels first': [
      { images: { data: Uint8Array.from(nchw(P)), shape: [9, 3, 64, 64] }, labels },
      /\(9,3,64,64\) with the channels first/,
    ],
    'labels as a row': [{ x: ready, y: { ...labels, shape: [1, 9] } }, null],
    'labels as a column': [{ x: ready, y: { ...labels, shape: [9, 1] } }, null],
    'labels as floats': [{ x: ready, y: { data: Float32Array.from(labels.data), shape: [9] } }, null],
    'one-hot labels': [{ x: ready, y: { data: oneHot, shape: [9, 3] } }, /y: float32 \(9,3\), read as one-hot/],
    'arrays in groups': [{ 'data/images': ready, 'data/labels': labels }, null],
    'labels from 1 with classes named 1 to 3': [
      {
        x: ready,
        y: { data: labels.data.map((label) => label + 1), shape: [9] },
        classes: { data: ['1', '2', '3'], shape: [3] },
      },
      /labels are the classes' own numbers \(1, 2, 3\)/,
    ],
  };
  for (const [name, [contents, note]] of Object.entries(cases)) {
    test(name, async (t) => {
      const path = join(temporaryFolder(t), 'other.h5');
      await writeFile(path, await hdf5Bytes(contents));
      const { splits, notes = [] } = await readHdf5([hdf5File(path)]);
      assert.ok(Buffer.from(splits.train.images).equals(whole), 'the same pixels in every format');
      assert.deepEqual([...splits.train.labels], [...labels.data]);
      assert.ok(note === null || notes.some((line) => note.test(line)), notes.join('; '));
    });
  }

  test('pictures of another size, and grey ones', async (t) => {
    const path = join(temporaryFolder(t), 'other.h5');
    const data = Uint8Array.from(nhwc(40 * 50, 1));
    await writeFile(path, await hdf5Bytes({ images: { data, shape: [9, 40, 50, 1] }, labels }));
    const { splits, notes } = await readHdf5([hdf5File(path)]);
    const grey = Uint8Array.from({ length: 40 * 50 * 3 }, (_, at) => data[2000 * 4 + Math.floor(at / 3)]!);
    const expected = preprocess({ width: 50, height: 40, channels: 3, data: grey });
    assert.deepEqual(splits.train.images.subarray(4 * IMAGE_BYTES, 5 * IMAGE_BYTES), expected);
    assert.match(notes?.join() ?? '', /grey/);
  });

  test('one file with both splits, without a list of classes', async (t) => {
    const path = join(temporaryFolder(t), 'all.hdf5');
    const test = {
      x_test: { data: whole.subarray(0, 3 * IMAGE_BYTES), shape: [3, 64, 64, 3] },
      y_test: { data: Int32Array.from([2, 1, 0]), shape: [3] },
    };
    await writeFile(path, await hdf5Bytes({ x_train: ready, y_train: labels, ...test }));
    const { splits, classes, notes } = await readHdf5([hdf5File(path)]);
    assert.deepEqual([splits.train.count, splits.test.count, classes], [9, 3, ['0', '1', '2']]);
    assert.deepEqual([...splits.test.labels], [2, 1, 0]);
    assert.match(notes?.join() ?? '', /no list of class names/);
  });
});

/** h5py 3: `create_dataset('images', data=arange(384, dtype='u1').reshape(2,8,8,3) % 251, compression='lzf')`, labels; gzipped. */
const LZF =
  'H4sIABfICmsC/+v0cHHj5ZLiYubgYICB/1AgwAnhG0DF2WN5ZPw9XIKYGCqYhJAVwgAXEwMjAwObIAOQYsvMTUxPLd4M1QsVzElM' +
  'Ss0p3s8IFdVjIBGsuRmyHuwERgZGRhcGBiYWRkYmqBwHGs0MpQnJM/MwMAowgJwHkWUF+oKZm1uKgRFoSy0LUJyZIacqjYEFKMsK' +
  'VNQAxBzyQDYTEysjEwcHMyMjHyOSG2HmxzLQFhxiVI+Dh4UI0J+MiLBgwuc3Lg5g7DEz8nGiqmXYwTBkwd/f7/cwjIJRMApGwSgg' +
  'HsgDazlmFlY2dg5OLm4eXj5+AUEhYRFRMXEJSSlpGVk5eXkFRSVlFVU1dQ1NLW0dXT19A0MjYxNTM3MLSytrG1s7e3kHRydnF1c3' +
  'dw9PL28fXz//gMCg4JDQsPCIyKjomNi4ePmExKTklNS09IzMrOyc3Lz8gsKi4pLSsvKKyqrqmtq6evmGxqbmlta29o7Oru6e3r7+' +
  'CRMnTZ4yddr0GTNnzZ4zd958+QULFy1esnTZ8hUrV61es3bd+g0bN23esnXb9h07d+3es3fffvkDBw8dPnL02PETJ0+dPnP23PkL' +
  'Fy9dvnL12vUbN2/dvnP33n3pBw8fPX7y9NnzFy9fvX7z9t37Dx8/ff7y9dv3Hz9/MTj8SmB5UPCfsa6egREA7POA7xAJAAA=';

describe('a wrong array is refused with file, key, found and expected values', () => {
  const zeros = (n: number) => new Uint8Array(n);
  const pictures = (data: Hdf5Content['data'], of: Partial<Hdf5Content> = {}): Hdf5Content => ({
    data,
    shape: [9, 64, 64, 3],
    ...of,
  });
  const cases: Record<string, [string, Hdf5Content | null, RegExp]> = {
    'missing pictures': ['train_set_x', null, /holds no training pictures; it holds test_set_x/],
    'missing labels': ['train_set_y', null, /train_signs.h5: train_set_x has no labels/],
    'values of 0..3': [
      'train_set_x',
      pictures(new Uint8Array(9 * IMAGE_BYTES).fill(3, 5)),
      /train_set_x is uint8 \(9,64,64,3\) with values of 0\.\.3/,
    ],
    'floats of 0..2': [
      'train_set_x',
      pictures(new Float32Array(9 * IMAGE_BYTES).fill(2, 5)),
      /float32 \(9,64,64,3\) with values of 0\.\.2/,
    ],
    'not a number': [
      'train_set_x',
      pictures(new Float32Array(9 * IMAGE_BYTES).fill(Number.NaN, 5)),
      /train_set_x holds NaN/,
    ],
    'negative integers': ['train_set_x', pictures(new Int32Array(9 * IMAGE_BYTES).fill(-7)), /values of -7\.\.-7/],
    flat: [
      'train_set_x',
      pictures(zeros(9 * IMAGE_BYTES), { shape: [9, IMAGE_BYTES] }),
      /train_set_x uint8 \(9,12288\)|no training pictures/,
    ],
    'one row not one-hot': [
      'train_set_y',
      { data: new Int32Array(27), shape: [9, 3] },
      /train_set_y row 0 is not one-hot: it has no 1/,
    ],
    'a row of two': [
      'train_set_y',
      { data: new Int32Array(27).fill(1), shape: [9, 3] },
      /row 0 is not one-hot: column 1 is 1/,
    ],
    'broken labels': [
      'train_set_y',
      { data: Float32Array.from([0, 1, 0.5, 0, 0, 0, 0, 0, 0]), shape: [9] },
      /label 2 is 0\.5, not a whole number/,
    ],
    'fewer labels': [
      'train_set_y',
      { data: new Int32Array(8), shape: [8] },
      /train_set_y is int32 \(8\), not labels for the 9 pictures of train_set_x/,
    ],
    'label too large': [
      'train_set_y',
      { data: Int32Array.from([0, 1, 2, 255, 0, 0, 0, 0, 0]), shape: [9] },
      /train_set_y holds labels 0\.\.255 for 3 classes \(0, 1, 2\): label 3 is 255/,
    ],
    'label too small': [
      'train_set_y',
      { data: Int32Array.from([0, -1, 2, 0, 0, 0, 0, 0, 0]), shape: [9] },
      /labels -1\.\.2 for 3 classes/,
    ],
    'one class': ['list_classes', { data: new Int32Array(1), shape: [1] }, /list_classes holds only one class \(0\)/],
    'a class twice': ['list_classes', { data: Int32Array.from([1, 2, 1]), shape: [3] }, /list_classes names 1 twice/],
    'float classes': ['list_classes', { data: new Float32Array(3), shape: [3] }, /list_classes is float32 \(3\)/],
  };
  for (const [name, [key, content, expected]] of Object.entries(cases)) {
    test(name, async (t) => {
      const folder = temporaryFolder(t);
      await writePair(folder, { train: { [key]: content } });
      await assert.rejects(readPair(folder), (error: unknown) => {
        assert.ok(error instanceof DatasetError);
        assert.match(error.message, expected);
        assert.ok(error.message.includes('train_signs.h5'));
        assert.notEqual(error.remedy, '');
        return true;
      });
    });
  }

  test('other classes in the test file', async (t) => {
    const folder = temporaryFolder(t);
    await writePair(folder, { test: { list_classes: { data: Int32Array.from([0, 1, 3]), shape: [3] } } });
    await assert.rejects(readPair(folder), /test_signs.h5: list_classes is \[0, 1, 3\], but \[0, 1, 2\]/);
  });

  test('numbers with another range in the test file', async (t) => {
    const folder = temporaryFolder(t);
    const test_set_x = { data: new Float32Array(3 * IMAGE_BYTES).fill(0.5), shape: [3, 64, 64, 3] };
    await writePair(folder, { test: { test_set_x } });
    await assert.rejects(readPair(folder), /train_set_x has values of 0\.\.255, but .*test_set_x of 0\.\.1/);
  });

  test('two arrays that could be the pictures', async (t) => {
    const path = join(temporaryFolder(t), 'two.h5');
    const pictures = { data: new Uint8Array(2 * IMAGE_BYTES).fill(9), shape: [2, 64, 64, 3] };
    await writeFile(
      path,
      await hdf5Bytes({ a: pictures, b: pictures, labels: { data: Int32Array.from([0, 1]), shape: [2] } }),
    );
    await assert.rejects(
      readHdf5([hdf5File(path)]),
      /holds two arrays of train pictures: a uint8 \(2,64,64,3\), b uint8/,
    );
  });

  test('a filter that this library lacks is named, with a remedy', async (t) => {
    const path = join(temporaryFolder(t), 'packed.h5');
    await writeFile(path, gunzipSync(Buffer.from(LZF, 'base64')));
    await assert.rejects(readHdf5([hdf5File(path)]), (error: unknown) => {
      assert.ok(error instanceof DatasetError);
      assert.match(error.message, /packed\.h5: images is compressed by the filter lzf, which this lab cannot read/);
      assert.match(error.remedy, /h5repack -f GZIP=4 packed\.h5/);
      return true;
    });
  });
});

describe('an incomplete HDF5 file is refused by name', () => {
  const damage: Record<string, [(good: Buffer) => Uint8Array, RegExp]> = {
    truncated: [(good) => good.subarray(0, 20_000), /is truncated: 20000 of \d+ bytes are there/],
    'truncated in the header': [(good) => good.subarray(0, 40), /train_signs\.h5 is /],
    empty: [() => new Uint8Array(0), /is empty \(0 bytes\)/],
    foreign: [() => Buffer.from('not a picture in sight '.repeat(100)), /is not an HDF5 file/],
    'damaged structure': [(good) => Buffer.from(good).fill(0xff, 96, 900), /is damaged: its structure cannot be read/],
  };
  for (const [name, [break_, expected]] of Object.entries(damage)) {
    test(name, async (t) => {
      const folder = temporaryFolder(t);
      await writePair(folder);
      const path = join(folder, 'train_signs.h5');
      await writeFile(path, break_(await readFile(path)));
      await assert.rejects(readPair(folder), (error: unknown) => {
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
    await assert.rejects(readPair(folder), {
      name: 'DatasetError',
      message: /test_signs\.h5 cannot be read: no such file or directory/,
    });
  });

  test('with any bits flipped, it is read or refused, and the next file can be read', async (t) => {
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
        await readPair(folder).catch((error: unknown) => assert.ok(error instanceof DatasetError, String(error)));
      }),
      { numRuns: 150 },
    );
    await writeFile(path, good);
    assert.equal((await readPair(folder)).splits.train.count, 9);
  });

  test('the library writes nothing to standard output or standard error', async (t) => {
    const folder = temporaryFolder(t);
    await writeFile(join(folder, 'train_signs.h5'), 'foreign');
    const module = JSON.stringify(join(import.meta.dirname, '../../../../datasets/formats/hdf5.ts'));
    const program = `const { hdf5File, readHdf5 } = await import(${module}); await readHdf5([hdf5File(process.argv[1])]).catch(() => {});`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      program,
      join(folder, 'train_signs.h5'),
    ]);
    assert.equal(stdout + stderr, '');
  });
});
