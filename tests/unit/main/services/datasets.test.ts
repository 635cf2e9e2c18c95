/** Datasets in a lab folder: every request of the contract, with real tables, files and a real compute host. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import type { Asked } from '../../../../main/ipc/contract.ts';
import { packIds, unpackIds } from '../../../../main/services/datasets/packed-ids.ts';
import { importSynthetic, type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const root = temporaryFolder({ after });
let lab: LabFolder;
before(() => {
  lab = openLabFolder(root);
});
after(() => lab.close());

const all: Asked<'pictures.find'>['filter'] = { excluded: 'hide' };
const byIndex = { by: 'index', descending: false } as const;
async function find(dataset: number, asked: Partial<Asked<'pictures.find'>> = {}): Promise<number[]> {
  const { ids } = await lab.ask('pictures.find', { dataset, filter: all, sort: byIndex, ...asked });
  return [...unpackIds(ids)];
}
type Edit = Asked<'pictures.edit'>['edit'];
const edit = (dataset: number, ids: number[], what: Edit) =>
  lab.ask('pictures.edit', { dataset, ids: packIds(Uint32Array.from(ids)), edit: what });
const rows = (dataset: number, ids: number[], version?: number) =>
  lab.ask('pictures.rows', { dataset, ids, ...(version && { version }) });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('an imported dataset', () => {
  let id: number;
  before(async () => {
    id = await importSynthetic(lab, 4, 2); // 24 training pictures, 12 of test
  });

  test('reports its contents', async () => {
    const summary = await lab.ask('datasets.get', { dataset: id });
    assert.equal(summary.name, 'Synthetic signs');
    assert.deepEqual(summary.origin, { kind: 'synthetic', spec: 'synthetic:train=4,test=2,seed=1' });
    assert.deepEqual(summary.counts.train, { total: 24, perClass: [4, 4, 4, 4, 4, 4] });
    assert.deepEqual(summary.counts.test, { total: 12, perClass: [2, 2, 2, 2, 2, 2] });
    assert.deepEqual([summary.version, summary.canUndo, summary.canRedo, summary.testFrozen], [1, false, false, false]);
    assert.equal(summary.cover.length, 12);
    const labels = (await rows(id, summary.cover)).map(({ label }) => label);
    assert.deepEqual(labels, [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]);
    const [first] = await lab.ask('datasets.versions', { dataset: id });
    assert.deepEqual([first!.version, first!.summary, first!.pictures], [1, 'Imported 36 pictures', 36]);
  });

  test('returns the drawn pixels in the requested order', async () => {
    const { splits } = await openDataset('synthetic:train=4,test=2,seed=1');
    const drawn = Buffer.concat([splits.train.images, splits.test.images]);
    const ids = [30, 2, 3, 4, 0];
    const { pixels } = await lab.ask('pictures.pixels', { dataset: id, ids });
    const expected = ids.map((picture) => drawn.subarray(picture * 12288, (picture + 1) * 12288));
    assert.deepEqual(Buffer.from(pixels), Buffer.concat(expected));
    await assert.rejects(lab.ask('pictures.pixels', { dataset: id, ids: [36] }), /ends before picture 36/);
  });

  test('reports that there are no originals', async () => {
    assert.equal((await lab.ask('pictures.original', { dataset: id, picture: 0 })).kind, 'none');
    await assert.rejects(lab.ask('pictures.original', { dataset: id, picture: 36 }), /no picture 36/);
  });

  test('is addressed like in the course: by index within a split', async () => {
    assert.equal(await lab.ask('pictures.at', { dataset: id, split: 'test', index: 3 }), 27);
    assert.equal(await lab.ask('pictures.at', { dataset: id, split: 'test', index: 12 }), null);
    const [row] = await rows(id, [27]);
    assert.deepEqual([row!.index, row!.split, row!.source], [3, 'test', 'synthetic/test#3']);
  });

  test('with an unknown number is refused with a remedy', async () => {
    await assert.rejects(lab.ask('datasets.get', { dataset: 999 }), { name: 'HostError', remedy: /gallery/ });
    await assert.rejects(find(id, { version: 2 }), { name: 'HostError', message: /no version 2/ });
  });

  test('gets another name when it is imported again', async () => {
    const second = await importSynthetic(lab, 1, 0);
    assert.equal(lab.datasets.summary(second).name, 'Synthetic signs 2');
  });
});

describe('edits', () => {
  let id: number;
  before(async () => {
    id = await importSynthetic(lab, 4, 2);
  });

  test('make versions with summaries, which can be undone and redone', async () => {
    const before = await rows(id, range(0, 36));
    const labels = before.map(({ label }) => label);
    const three = [0, 1, 2];
    const wrong = three.filter((picture) => labels[picture] !== 5).length;
    assert.equal((await edit(id, three, { kind: 'relabel', label: 5 })).version, 2);
    await edit(id, [3, 4], { kind: 'exclude' });
    await edit(id, [30], { kind: 'delete' });
    const edited = await edit(id, [6], { kind: 'split', split: 'validation' });
    assert.deepEqual([edited.version, edited.excluded, edited.relabelled], [5, 2, wrong]);
    assert.deepEqual(
      [edited.counts.train.total, edited.counts.validation.total, edited.counts.test.total],
      [21, 1, 11],
    );
    const after = await rows(id, range(0, 36));
    for (let version = 4; version >= 1; version--) {
      assert.equal((await lab.ask('datasets.undo', { dataset: id })).canRedo, true);
    }
    assert.deepEqual(await rows(id, range(0, 36)), before);
    assert.equal(lab.datasets.summary(id).canUndo, false);
    await assert.rejects(lab.ask('datasets.undo', { dataset: id }), /nothing to undo/);
    for (let k = 0; k < 4; k++) await lab.ask('datasets.redo', { dataset: id });
    assert.deepEqual(await rows(id, range(0, 36)), after);
    await assert.rejects(lab.ask('datasets.redo', { dataset: id }), /nothing to redo/);
    assert.deepEqual(await rows(id, range(0, 36), 1), before);
    assert.deepEqual(await rows(id, range(0, 36), 5), after);
    assert.deepEqual(await rows(id, range(0, 36), 9), before);
    const words = (await lab.ask('datasets.versions', { dataset: id })).map(({ summary }) => summary).reverse();
    assert.deepEqual(words.slice(0, 6), [
      'Imported 36 pictures',
      `Relabelled ${wrong} pictures as 5`,
      'Excluded 2 pictures',
      'Deleted 1 picture',
      'Moved 1 picture to validation',
      'Undo: Moved 1 picture to validation',
    ]);
    assert.equal(words.at(-1), 'Redo: Moved 1 picture to validation');
  });

  test('after an undo clear the redo list', async () => {
    await lab.ask('datasets.undo', { dataset: id });
    const { canRedo, canUndo } = await edit(id, [10], { kind: 'exclude' });
    assert.deepEqual([canRedo, canUndo], [false, true]);
  });

  test('that change nothing make no version', async () => {
    const { version } = lab.datasets.summary(id);
    await edit(id, [10], { kind: 'exclude' });
    await edit(id, [11, 11], { kind: 'include' });
    await edit(id, [], { kind: 'delete' });
    assert.equal(lab.datasets.summary(id).version, version);
  });

  test('leave a deleted picture alone', async () => {
    const { version } = lab.datasets.summary(id);
    assert.deepEqual(await rows(id, [30]), []);
    await edit(id, [30], { kind: 'include' });
    assert.equal(lab.datasets.summary(id).version, version);
  });

  test('of missing pictures are refused as a whole', async () => {
    const { version } = lab.datasets.summary(id);
    await assert.rejects(edit(id, [12, 36], { kind: 'exclude' }), /no picture 36/);
    await assert.rejects(edit(id, [12], { kind: 'relabel', label: 6 }), /no class 6/);
    assert.equal(lab.datasets.summary(id).version, version);
    assert.equal((await rows(id, [12]))[0]!.excluded, false);
  });

  test('are reported to every window', async () => {
    lab.events.length = 0;
    await edit(id, [13], { kind: 'exclude' });
    assert.deepEqual(lab.events, [{ event: 'dataset', payload: { dataset: id } }]);
  });

  test('cannot change a frozen test split, nor move pictures to it, nor undo changes in it', async () => {
    await edit(id, [24], { kind: 'exclude' });
    await lab.ask('datasets.freeze', { dataset: id, frozen: true });
    await assert.rejects(edit(id, [14, 25], { kind: 'exclude' }), { message: /test split is frozen.* 1 of/ });
    await assert.rejects(edit(id, [14], { kind: 'split', split: 'test' }), /frozen/);
    await assert.rejects(lab.ask('datasets.undo', { dataset: id }), /frozen/);
    await edit(id, [14], { kind: 'exclude' });
    await lab.ask('datasets.freeze', { dataset: id, frozen: false });
    await edit(id, [25], { kind: 'exclude' });
  });
});

describe('finding', () => {
  let id: number;
  before(async () => {
    id = await importSynthetic(lab, 4, 2);
    await edit(id, [0], { kind: 'relabel', label: 5 });
    await edit(id, [1, 25], { kind: 'exclude' });
    await edit(id, [2], { kind: 'delete' });
    await edit(id, [3], { kind: 'split', split: 'test' });
  });

  test('filters, and leaves deleted pictures out', async () => {
    assert.equal((await find(id)).length, 33);
    assert.deepEqual(await find(id, { filter: { excluded: 'only' } }), [1, 25]);
    assert.equal((await find(id, { filter: { excluded: 'show' } })).length, 35);
    assert.deepEqual(await find(id, { filter: { ...all, relabelled: true } }), [0]);
    const fives = await find(id, { filter: { ...all, splits: ['train'], classes: [5] } });
    assert.ok(fives.includes(0));
    for (const row of await rows(id, fives)) assert.deepEqual([row.split, row.label], ['train', 5]);
  });

  test('shows an earlier version as it was', async () => {
    assert.deepEqual(await find(id, { version: 1 }), range(0, 36));
    assert.deepEqual(await find(id, { version: 2, filter: { ...all, relabelled: true } }), [0]);
    assert.deepEqual(await find(id, { version: 1, filter: { ...all, relabelled: true } }), []);
  });

  test('sorts by index: split after split', async () => {
    const ids = await find(id);
    const found = await rows(id, ids);
    assert.deepEqual(
      found.slice(-12).map(({ index, split }) => `${split} ${index}`),
      range(0, 12).map((i) => `test ${i}`),
    );
    assert.equal(ids.at(-12), 3);
  });

  test('sorts by brightness and by blur, ascending and descending', async () => {
    for (const descending of [false, true]) {
      const sign = descending ? -1 : 1;
      const bright = await rows(id, await find(id, { sort: { by: 'brightness', descending } }));
      const blurred = await rows(id, await find(id, { sort: { by: 'blur', descending } }));
      for (let i = 1; i < bright.length; i++) {
        assert.ok(sign * (bright[i]!.brightness - bright[i - 1]!.brightness) >= 0);
        assert.ok(sign * (blurred[i]!.sharpness - blurred[i - 1]!.sharpness) <= 0);
      }
    }
  });

  test('by loss or confidence needs the answers of a model', async () => {
    for (const by of ['loss', 'confidence'] as const) {
      const asked = find(id, { sort: { by, descending: true, model: 1 } });
      await assert.rejects(asked, { name: 'HostError', remedy: /Evaluate/ });
    }
  });

  test('sorts by loss and by confidence from stored answers, pictures without one last', async () => {
    const sha = 'e'.repeat(64);
    lab.db.sql
      .prepare("INSERT INTO models (id, name, created_at, file, labels, bytes, sha256) VALUES (7,'m',0,'m',?,1,?)")
      .run(JSON.stringify(['0', '1', '2', '3', '4', '5']), sha);
    const answers = new Float32Array(36 * 6).fill(Number.NaN);
    // Picture 4: sure and right; 5: sure and wrong; 6: undecided.
    const [four, five, six] = await rows(id, [4, 5, 6]);
    for (const { row, right, other } of [
      { row: four!, right: 0.9, other: 0.02 },
      { row: five!, right: 0.01, other: 0.198 },
      { row: six!, right: 0.3, other: 0.14 },
    ]) {
      for (let k = 0; k < 6; k++) answers[row.id * 6 + k] = k === row.label ? right : other;
    }
    writeFileSync(join(lab.paths.answers, `${sha}-${id}.f32`), answers);
    const first = async (by: 'loss' | 'confidence', descending: boolean) =>
      (await find(id, { sort: { by, descending, model: 7 } })).slice(0, 4);
    // -ln p: 0.105, 4.605, 1.204; largest p: 0.9, 0.198, 0.3; picture 0 has no answer.
    assert.deepEqual(await first('loss', true), [5, 6, 4, 0]);
    assert.deepEqual(await first('loss', false), [4, 6, 5, 0]);
    assert.deepEqual(await first('confidence', true), [4, 6, 5, 0]);
    assert.deepEqual(await first('confidence', false), [5, 6, 4, 0]);
  });
});

describe('a split that is split off', () => {
  test('takes the pictures that --test and --validation take for the same seed', async () => {
    const id = await importSynthetic(lab, 10, 0);
    await lab.ask('datasets.carve', { dataset: id, split: 'test', share: 0.2, seed: 7 });
    await lab.ask('datasets.carve', { dataset: id, split: 'validation', share: 0.25, seed: 7 });
    // 0.2 of the whole is 0.25 of what remains without the test split: catalog.ts, split off.
    const { splits } = await openDataset('synthetic:train=10,test=0,seed=1', { test: 0.2, validation: 0.2, seed: 7 });
    for (const split of ['train', 'validation', 'test'] as const) {
      const { ids } = lab.datasets.list(id, [split]);
      const { pixels } = { pixels: await lab.datasets.pixels(id, [...ids]) };
      assert.equal(ids.length, splits[split].count);
      assert.deepEqual(Buffer.from(pixels), Buffer.from(splits[split].images));
    }
    const [latest] = await lab.ask('datasets.versions', { dataset: id });
    assert.equal(latest!.summary, 'Moved 12 pictures to validation: 25 % of every class, seed 7');
  });

  test('is refused if there is one already, and if a class is too small', async () => {
    const id = await importSynthetic(lab, 1, 1);
    const splitOff = (split: 'validation' | 'test') =>
      lab.ask('datasets.carve', { dataset: id, split, share: 0.5, seed: 1 });
    await assert.rejects(splitOff('test'), /a test split of 6 pictures already/i);
    await assert.rejects(splitOff('validation'), { name: 'HostError', message: /single training picture/ });
    assert.equal(lab.datasets.summary(id).version, 1);
  });
});

describe('a version file', () => {
  test('is what a compute host trains on: with edited labels, without excluded pictures, never changed', async () => {
    const id = await importSynthetic(lab, 4, 2);
    await edit(id, [0, 1], { kind: 'exclude' });
    await edit(id, [2], { kind: 'relabel', label: 5 });
    const path = await lab.datasets.versionFile(id);
    const { splits, classes } = await openDataset(path);
    const { ids, labels } = lab.datasets.list(id, ['train']);
    assert.deepEqual([splits.train.count, splits.test.count, classes.length], [22, 12, 6]);
    assert.deepEqual([...splits.train.labels], [...labels]);
    assert.equal(splits.train.labels[0], 5);
    assert.deepEqual(Buffer.from(splits.train.images), Buffer.from(await lab.datasets.pixels(id, [...ids])));
    await edit(id, [5], { kind: 'delete' });
    const before = readFileSync(path);
    assert.equal(await lab.datasets.versionFile(id, 3), path);
    assert.deepEqual(readFileSync(path), before);
    assert.equal((await openDataset(await lab.datasets.versionFile(id, 1))).splits.train.count, 24);
    assert.equal((await openDataset(await lab.datasets.versionFile(id))).splits.train.count, 21);
  });
});

describe('the gallery', () => {
  test('renames, removes and restores; a removed dataset is deleted when the lab is opened again', async () => {
    const folder = join(root, 'gallery');
    let own = openLabFolder(folder);
    const [kept, removed] = [await importSynthetic(own, 1, 1), await importSynthetic(own, 1, 0)];
    assert.equal((await own.ask('datasets.rename', { dataset: kept, name: ' Mine ' })).name, 'Mine');
    await own.ask('datasets.remove', { dataset: removed });
    assert.deepEqual(
      (await own.ask('datasets.list', {})).map(({ id }) => id),
      [kept],
    );
    await assert.rejects(own.ask('datasets.get', { dataset: removed }), /no dataset/);
    assert.equal((await own.ask('datasets.restore', { dataset: removed })).id, removed);
    assert.equal((await own.ask('datasets.list', {})).length, 2);
    await own.ask('datasets.remove', { dataset: removed });
    assert.ok(existsSync(own.paths.dataset(removed)));
    own.close();
    own = openLabFolder(folder);
    assert.deepEqual(
      (await own.ask('datasets.list', {})).map(({ id, name }) => [id, name]),
      [[kept, 'Mine']],
    );
    await assert.rejects(own.ask('datasets.restore', { dataset: removed }), /no removed dataset/);
    assert.equal(existsSync(own.paths.dataset(removed)), false);
    assert.equal(existsSync(own.paths.dataset(kept)), true);
    own.close();
  });

  test('counts the models whose answers on the test split were looked at', async () => {
    const id = await importSynthetic(lab, 1, 1);
    for (const model of [1, 2, 1]) lab.datasets.lookAtTest(id, model);
    assert.equal(lab.datasets.summary(id).testLooks, 2);
  });

  test('cannot freeze a test split if there is none', async () => {
    const id = await importSynthetic(lab, 1, 0);
    await assert.rejects(lab.ask('datasets.freeze', { dataset: id, frozen: true }), /no test split/);
  });
});
