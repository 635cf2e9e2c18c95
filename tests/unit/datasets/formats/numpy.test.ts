import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { openDataset } from '../../../../datasets/catalog.ts';
import { DatasetError, IMAGE_BYTES, type ImageSet } from '../../../../datasets/dataset.ts';
import { npyArray } from '../../../../datasets/formats/arrays/npy-array.ts';
import { UnclearArrays } from '../../../../datasets/formats/arrays/unclear.ts';
import { npyBeginning } from '../../../../datasets/formats/numpy/npy-writing.ts';
import { systemPython, withoutModules } from '../../../helpers/system-python.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { hdf5Bytes } from './hdf5-pair.ts';

/** A .npy file. */
const npy = (descr: string, shape: number[], data: ArrayBufferView = new Uint8Array()) =>
  Buffer.concat([npyBeginning(descr, shape), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
/** Uniform pictures (greys,8,8). */
const pictures = (...greys: number[]) =>
  npy(
    '|u1',
    [greys.length, 8, 8],
    Uint8Array.from({ length: greys.length * 64 }, (_, i) => greys[Math.floor(i / 64)]!),
  );
const labels = (...values: number[]) => npy('<i4', [values.length], Int32Array.from(values));
const greys = ({ images, count }: ImageSet) => Array.from({ length: count }, (_, i) => images[i * IMAGE_BYTES]);
const refused = (spec: string, expected: RegExp, map?: Record<string, string>) =>
  assert.rejects(openDataset(spec, map && { map }), (error: unknown) => {
    assert.ok(error instanceof DatasetError, String(error));
    assert.match(`${error.message}\n${error.remedy}`, expected);
    return true;
  });

describe('X.npy with Y.npy, and .npz', () => {
  test('as a folder, as one of the two files, in a zip inside a folder, and with Keras names', async (t) => {
    const folder = temporaryFolder(t);
    await writeFile(join(folder, 'X.npy'), pictures(10, 200, 30));
    await writeFile(join(folder, 'Y.npy'), labels(4, 7, 4));
    const zip = join(folder, '..', `${folder.split(/[/\\]/).at(-1)}.zip`);
    t.after(() => import('node:fs').then(({ rmSync }) => rmSync(zip, { force: true })));
    await writeFile(zip, zipSync({ 'hands/X.npy': pictures(10, 200, 30), 'hands/Y.npy': labels(4, 7, 4) }));
    const hashes = new Set<string>();
    for (const spec of [folder, join(folder, 'X.npy'), zip]) {
      const { classes, splits, sha256 } = await openDataset(spec);
      assert.deepEqual(
        [classes, [...splits.train.labels], greys(splits.train)],
        [
          ['4', '7'],
          [0, 1, 0],
          [10, 200, 30],
        ],
      );
      hashes.add(sha256);
    }
    assert.equal(hashes.size, 1);
    const keras = join(temporaryFolder(t), 'mnist.npz');
    await writeFile(
      keras,
      zipSync({
        'x_train.npy': pictures(1, 250),
        'y_train.npy': labels(0, 1),
        'x_test.npy': pictures(77),
        'y_test.npy': labels(1),
        'files.npy': npy('|O', [2], strToU8('cos\nsystem\n')),
      }),
    );
    const { name, splits, notes = [] } = await openDataset(keras);
    assert.equal(name, 'mnist');
    assert.deepEqual([greys(splits.train), greys(splits.test), [...splits.test.labels]], [[1, 250], [77], [1]]);
    assert.match(notes.join('\n'), /mnist\.npz: x_train: grey/);
  });

  test('floats, one-hot booleans, Fortran order, big-endian, class names as texts', async (t) => {
    const folder = temporaryFolder(t);
    // (2,8,8,3) with the first axis fastest: picture 0 is 1, picture 1 is 0.5.
    const shape = [2, 8, 8, 3];
    const fortran = npy('>f4', shape, new DataView(new ArrayBuffer(2 * 192 * 4)));
    const begin = fortran.length - 2 * 192 * 4;
    for (let i = 0; i < 2 * 192; i++) fortran.writeFloatBE(i % 2 === 0 ? 1 : 0.5, begin + i * 4);
    const text = fortran
      .subarray(0, begin)
      .toString('latin1')
      .replace("'fortran_order': False", "'fortran_order': True ");
    fortran.write(text, 'latin1');
    await writeFile(join(folder, 'images.npy'), fortran);
    await writeFile(join(folder, 'labels.npy'), npy('|b1', [2, 2], Uint8Array.of(0, 1, 1, 0)));
    const names = Uint32Array.from('fist\0palm\0', (character) => character.codePointAt(0)!);
    await writeFile(join(folder, 'class_names.npy'), npy('<U5', [2], names));
    const { classes, splits, notes = [] } = await openDataset(folder);
    assert.deepEqual(
      [classes, [...splits.train.labels]],
      [
        ['fist', 'palm'],
        [1, 0],
      ],
    );
    assert.deepEqual(greys(splits.train), [255, 128]);
    assert.match(notes.join('\n'), /images: float32 0\.\.1, read as 0\.\.255[\s\S]*read as one-hot/);
  });

  test('files written by numpy itself, also compressed', { skip: withoutModules('numpy') }, async (t) => {
    const folder = temporaryFolder(t);
    const program = [
      'import numpy as np, sys',
      'r = np.random.RandomState(1)',
      'x = r.randint(0, 256, (6, 64, 64, 3)).astype(np.uint8); y = np.array([0, 1, 2, 0, 1, 2])',
      "np.savez_compressed(sys.argv[1] + '/a.npz', x_train=x, y_train=y)",
      "np.savez(sys.argv[1] + '/b.npz', x_train=np.asfortranarray(x / 255.0), y_train=np.eye(3)[y])",
      "np.savez(sys.argv[1] + '/c.npz', x_train=x.transpose(0, 3, 1, 2).copy(), y_train=y.astype('>i2').reshape(1, 6))",
    ].join('\n');
    systemPython(program, folder);
    const hashes = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => (await openDataset(join(folder, `${name}.npz`))).sha256),
    );
    assert.equal(new Set(hashes).size, 1);
  });

  test('pickled objects are not loaded; a header with 10^9 pictures allocates nothing; a truncated file is reported', async (t) => {
    const folder = temporaryFolder(t);
    await writeFile(join(folder, 'Y.npy'), labels(0, 1));
    const x = join(folder, 'X.npy');
    await writeFile(x, npy('|O', [2], Buffer.from('cos\nsystem\n(S"true"\ntR.')));
    await refused(folder, /X\.npy: X has the type \|O: Python objects, .*unpickled/);
    await writeFile(x, npy('|u1', [1_000_000_000, 64, 64, 3]));
    const before = process.memoryUsage().arrayBuffers;
    await refused(folder, /12288000000000 elements, but the file ends after 0/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 50e6);
    await writeFile(x, pictures(1, 2).subarray(0, 150));
    await refused(x, /the file ends after/);
    await writeFile(x, 'no array');
    await refused(x, /is not a \.npy file/);
    const npz = join(folder, 'set.npz');
    await writeFile(npz, zipSync({ 'x.npy': npy('|O', [1]) }));
    await refused(npz, /never done here/);
    await writeFile(npz, 'PK');
    await refused(npz, /is not a complete zip file/);
  });

  test('any bytes give an array or a sentence', () => {
    const good = npy('<f4', [2, 2], Float32Array.of(1, 2, 3, 4));
    const edits = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(edits, fc.nat({ max: good.length }), (changes, end) => {
        const bytes = Uint8Array.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          const array = npyArray('a.npz', 'x', bytes.subarray(0, end));
          array.read(0, Math.min(array.shape[0] ?? 0, 2));
        } catch (error) {
          assert.ok(error instanceof DatasetError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('HDF5 files within a zip', async (t) => {
    const zip = join(temporaryFolder(t), 'signs.zip');
    const file = await hdf5Bytes({
      images: { data: new Uint8Array(2 * 64).fill(9), shape: [2, 8, 8] },
      labels: { data: Int32Array.of(0, 1), shape: [2] },
    });
    await writeFile(zip, zipSync({ 'deep/hands.h5': file }));
    assert.deepEqual([...(await openDataset(zip)).splits.train.labels], [0, 1]);
  });
});

describe('--map', () => {
  test('the error lists the choices, and --map decides', async (t) => {
    const folder = join(temporaryFolder(t), 'set');
    await mkdir(folder);
    const path = join(folder, 'a.npz');
    await writeFile(
      path,
      zipSync({
        'front.npy': pictures(10, 20),
        'back.npy': pictures(30, 40, 50),
        'sign.npy': labels(0, 1),
        'person.npy': labels(1, 1),
        'other.npy': labels(1, 0, 1),
      }),
    );
    await refused(
      path,
      /two arrays of train pictures[\s\S]*by --map, such as[\s\S]*Roles: train, labels[\s\S]* front +uint8 \(2,8,8\)/,
    );
    await refused(path, /could have its labels in person .*, sign/, { train: 'front' });
    const unclear: unknown = await openDataset(path).catch((error: unknown) => error);
    assert.ok(unclear instanceof UnclearArrays, String(unclear));
    const { choices } = unclear;
    const shown = (images: Uint8Array | null) =>
      images && Array.from({ length: images.length / IMAGE_BYTES }, (_, at) => images[at * IMAGE_BYTES]);
    const [front, back, sign] = ['front', 'back', 'sign'].map((name) => choices.find(({ call }) => call === name)!);
    assert.deepEqual([shown(front!.pictures), shown(sign!.pictures), sign!.labellings], [[10, 20], null, []]);
    // The labels according to each array of two numbers, and the one of three.
    assert.deepEqual(front!.labellings.map(({ by }) => by).sort(), ['person', 'sign']);
    const [by] = back!.labellings;
    assert.deepEqual(
      [by!.by, by!.classes.map(({ label, count, pictures }) => [label, count, shown(pictures)]), by!.more],
      [
        'other',
        [
          [0, 1, [40]],
          [1, 2, [30, 50]],
        ],
        0,
      ],
    );
    const { splits } = await openDataset(path, {
      map: { train: 'front', labels: 'sign', test: 'a.npz:back', 'test-labels': 'other' },
    });
    assert.deepEqual(
      [greys(splits.train), [...splits.train.labels]],
      [
        [10, 20],
        [0, 1],
      ],
    );
    assert.deepEqual(
      [greys(splits.test), [...splits.test.labels]],
      [
        [30, 40, 50],
        [1, 0, 1],
      ],
    );
    await refused(path, /--map says train=middle, but there is no such array/, { train: 'middle' });
    await refused(path, /not labels for the 2 pictures of front/, { train: 'front', labels: 'other' });
    await refused(path, /person is int32 \(2\), not pictures/, { train: 'person' });
    await refused('synthetic:train=1,test=0', /--map names arrays/, { train: 'x' });
  });
});
