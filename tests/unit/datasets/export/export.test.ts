import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import { type Dataset, DatasetError, IMAGE_BYTES, type ImageSet } from '../../../../datasets/dataset.ts';
import { exportDataset } from '../../../../datasets/export/export.ts';
import { EXPORT_FORMS, type ExportForm, formOf } from '../../../../datasets/export/form.ts';
import { hashDataset } from '../../../../datasets/hash.ts';
import { systemPython, withoutModules } from '../../../helpers/system-python.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

/** Pictures of noise with those labels, in that order, not sorted by class. */
function set(labels: number[], seed: number): ImageSet {
  const images = Uint8Array.from(
    { length: labels.length * IMAGE_BYTES },
    (_, i) => (i * i * 31 + i * seed + (i >> 7)) % 256,
  );
  return { count: labels.length, images, labels: Int32Array.from(labels), sources: labels.map((_, i) => `#${i}`) };
}

/** Class 3 has no training picture; the names are not in sorted order. */
function dataset(classes: string[] = ['palm', 'fist', 'OK sign', 'other']): Dataset {
  const splits = { train: set([2, 0, 1, 1, 0, 2, 0], 3), validation: set([1, 0, 3], 5), test: set([2, 2, 0, 1], 7) };
  return { name: 'Hände 1', classes, splits, sha256: hashDataset(splits) };
}

const ENDINGS: Readonly<Record<ExportForm, string>> = {
  folder: 'out',
  zip: 'out.zip',
  hdf5: 'pair',
  npz: 'out.npz',
  parquet: 'parquet',
};

const exported = (one: Dataset, path: string, form: ExportForm, more = {}) =>
  exportDataset(one, path, { form, onProgress: () => {}, ...more });

describe('an exported dataset can be read back', () => {
  for (const form of EXPORT_FORMS) {
    test(`${form}: the same sha256 and classes`, async (t) => {
      const one = dataset();
      const path = join(temporaryFolder(t), ENDINGS[form]);
      const { files, bytes } = await exported(one, path, form);
      assert.ok(files >= 1 && bytes > 1000);
      const back = await openDataset(path);
      assert.deepEqual([back.sha256, back.classes], [one.sha256, one.classes]);
      assert.deepEqual(await readdir(dirname(path)), [ENDINGS[form]], 'nothing else is left there');
    });

    test(`${form}: class names that are not valid folder names, or numbers; a single split; packed`, async (t) => {
      const folder = temporaryFolder(t);
      for (const [at, classes] of [
        ['A', 'a', '../x', 'con'],
        ['0', '1', '2', '10'],
        ['.', '日本', 'train', '-'],
      ].entries()) {
        const one = dataset(classes);
        await exported(one, join(folder, `${at}-${ENDINGS[form]}`), form);
        const back = await openDataset(join(folder, `${at}-${ENDINGS[form]}`));
        assert.deepEqual([back.sha256, back.classes], [one.sha256, classes]);
      }
      const empty = set([], 1);
      const splits = { train: dataset().splits.train, validation: empty, test: empty };
      const alone = { ...dataset(), splits, sha256: hashDataset(splits) };
      const zip = join(folder, form === 'npz' ? 'alone.npz' : 'alone.zip');
      await exported(alone, zip, form, { packed: true });
      assert.equal((await openDataset(zip)).sha256, alone.sha256);
    });
  }

  test('more pictures than are written at a time', async (t) => {
    const labels = Array.from({ length: 600 }, (_, i) => (i * 7) % 3);
    const splits = { train: set(labels, 11), validation: set([], 1), test: set([0, 1], 2) };
    const one = { ...dataset(), splits, sha256: hashDataset(splits) };
    const folder = temporaryFolder(t);
    for (const form of EXPORT_FORMS) {
      const steps: number[] = [];
      const onProgress = ({ done, total }: { done: number; total: number }) => {
        assert.ok(done <= total);
        steps.push(done / total);
      };
      await exported(one, join(folder, ENDINGS[form]), form, { onProgress });
      assert.equal((await openDataset(join(folder, ENDINGS[form]))).sha256, one.sha256, form);
      assert.ok(steps.length > 2 && steps.every((done, i) => i === 0 || done >= steps[i - 1]!), form);
    }
  });

  test('third-party readers see the same', { skip: withoutModules('numpy', 'h5py', 'pyarrow') }, async (t) => {
    const one = dataset();
    const folder = temporaryFolder(t);
    for (const form of EXPORT_FORMS) await exported(one, join(folder, ENDINGS[form]), form);
    // SHA-256 of pixels and labels of the test split; of the Parquet file and the zip the labels and first bytes.
    const program = `
import sys, json, hashlib, zipfile, numpy as np, h5py, pyarrow.parquet as pq
folder = sys.argv[1]
sha = lambda x: hashlib.sha256(np.ascontiguousarray(x).tobytes()).hexdigest()
z = np.load(folder + '/out.npz')
h = h5py.File(folder + '/pair/test_signs.h5')
v = h5py.File(folder + '/pair/train_signs.h5')
t = pq.read_table(folder + '/parquet/test-00000-of-00001.parquet')
names = zipfile.ZipFile(folder + '/out.zip')
assert names.testzip() is None
print(json.dumps({
  'npz': [sha(z['x_test']), z['y_test'].tolist(), z['class_names'].tolist(), list(z['x_val'].shape)],
  'hdf5': [sha(h['test_set_x'][:]), h['test_set_y'][:].reshape(-1).tolist(), [c.decode() for c in h['list_classes'][:]], list(v['val_set_x'].shape)],
  'parquet': [t['label'].to_pylist(), [p['bytes'][:4].hex() for p in t['image'].to_pylist()],
    json.loads(t.schema.metadata[b'huggingface'])['info']['features']['label']['names']],
  'zip': len(names.namelist()),
}))`;
    const said = JSON.parse(systemPython(program, folder));
    const { createHash } = await import('node:crypto');
    const { images, labels } = one.splits.test;
    const sha = createHash('sha256').update(images).digest('hex');
    assert.deepEqual(said.npz, [sha, [...labels], one.classes, [3, 64, 64, 3]]);
    assert.deepEqual(said.hdf5, said.npz);
    assert.deepEqual(said.parquet, [[...labels], ['89504e47', '89504e47', '89504e47', '89504e47'], one.classes]);
    assert.equal(said.zip, 15, 'fourteen pictures and the manifest');
  });
});

