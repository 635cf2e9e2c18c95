/** Importing files of arrays: the dataset is named after the file, and ambiguous arrays are asked about. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { openDataset } from '../../../../datasets/catalog.ts';
import { exportDataset } from '../../../../datasets/export/export.ts';
import { npyBeginning } from '../../../../datasets/formats/numpy/npy-writing.ts';
import { HostError } from '../../../../main/hosts/host-error.ts';
import { type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const root = temporaryFolder({ after });
let lab: LabFolder;
before(() => {
  lab = openLabFolder(join(root, 'lab'));
});
after(() => lab.close());

const rowCount = () => Number(lab.db.sql.prepare('SELECT count(*) AS n FROM datasets').get()!.n);

const send = async (files: Record<string, Uint8Array>) => {
  const { upload } = await lab.ask('uploads.begin', {});
  for (const [path, bytes] of Object.entries(files)) await lab.ask('uploads.write', { upload, path, bytes });
  return upload;
};

describe('an upload', () => {
  test('of one file of arrays is named after it', async () => {
    const { splits } = await openDataset('synthetic:train=1,test=0');
    const path = join(root, 'sent.npz');
    const one = { name: 'x', classes: ['a', 'b', 'c', 'd', 'e', 'f'], splits, sha256: '' };
    await exportDataset(one, path, { form: 'npz', onProgress: () => {} });
    const upload = await send({ 'my hands.npz': readFileSync(path) });
    const source = { kind: 'upload', upload } as const;
    const { name, classes, origin } = await lab.ask('datasets.import', { task: 'u', source });
    assert.deepEqual([name, classes.join('')], ['my hands', 'abcdef']);
    assert.deepEqual(origin, { kind: 'folder', source: 'my hands' });
  });

  test('of ambiguous arrays waits for a person to assign their roles', async () => {
    const array = (shape: number[], bytes: Uint8Array) => Buffer.concat([npyBeginning('|u1', shape), bytes]);
    const pictures = (grey: number) => array([3, 8, 8], new Uint8Array(192).fill(grey));
    const labels = array([3], Uint8Array.of(2, 0, 2));
    const bytes = zipSync({
      'left.npy': pictures(10),
      'right.npy': pictures(200),
      'sign.npy': labels,
      'who.npy': labels,
    });
    const asked = async (task: string, importing: Promise<unknown>) => {
      let ended = false;
      void importing.finally(() => (ended = true)).catch(() => {});
      for (;;) {
        assert.ok(!ended, 'the import ended without a question');
        const question = (await lab.ask('tasks.list', {})).find(({ id }) => id === task)?.question;
        if (question) return question;
        await setTimeout(10);
      }
    };
    const begin = async (task: string) => {
      const source = { kind: 'upload', upload: await send({ 'two.npz': bytes }) } as const;
      return { importing: lab.ask('datasets.import', { task, source, bad: 'ask' }) };
    };
    const { importing } = await begin('choose');
    const question = await asked('choose', importing);
    assert.ok(question.kind === 'arrays', question.kind);
    assert.match(question.problem, /^two\.npz: left could have its labels in sign uint8 \(3\), who/);
    assert.deepEqual(
      question.arrays.map(({ call, described, pictures: shown }) => [call, described, shown?.length, shown?.[0]]),
      [
        ['left', 'uint8 (3,8,8)', 3 * 64 * 64 * 3, 10],
        ['right', 'uint8 (3,8,8)', 3 * 64 * 64 * 3, 200],
        ['sign', 'uint8 (3)', undefined, undefined],
        ['who', 'uint8 (3)', undefined, undefined],
      ],
    );
    // An incomplete answer is asked about again.
    await lab.ask('tasks.goOn', { task: 'choose', map: { train: 'right' } });
    await setTimeout(50);
    const again = await asked('choose', importing);
    assert.ok(
      again.kind === 'arrays' && /right could have its labels in sign/.test(again.problem),
      JSON.stringify(again),
    );
    await lab.ask('tasks.goOn', { task: 'choose', map: { train: 'right', labels: 'sign' } });
    const { id, counts, classes } = await importing;
    assert.deepEqual([counts.train.total, classes], [3, ['0', '2']]);
    assert.equal((await lab.ask('pictures.pixels', { dataset: id, ids: [0] })).pixels[0], 200);

    const rows = rowCount();
    const other = await begin('cancel');
    const refused = assert.rejects(other.importing, /cancelled/);
    await asked('cancel', other.importing);
    await lab.ask('tasks.cancel', { task: 'cancel' });
    await refused;
    assert.equal(rowCount(), rows);
    const source = { kind: 'upload', upload: await send({ 'two.npz': bytes }) } as const;
    await assert.rejects(lab.ask('datasets.import', { task: 'u', source }), (error: unknown) => {
      assert.ok(
        error instanceof HostError &&
          /left could have its labels/.test(error.message) &&
          !/--map/.test(error.remedy ?? ''),
      );
      return true;
    });
  });
});
