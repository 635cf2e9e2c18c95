import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { preprocess } from '../../../../datasets/preprocess.ts';
import { browserShell } from '../../../../main/browser-shell.ts';
import { HostError } from '../../../../main/hosts/host-error.ts';
import type { Asked } from '../../../../main/ipc/contract.ts';
import { packIds } from '../../../../main/services/datasets/packed-ids.ts';
import { type Lab, openLab } from '../../../../main/services/lab.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const SIZE = 96;

/** (96,96,3): its own for every number. */
function square(number: number): Uint8Array {
  return Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (number * 37 + i * (1 + (number % 5))) % 256);
}

const png = async (number: number): Promise<Uint8Array> =>
  sharp(square(number), { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .png()
    .toBuffer();

const crop = { width: 160, height: 120, x: 20, y: 10, size: SIZE, flipped: false };

async function capture(lab: Lab, session: number, number: number, label: number, burst: number) {
  const asked: Asked<'captures.add'> = { session, burst, label, png: await png(number), crop };
  return lab.handlers['captures.add'](asked);
}

const begin = (lab: Lab, dataset: number, name = 'Evening', split: 'train' | 'test' = 'train') =>
  lab.handlers['captures.begin']({ dataset, name, hand: 'left', background: 'wall', camera: 'C', split });

const refused = (pattern: RegExp) => (error: unknown) => error instanceof HostError && pattern.test(error.message);

suite('capturing', () => {
  test('a dataset of one own signs, filled picture by picture', async (context) => {
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
    // Three at once, as a page sends them.
    const kept = await Promise.all([0, 1, 2].map((number) => capture(lab, session, number, 0, 1)));
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
    assert.deepEqual(pixels, preprocess({ width: SIZE, height: SIZE, channels: 3, data: square(2) }));
    const original = await handlers['pictures.original']({ dataset, picture: 2 });
    assert.ok(original.kind === 'file' && original.type === 'image/png');
    assert.deepEqual(original.region, { x: 0, y: 0, size: SIZE });
    const decoded = await sharp(original.bytes).raw().toBuffer();
    assert.deepEqual(new Uint8Array(decoded), square(2), 'the original is kept without loss');
    const [evening] = await handlers['captures.sessions']({ dataset });
    assert.deepEqual([evening?.perClass, evening?.hand], [[3, 1], 'left']);
    const [row] = await handlers['pictures.rows']({ dataset, ids: [3] });
    assert.equal(row?.source, 'Evening, burst 2');
  });

  test('an older version does not know what came later, and undo takes a burst back', async (context) => {
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
    // The same picture may be taken again: the twin is gone.
    assert.equal((await capture(lab, session, 2, 1, 3)).kind, 'kept');
    assert.equal((await handlers['datasets.get']({ dataset })).counts.train.total, 3);
  });

  test('a burst that somebody trains on is closed: what comes behind is another version', async (context) => {
    const folder = temporaryFolder(context);
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    for (const number of [0, 1, 2]) await capture(lab, session, number, 0, 7);
    await capture(lab, session, 3, 1, 8);
    const network = { name: 'tiny', input: [64, 64, 3], layers: [{ kind: 'flatten' }, { kind: 'dense', units: 2 }] };
    const run = await handlers['runs.start']({
      ...{
        dataset,
        preset: 'custom',
        network: network as never,
        hyperparameters: {},
        backend: 'auto',
        seed: 1,
        epochs: 1,
      },
    });
    await capture(lab, session, 4, 1, 8);
    const versions = await handlers['datasets.versions']({ dataset });
    assert.deepEqual(
      versions.map(({ pictures }) => pictures),
      [1, 1, 3, 0],
    );
    assert.equal(run.datasetVersion, 3);
  });

  test('a picture moves to another split with its burst, and a share is carved in whole bursts', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    let number = 0;
    for (const burst of [1, 2, 3, 4]) {
      for (let i = 0; i < 4; i++) await capture(lab, session, number++, burst % 2, burst);
    }
    const carved = await handlers['datasets.carve']({ dataset, split: 'validation', share: 0.4, seed: 1 });
    assert.deepEqual(carved.counts.validation.perClass, [4, 4]);
    await handlers['datasets.undo']({ dataset });
    const moved = await handlers['pictures.edit']({
      dataset,
      ids: packIds(Uint32Array.of(5)),
      edit: { kind: 'split', split: 'test' },
    });
    assert.deepEqual(moved.counts.test.perClass, [4, 0]);
    const [latest] = await handlers['datasets.versions']({ dataset });
    assert.equal(latest?.summary, 'Moved 4 pictures to test, their bursts with them');
    await handlers['captures.tag']({ session, split: 'validation' });
    assert.equal((await handlers['datasets.get']({ dataset })).counts.validation.total, 16);
  });

  test('what cannot be is refused in words', async (context) => {
    const lab = openLab(temporaryFolder(context), browserShell());
    context.after(() => lab.close());
    const { handlers } = lab;
    const { id: dataset } = await handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(lab, dataset);
    const add = async (part: object) =>
      handlers['captures.add']({ session, burst: 1, label: 0, png: await png(1), crop, ...part });
    await assert.rejects(add({ label: 2 }), refused(/no class 2/));
    await assert.rejects(add({ session: 99 }), refused(/no session 99/));
    await assert.rejects(add({ png: Uint8Array.of(1, 2, 3) }), refused(/is no PNG/));
    await assert.rejects(add({ png: (await png(1)).subarray(0, 300) }), refused(/cannot be decoded/));
    await assert.rejects(add({ crop: { ...crop, size: 100 } }), refused(/96 x 96 pixels, not 100 x 100/));
    await assert.rejects(async () => handlers['captures.addClass']({ dataset, name: 'A' }), refused(/class A already/));
    assert.deepEqual((await handlers['captures.addClass']({ dataset, name: 'c' })).classes, ['a', 'b', 'c']);
    assert.equal((await handlers['datasets.get']({ dataset })).counts.train.total, 0);
  });

  test('a process that died in the midst of a picture leaves nothing of it', async (context) => {
    const folder = temporaryFolder(context);
    const first = openLab(folder, browserShell());
    const { id: dataset } = await first.handlers['captures.create']({ name: 'Mine', classes: ['a', 'b'] });
    const { id: session } = await begin(first, dataset);
    await capture(first, session, 0, 0, 1);
    await capture(first, session, 1, 1, 2);
    await first.close();
    const pixels = join(labPaths(folder).dataset(dataset), 'pictures.u8');
    const whole = readFileSync(pixels);
    truncateSync(pixels, whole.length + 5000); // a third picture, cut off
    const lab = openLab(folder, browserShell());
    context.after(() => lab.close());
    assert.deepEqual(await capture(lab, session, 2, 0, 3), { kind: 'kept', picture: 2, count: 2 });
    assert.equal(statSync(pixels).size, 3 * 12288);
    const { pixels: read } = await lab.handlers['pictures.pixels']({ dataset, ids: [0, 1, 2] });
    assert.deepEqual(read.subarray(0, 2 * 12288), new Uint8Array(whole));
  });
});