describe('a folder that was edited', () => {
  test('is read like any folder, and says why', async (t) => {
    const one = dataset(['a', 'b', 'c', 'd']);
    const folder = join(temporaryFolder(t), 'out');
    await exported(one, folder, 'folder');
    await rm(join(folder, 'test', 'c', '000000.png'));
    await rm(join(folder, 'validation', 'd'), { recursive: true });
    const { notes = [], splits, classes } = await openDataset(folder);
    assert.match(notes.join(), /signs-lab\.json does not match the validation pictures/);
    assert.deepEqual(
      [classes, [...splits.test.labels]],
      [
        ['a', 'b', 'c'],
        [0, 1, 2],
      ],
    );
    await writeFile(join(folder, 'signs-lab.json'), '{"format": 2}');
    assert.match((await openDataset(folder)).notes?.join() ?? '', /signs-lab\.json cannot be read/);
  });
});

describe('existing files are kept', () => {
  test('a file and a non-empty folder stay; an empty folder is replaced, a file only with `overwrite`', async (t) => {
    const folder = temporaryFolder(t);
    const one = dataset();
    const refused = (path: string, form: ExportForm, more = {}) =>
      assert.rejects(exported(one, path, form, more), (error: unknown) => {
        assert.ok(error instanceof DatasetError && / already exists\.$/.test(error.message), String(error));
        return true;
      });
    const file = join(folder, 'a.zip');
    await writeFile(file, 'mine');
    await refused(file, 'zip');
    assert.equal(await readFile(file, 'utf8'), 'mine');
    await exported(one, file, 'zip', { overwrite: true });
    assert.equal((await openDataset(file)).sha256, one.sha256);
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'x'), 'mine');
    await refused(join(folder, 'full'), 'folder', { overwrite: true });
    await refused(join(folder, 'full'), 'npz', { overwrite: true });
    await mkdir(join(folder, 'empty'));
    await exported(one, join(folder, 'empty'), 'parquet');
    await assert.rejects(exported(one, join(folder, 'a.zip', 'x'), 'zip'), /cannot be written: not a directory/);
  });

  test('cancelling at any moment leaves nothing', async (t) => {
    const folder = temporaryFolder(t);
    for (const form of EXPORT_FORMS) {
      for (const after of [1, 2]) {
        let calls = 0;
        const onProgress = () => {
          if (++calls >= after) throw new DatasetError('The export was cancelled.', 'Start it again.');
        };
        await assert.rejects(exported(dataset(), join(folder, ENDINGS[form]), form, { onProgress }), /was cancelled/);
        assert.deepEqual(await readdir(folder), [], `${form} after ${after}`);
      }
    }
  });
});

test('the format for an extension', () => {
  const forms = ['a.zip', 'b.NPZ', 'folder', 'my.signs', 'x.h5', 'x.parquet', 'a.tar.gz'].map(formOf);
  assert.deepEqual(forms, ['zip', 'npz', 'folder', 'folder', null, null, null]);
});
