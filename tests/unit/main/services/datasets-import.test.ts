/** Imports of real files through a real compute host: folders, uploads, originals, duplicates, failures, cancels. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { preprocess } from '../../../../datasets/preprocess.ts';
import { type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { writeTree } from '../../datasets/formats/pictures.ts';

const root = temporaryFolder({ after });
let lab: LabFolder;
before(() => {
  lab = openLabFolder(join(root, 'lab'));
});
after(() => lab.close());

/** A picture whose colours are unique to its number, as a PNG. */
function noise(seed: number, width = 80, height = 60): Promise<Buffer> {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => Math.imul(i + 1, 2654435761 + seed * 97) >>> 24,
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const importPath = (path: string, task = 'import') =>
  lab.ask('datasets.import', { task, source: { kind: 'path', path } });
const folders = () => readdirSync(dirname(lab.paths.dataset(1))).sort();
const rowCount = () => Number(lab.db.sql.prepare('SELECT count(*) AS n FROM datasets').get()!.n);

describe('files that cannot be read', () => {
  const folder = join(root, 'mixed');
  before(async () => {
    const good = { '0/a.png': await noise(20), '0/b.png': await noise(21), '1/c.png': await noise(22) };
    await writeTree(folder, { ...good, '1/d.jpg': 'no picture', '1/e.jpg': '' });
  });

  test('without a question the import fails with their names and leaves nothing', async () => {
    const before = folders();
    await assert.rejects(
      importPath(folder),
      /3 pictures are good, 2 files are not:\n {2}1\/d\.jpg is not a picture.*\n {2}1\/e\.jpg is empty/,
    );
    assert.deepEqual(folders(), before);
  });

  test('the task asks: continuing imports the good ones, cancelling imports none', async () => {
    const ask = (task: string) =>
      lab.ask('datasets.import', { task, source: { kind: 'path', path: folder }, bad: 'ask' });
    const asked = async (task: string, importing: Promise<unknown>) => {
      let ended = false;
      void importing.finally(() => (ended = true)).catch(() => {});
      for (;;) {
        assert.ok(!ended, 'the import ended without a question');
        const list = await lab.ask('tasks.list', {});
        const question = list.find(({ id }) => id === task)?.question;
        if (question) return question;
        await setTimeout(20);
      }
    };
    const cancelled = ask('no');
    cancelled.catch(() => {});
    const rows = rowCount();
    const question = await asked('no', cancelled);
    assert.ok(question.kind === 'badFiles');
    assert.deepEqual([question.good, question.bad.map(({ name }) => name)], [3, ['1/d.jpg', '1/e.jpg']]);
    await lab.ask('tasks.cancel', { task: 'no' });
    await assert.rejects(cancelled, /cancelled/);
    assert.equal(rowCount(), rows - 1, 'the unfinished row is deleted');

    const going = ask('yes');
    await asked('yes', going);
    await lab.ask('tasks.goOn', { task: 'yes' });
    const { id, counts } = await going;
    assert.equal(counts.train.total, 3);
    const [first] = await lab.ask('datasets.versions', { dataset: id });
    assert.match(first!.summary, /Imported 3 pictures; left out 2 files that could not be read/);
    await lab.ask('datasets.remove', { dataset: id });
  });
});

describe('a folder of pictures', () => {
  let id: number;
  const folder = join(root, 'hands');
  before(async () => {
    // 0 is in train and test; 1 twice in train; 2 is in validation and train; the others are alone.
    await writeTree(folder, {
      'train_signs/0/a.png': await noise(0),
      'train_signs/0/b.png': await noise(1),
      'train_signs/0/c.png': await noise(1),
      'train_signs/1/d.png': await noise(2),
      'train_signs/1/e.png': await noise(3),
      'val_signs/1/f.png': await noise(2),
      'test_signs/0/g.png': await noise(0),
      'test_signs/1/h.png': await noise(4),
    });
    id = (await importPath(folder)).id;
  });

  test('is named after its folder and knows its source', () => {
    const { name, origin, counts } = lab.datasets.summary(id);
    assert.equal(name, 'hands');
    assert.deepEqual(origin, { kind: 'folder', source: folder });
    assert.deepEqual([counts.train.total, counts.validation.total, counts.test.total], [5, 1, 2]);
  });

  test('keeps the original files, and says which square of them the net sees', async () => {
    const original = await lab.ask('pictures.original', { dataset: id, picture: 0 });
    assert.ok(original.kind === 'file');
    const { bytes, ...said } = original;
    assert.deepEqual(Buffer.from(bytes), readFileSync(join(folder, 'train_signs/0/a.png')));
    assert.deepEqual(said, {
      kind: 'file',
      type: 'image/png',
      width: 80,
      height: 60,
      region: { x: 10, y: 0, size: 60 },
    });
    const data = await sharp(bytes).removeAlpha().raw().toBuffer();
    const seen = preprocess({ width: 80, height: 60, channels: 3, data }, original.region);
    assert.deepEqual(await lab.datasets.pixels(id, [0]), new Uint8Array(seen));
  });

  test('knows its duplicates, including those across splits', async () => {
    const { duplicates } = lab.datasets.summary(id);
    assert.deepEqual([duplicates.exact, duplicates.exactAcross], [6, 2]);
    const ask = (across: boolean, offset = 0) =>
      lab.ask('datasets.duplicates', { dataset: id, which: 'exact', across, offset, limit: 1 });
    assert.deepEqual(await ask(false), { total: 3, groups: [{ group: 0, pictures: [0, 6] }] });
    assert.deepEqual(await ask(true, 1), { total: 2, groups: [{ group: 2, pictures: [3, 5] }] });
    const sort = { by: 'duplicates', descending: false } as const;
    const { ids } = await lab.ask('pictures.find', { dataset: id, filter: { excluded: 'hide' }, sort });
    assert.deepEqual([...new Uint32Array(ids.slice().buffer)], [0, 6, 1, 2, 3, 5, 4, 7]);
  });

  test('its splits are separated with one request, and restored by undo', async () => {
    const apart = await lab.ask('datasets.apart', { dataset: id, which: 'exact' });
    assert.deepEqual([apart.excluded, apart.duplicates.exactAcross, apart.duplicates.exact], [2, 0, 2]);
    assert.deepEqual([apart.counts.test.total, apart.counts.validation.total, apart.counts.train.total], [2, 1, 3]);
    const filter = { excluded: 'only', duplicates: 'across' } as const;
    const sort = { by: 'index', descending: false } as const;
    const { ids } = await lab.ask('pictures.find', { dataset: id, filter, sort });
    assert.deepEqual([...new Uint32Array(ids.slice().buffer)], [0, 3]);
    const again = await lab.ask('datasets.apart', { dataset: id, which: 'exact' });
    assert.equal(again.version, apart.version);
    assert.equal((await lab.ask('datasets.undo', { dataset: id })).excluded, 0);
  });
});

describe('an upload', () => {
  const send = async (files: Record<string, Uint8Array>) => {
    const { upload } = await lab.ask('uploads.begin', {});
    for (const [path, bytes] of Object.entries(files)) await lab.ask('uploads.write', { upload, path, bytes });
    return upload;
  };

  test('becomes a dataset named after its folder, and is then dropped', async () => {
    const upload = await send({ 'mine/0/a.png': await noise(0), 'mine/1/b.png': await noise(1) });
    const folder = lab.uploads.folder(upload);
    const importing = lab.ask('datasets.import', { task: 'u', source: { kind: 'upload', upload } });
    assert.deepEqual(
      (await lab.ask('tasks.list', {})).map(({ title }) => title),
      ['Import mine'],
    );
    const { name, origin } = await importing;
    assert.deepEqual([name, origin], ['mine', { kind: 'folder', source: 'mine' }]);
    assert.equal(existsSync(folder), false);
  });

  test('of one archive is named after it, whatever folders are inside', async () => {
    const bytes = zipSync({ 'data/train/0/a.png': await noise(2), 'data/train/1/b.png': await noise(3) });
    const upload = await send({ 'ASL digits.zip': bytes });
    const { name } = await lab.ask('datasets.import', { task: 'u', source: { kind: 'upload', upload } });
    assert.equal(name, 'ASL digits');
  });

  test('without a folder gets a sensible name; a given name takes precedence', async () => {
    const files = { '0/a.png': await noise(0), '1/b.png': await noise(1) };
    const first = { kind: 'upload', upload: await send(files) } as const;
    assert.equal((await lab.ask('datasets.import', { task: 'u', source: first })).name, 'Uploaded pictures');
    const second = { kind: 'upload', upload: await send(files) } as const;
    assert.equal((await lab.ask('datasets.import', { task: 'u', source: second, name: 'Mine' })).name, 'Mine');
  });

  test('that does not exist is refused', async () => {
    const source = { kind: 'upload', upload: 999 } as const;
    await assert.rejects(lab.ask('datasets.import', { task: 'u', source }), /no upload 999/);
  });
});

describe('a failed import leaves nothing behind', () => {
  const nothingRemains = async (importing: () => Promise<unknown>, error: object) => {
    const [before, rows] = [folders(), rowCount()];
    await assert.rejects(importing(), error);
    assert.deepEqual(folders(), before);
    assert.equal(rowCount(), rows);
    assert.deepEqual(await lab.ask('tasks.list', {}), []);
  };

  test('if the folder does not exist', () =>
    nothingRemains(() => importPath(join(root, 'nowhere')), { name: 'HostError', message: /nowhere/ }));

  test('if a picture is damaged', async () => {
    const folder = join(root, 'damaged');
    await writeTree(folder, { '0/a.png': (await noise(0)).subarray(0, 100), '1/b.png': await noise(1) });
    await nothingRemains(() => importPath(folder), { name: 'HostError', message: /a\.png/ });
  });

  test('if it is empty', async () => {
    mkdirSync(join(root, 'empty'));
    await nothingRemains(() => importPath(join(root, 'empty')), { name: 'HostError' });
  });

  test('if it is cancelled before it is done', async () => {
    const source = { kind: 'synthetic', train: 2000, test: 0, seed: 1 } as const;
    await nothingRemains(
      async () => {
        const importing = lab.ask('datasets.import', { task: 'long', source });
        await lab.ask('tasks.cancel', { task: 'long' });
        await importing;
      },
      { name: 'HostError', message: /cancelled/ },
    );
    const told = lab.events.flatMap(({ event, payload }) => {
      const { kind, task } = payload as { kind: string; task: { id: string; done: number; total: number } };
      return event === 'task' && kind === 'progress' && task.id === 'long' ? [task] : [];
    });
    const last = told.at(-1);
    assert.ok(last && (last.total === 0 || last.done < last.total), JSON.stringify(last));
  });
});

test('an import reports its progress', async () => {
  lab.events.length = 0;
  await lab.ask('datasets.import', { task: 't', source: { kind: 'synthetic', train: 20, test: 0, seed: 1 } });
  const kinds = lab.events.map(({ event, payload }) => `${event} ${(payload as { kind?: string }).kind ?? ''}`.trim());
  assert.equal(kinds[0], 'task progress');
  assert.ok(kinds.filter((kind) => kind === 'task progress').length > 2);
  assert.deepEqual(kinds.slice(-2), ['task ended', 'dataset']);
});
