/** Exporting datasets of the lab through a real compute host. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import { importSynthetic, type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

describe('a dataset is exported', () => {
  const root = temporaryFolder({ after });
  let lab: LabFolder;
  let id: number;
  before(async () => {
    lab = openLabFolder(join(root, 'lab'));
    id = await importSynthetic(lab, 5, 1);
    const ids = new Uint8Array(Uint32Array.of(3, 9).buffer);
    await lab.ask('pictures.edit', { dataset: id, ids, edit: { kind: 'split', split: 'validation' } });
  });
  after(() => lab.close());

  test('to a path, at a version; existing files stay', async () => {
    const now = await openDataset(await lab.datasets.versionFile(id));
    const first = await openDataset(await lab.datasets.versionFile(id, 1));
    assert.notEqual(now.sha256, first.sha256);
    for (const [version, expected] of [
      [undefined, now],
      [1, first],
    ] as const) {
      const path = join(root, `parquet-${version}`);
      const asked = {
        task: 'out',
        dataset: id,
        form: 'parquet',
        path,
        overwrite: false,
        ...(version && { version }),
      } as const;
      const { sha256, files } = await lab.ask('datasets.export', asked);
      assert.deepEqual([sha256, files], [expected.sha256, version ? 2 : 3]);
      assert.equal((await openDataset(path)).sha256, expected.sha256);
    }
    const file = join(root, 'mine.npz');
    writeFileSync(file, 'mine');
    const asked = { task: 'out', dataset: id, form: 'npz', path: file, overwrite: false } as const;
    await assert.rejects(lab.ask('datasets.export', asked), /mine\.npz already exists/);
    await lab.ask('datasets.export', { ...asked, overwrite: true });
    assert.equal((await openDataset(file)).sha256, now.sha256);
  });

  test('as one file, piece by piece, which is deleted after it was fetched', async () => {
    const packed = await lab.ask('datasets.pack', { task: 'out', dataset: id, form: 'hdf5' });
    assert.equal(packed.name, 'Synthetic-signs-hdf5.zip');
    const pieces: Uint8Array[] = [];
    for (let offset = 0; offset < packed.bytes; ) {
      const { bytes } = await lab.ask('datasets.packed', { file: packed.file, offset });
      pieces.push(bytes);
      offset += bytes.length;
      if (bytes.length === 0) break;
    }
    const path = join(root, packed.name);
    writeFileSync(path, Buffer.concat(pieces));
    assert.equal((await openDataset(path)).sha256, packed.sha256);
    assert.equal(readdirSync(lab.paths.incoming).length, 1);
    await lab.ask('datasets.dropPacked', { file: packed.file });
    assert.deepEqual(readdirSync(lab.paths.incoming), []);
    await assert.rejects(lab.ask('datasets.packed', { file: packed.file, offset: 0 }), /no packed file/);
  });

  test('a cancelled export leaves nothing, and an unknown dataset is an error', async () => {
    const path = join(root, 'cancelled');
    const exporting = lab.ask('datasets.export', {
      task: 'cancelled',
      dataset: id,
      form: 'folder',
      path,
      overwrite: false,
    });
    const refused = assert.rejects(exporting, /cancelled/);
    // The task starts once the version's file exists.
    while ((await lab.ask('tasks.list', {})).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.ask('tasks.cancel', { task: 'cancelled' });
    await refused;
    assert.equal(existsSync(path), false);
    assert.ok(!readdirSync(root).some((name) => name.endsWith('.incomplete')));
    await assert.rejects(lab.ask('datasets.pack', { task: 'x', dataset: 99, form: 'zip' }), /no dataset/);
    assert.deepEqual(readdirSync(lab.paths.incoming), []);
  });
});
