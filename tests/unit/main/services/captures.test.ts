import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { openDataset } from '../../../../datasets/catalog.ts';
import { browserShell } from '../../../../main/browser-shell.ts';
import { HostError } from '../../../../main/hosts/host-error.ts';
import type { EventName } from '../../../../main/ipc/contract.ts';
import { packIds } from '../../../../main/services/datasets/packed-ids.ts';
import { type Lab, openLab } from '../../../../main/services/lab.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { begin, CROP, capture, png, SQUARE, seen, square } from '../../../helpers/captured.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const refused = (pattern: RegExp) => (error: unknown) => error instanceof HostError && pattern.test(error.message);

/** Trains a run of the smallest net. */
async function start(lab: Lab, dataset: number) {
  const network = { name: 'tiny', input: [64, 64, 3], layers: [{ kind: 'flatten' }, { kind: 'dense', units: 2 }] };
  const settings = { preset: 'custom', network: network as never, hyperparameters: {} } as const;
  return lab.handlers['runs.start']({ dataset, ...settings, backend: 'auto', seed: 1, epochs: 1 });
}

suite('capturing', () => {
  test("a dataset of a person's own signs, filled picture by picture", async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const {
      id: dataset,
      counts,
      version,
    } = await handlers['captures.create']({ name: 'Mine', classes: ['fist', 'palm'] });
    assert.deepEqual([counts.train.total, version], [0, 1]);
    const { id: session } = await begin(lab, dataset);
    // Three at once, as a page sends them: stored in order of arrival.
    const pngs = await Promise.all([0, 1, 2].map(png));
    const kept = await Promise.all(
      pngs.map((bytes) => handlers['captures.add']({ session, burst: 1, label: 0, png: bytes, crop: CROP })),
    );
    assert.deepEqual(
      kept,
      [0, 1, 2].map((picture) => ({ kind: 'kept', picture, count: picture + 1 })),
    );
    assert.deepEqual(await capture(lab, session, 3, 1, 2), { kind: 'kept', picture: 3, count: 1 });
    assert.deepEqual(await capture(lab, session, 1, 1, 2), { kind: 'duplicate', of: 1 });

    const versions = await handlers['datasets.versions']({ dataset });
    assert.deepEqual(
      versions.map(({ version, summary, pictures }) => [version, summary, pictures]),
      [
        [3, 'Captured 1 picture of palm', 1],
        [2, 'Captured 3 pictures of fist', 3],
        [1, 'Made for 2 classes', 0],
      ],
    );
    const { pixels } = await handlers['pictures.pixels']({ dataset, ids: [2] });
    assert.deepEqual(new Uint8Array(pixels), seen(2));
    const original = await handlers['pictures.original']({ dataset, picture: 2 });
    assert.ok(original.kind === 'file' && original.type === 'image/png');
    assert.deepEqual(original.region, { x: 0, y: 0, size: SQUARE });
    const decoded = await sharp(original.bytes).raw().toBuffer();
    assert.deepEqual(new Uint8Array(decoded), square(2), 'the original is stored losslessly');
    const [evening] = await handlers['captures.sessions']({ dataset });
    assert.deepEqual([evening?.perClass, evening?.hand], [[3, 1], 'left']);
    const [row] = await handlers['pictures.rows']({ dataset, ids: [3] });
    assert.equal(row?.source, 'Evening · burst 2');
  });

  test('an older version does not have later pictures, and undo removes a burst', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    for (const number of [0, 1]) await capture(lab, session, number, 0, 1);
    for (const number of [2, 3, 4]) await capture(lab, session, number, 1, 2);
    const find = async (version?: number) =>
      (
        await handlers['pictures.find']({
          dataset,
          ...(version && { version }),
          filter: { excluded: 'hide' },
          sort: { by: 'index', descending: false },
        })
      ).ids.length / 4;
    assert.deepEqual([await find(1), await find(2), await find(3), await find()], [0, 2, 5, 5]);
    const undone = await handlers['datasets.undo']({ dataset });
    assert.deepEqual([undone.counts.train.perClass, await find()], [[2, 0], 2]);
    // The same picture may be taken again: its duplicate has been removed.
    assert.equal((await capture(lab, session, 2, 1, 3)).kind, 'kept');
    assert.equal((await handlers['datasets.get']({ dataset })).counts.train.total, 3);
  });

  test('a burst that a run uses is closed: later pictures make another version', async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    for (const number of [0, 1, 2]) await capture(lab, session, number, 0, 7);
    await capture(lab, session, 3, 1, 8);
    const run = await start(lab, dataset);
    await capture(lab, session, 4, 1, 8);
    const versions = await handlers['datasets.versions']({ dataset });
    assert.deepEqual(
      versions.map(({ pictures }) => pictures),
      [1, 1, 3, 0],
    );
    assert.equal(run.datasetVersion, 3);
  });

  test('a picture moves to another split with its burst, and a share is split off in whole bursts', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    let number = 0;
    const asked = { dataset, share: 0.15, seed: 3 } as const;
    assert.match((await handlers['runs.carved'](asked)).problem ?? '', /no training pictures/);
    for (const burst of [1, 2, 3, 4]) {
      for (let i = 0; i < 4; i++) await capture(lab, session, number++, burst % 2, burst);
      // Every class has only one burst, or none.
      if (burst === 2)
        assert.match((await handlers['runs.carved'](asked)).problem ?? '', /^class “b” .*too few bursts.*leave the/);
    }
    assert.deepEqual(await handlers['runs.carved'](asked), { pictures: 8, problem: null });
    const splitOff = await handlers['datasets.carve']({ dataset, split: 'validation', share: 0.4, seed: 1 });
    assert.deepEqual(splitOff.counts.validation.perClass, [4, 4]);
    await handlers['datasets.undo']({ dataset });
    const moved = await handlers['pictures.edit']({
      dataset,
      ids: packIds(Uint32Array.of(5)),
      edit: { kind: 'split', split: 'test' },
    });
    assert.deepEqual(moved.counts.test.perClass, [4, 0]);
    const [latest] = await handlers['datasets.versions']({ dataset });
    assert.equal(latest?.summary, 'Moved 4 pictures to test, with the rest of their bursts');
    await handlers['captures.tag']({ session, split: 'validation' });
    assert.equal((await handlers['datasets.get']({ dataset })).counts.validation.total, 16);
  });

  test('impossible requests are refused with a message', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    const add = async (part: object) =>
      handlers['captures.add']({ session, burst: 1, label: 0, png: await png(1), crop: CROP, ...part });
    await assert.rejects(add({ label: 2 }), refused(/no class 2/));
    await assert.rejects(add({ session: 99 }), refused(/no session 99/));
    await assert.rejects(add({ png: Uint8Array.of(1, 2, 3) }), refused(/is not a PNG/));
    await assert.rejects(add({ png: (await png(1)).subarray(0, 300) }), refused(/is a damaged PNG/));
    await assert.rejects(add({ crop: { ...CROP, size: 100 } }), refused(/96 x 96 pixels, not 100 x 100/));
    await assert.rejects(async () => handlers['captures.addClass']({ dataset, name: 'A' }), refused(/class A already/));
    assert.equal((await handlers['datasets.get']({ dataset })).counts.train.total, 0);
  });

  test('a process that died while storing a picture leaves nothing of it', async (context) => {
    const folder = temporaryFolder(context);
    const first = openLab(folder, browserShell());
    const { id: dataset } = await first.handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(first, dataset);
    await capture(first, session, 0, 0, 1);
    await capture(first, session, 1, 1, 2);
    await first.close();
    const pixels = join(labPaths(folder).dataset(dataset), 'pictures.u8');
    const whole = readFileSync(pixels);
    truncateSync(pixels, whole.length + 5000); // a third picture, truncated
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    assert.deepEqual(await capture(lab, session, 2, 0, 3), { kind: 'kept', picture: 2, count: 2 });
    assert.equal(statSync(pixels).size, 3 * 12288);
    const { pixels: read } = await lab.handlers['pictures.pixels']({ dataset, ids: [0, 1, 2] });
    assert.deepEqual(read.subarray(0, 2 * 12288), new Uint8Array(whole));
  });

  test('files of an earlier failed attempt are overwritten', async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { id: dataset } = await lab.handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    const originals = join(labPaths(folder).dataset(dataset), 'originals');
    mkdirSync(originals);
    writeFileSync(join(originals, '0.png'), new Uint8Array(100_000).fill(7)); // longer than the new picture
    await capture(lab, session, 0, 0, 1);
    assert.deepEqual(new Uint8Array(readFileSync(join(originals, '0.png'))), new Uint8Array(await png(0)));
  });

  test('a dataset without pictures can be shown, searched and opened like any other; training is refused with a message', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const made = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const dataset = made.id;
    assert.deepEqual(await handlers['datasets.list']({}), [made]);
    assert.deepEqual([made.counts.train.perClass, made.canUndo, made.cover], [[0, 0], false, []]);
    const sort = { by: 'index', descending: false } as const;
    assert.equal((await handlers['pictures.find']({ dataset, filter: { excluded: 'hide' }, sort })).ids.length, 0);
    assert.deepEqual((await handlers['captures.sessions']({ dataset })).length, 0);
    await assert.rejects(async () => start(lab, dataset), refused(/no training pictures/));
    await assert.rejects(
      async () => handlers['datasets.carve']({ dataset, split: 'test', share: 0.2, seed: 1 }),
      refused(/no training pictures/),
    );
  });

  test('adding a class makes a version, which cannot be undone', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    await capture(lab, session, 0, 0, 1);
    const { classes, version, counts } = await handlers['captures.addClass']({ dataset, name: 'c' });
    assert.deepEqual([classes, version, counts.train.perClass], [['a', 'b', 'c'], 3, [1, 0, 0]]);
    assert.equal((await capture(lab, session, 1, 2, 1)).kind, 'kept');
    await handlers['datasets.undo']({ dataset });
    const undone = await handlers['datasets.undo']({ dataset });
    assert.deepEqual([undone.counts.train.perClass, undone.canUndo], [[0, 0, 0], false]);
  });

  test('an imported dataset accepts captured pictures of its classes too', async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const source = { kind: 'synthetic', train: 3, test: 1, seed: 1 } as const;
    const { id: dataset } = await handlers['datasets.import']({ task: 'import', source });
    const { id: session } = await begin(lab, dataset);
    assert.deepEqual(await capture(lab, session, 5, 4, 1), { kind: 'kept', picture: 24, count: 5 });
    await assert.rejects(capture(lab, session, 6, 6, 1), refused(/no class 6/));
    const { pixels } = await handlers['pictures.pixels']({ dataset, ids: [24] });
    assert.deepEqual(new Uint8Array(pixels), seen(5));
    assert.equal((await handlers['pictures.original']({ dataset, picture: 24 })).kind, 'file');
    assert.equal((await handlers['pictures.original']({ dataset, picture: 23 })).kind, 'none');
    const { counts, origin } = await handlers['datasets.get']({ dataset });
    assert.deepEqual([counts.train.total, counts.test.total, origin.kind], [19, 6, 'synthetic']);
  });

  test('a frozen test split accepts no pictures', async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const tested = await begin(lab, dataset, 'Test', 'test');
    await capture(lab, tested.id, 0, 0, 1);
    await handlers['datasets.freeze']({ dataset, frozen: true });
    await assert.rejects(capture(lab, tested.id, 1, 0, 1), refused(/test split is frozen/));
    await assert.rejects(begin(lab, dataset, 'Another', 'test'), refused(/test split is frozen/));
    const { id: session } = await begin(lab, dataset);
    await assert.rejects(async () => handlers['captures.tag']({ session, split: 'test' }), refused(/is frozen/));
    assert.equal(statSync(join(labPaths(folder).dataset(dataset), 'pictures.u8')).size, 12288, 'nothing is left');
    assert.deepEqual(await capture(lab, session, 1, 1, 1), { kind: 'kept', picture: 1, count: 1 });
  });

  test('a picture is added to the split of its burst; a session follows its pictures', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    const totals = async () => {
      const { counts } = await handlers['datasets.get']({ dataset });
      return [counts.train.total, counts.validation.total, counts.test.total];
    };
    const splitNow = async () => (await handlers['captures.sessions']({ dataset }))[0]!.split;
    for (const number of [0, 1]) await capture(lab, session, number, 0, 1);
    await capture(lab, session, 2, 1, 2);
    await handlers['pictures.edit']({
      dataset,
      ids: packIds(Uint32Array.of(0)),
      edit: { kind: 'split', split: 'test' },
    });
    assert.deepEqual([await totals(), await splitNow()], [[1, 0, 2], 'train']);
    await capture(lab, session, 3, 0, 1);
    await capture(lab, session, 4, 0, 3);
    assert.deepEqual(await totals(), [2, 0, 3]);
    await handlers['captures.tag']({ session, split: 'validation', name: 'Morning' });
    assert.deepEqual([await totals(), await splitNow()], [[0, 5, 0], 'validation']);
    await capture(lab, session, 5, 0, 4);
    assert.deepEqual(await totals(), [0, 6, 0]);
    // Undone in turn: the picture, then the move; the session continues in train.
    await handlers['datasets.undo']({ dataset });
    await handlers['datasets.undo']({ dataset });
    assert.deepEqual(
      [await totals(), (await handlers['captures.sessions']({ dataset }))[0]!.name],
      [[2, 0, 3], 'Morning'],
    );
  });

  test('a run splits off its validation share in whole bursts', async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { id: dataset } = await lab.handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    for (let number = 0; number < 16; number++) {
      const burst = Math.floor(number / 4);
      await capture(lab, session, number, burst % 2, burst);
    }
    await start(lab, dataset);
    const versions = join(labPaths(folder).dataset(dataset), 'versions');
    for (let wait = 0; wait < 500 && !existsSync(join(versions, '5.signs.json')); wait++) await delay(20);
    for (const seed of [1, 2, 3]) {
      const { splits } = await openDataset(join(versions, '5.signs.json'), { validation: 0.3, seed });
      const bursts = new Set(splits.validation.sources.map((source) => Math.floor(Number(source.split('#')[1]) / 4)));
      assert.deepEqual([splits.validation.count, bursts.size], [8, 2], 'one burst of each class');
    }
  });

  test('while pictures are added, pages are notified at most twice a second', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { id: dataset } = await lab.handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    const said: EventName[] = [];
    lab.listen((event) => void said.push(event));
    const began = performance.now();
    for (let number = 0; number < 12; number++) await capture(lab, session, number, 0, number);
    await delay(600);
    const most = (performance.now() - began) / 500;
    const told = said.filter((event) => event === 'dataset').length;
    assert.ok(told >= 1 && told <= most, `${told} notifications in ${most} half seconds`);
  });

  test('sessions and captures are removed with their dataset', async (context) => {
    const folder = temporaryFolder(context);
    const first = openLab(folder, browserShell());
    const { id: dataset } = await first.handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(first, dataset);
    await capture(first, session, 0, 0, 1);
    await first.handlers['datasets.remove']({ dataset });
    await assert.rejects(capture(first, session, 1, 0, 1), refused(/no dataset/));
    await first.handlers['datasets.restore']({ dataset });
    assert.equal((await capture(first, session, 1, 0, 1)).kind, 'kept');
    await first.handlers['datasets.remove']({ dataset });
    await first.close();
    await openLab(folder, browserShell()).close();
    const db = openDatabase(labPaths(folder).database);
    context.after(() => db.close());
    for (const table of ['datasets', 'pictures', 'sessions', 'captures', 'changes']) {
      assert.equal(db.sql.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n, 0, table);
    }
  });
});
