/** Captured pictures survive kill -9 at any moment: acknowledged ones are there, and nothing half-written is shown. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { browserShell } from '../../main/browser-shell.ts';
import { unpackIds } from '../../main/services/datasets/packed-ids.ts';
import { type Lab, openLab } from '../../main/services/lab.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { labPaths } from '../../main/storage/lab-folder.ts';
import { seen, square } from '../helpers/captured.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const KILLS = 6;
/** Least and most pictures that are acknowledged before a kill. */
const TAKEN = [6, 40] as const;
/** Most milliseconds from the last of them to the kill: any moment between two pictures. */
const LONGEST = 20;
const PICTURE = 64 * 64 * 3;

interface Line {
  readonly number: number;
  readonly captured: { readonly kind: string; readonly picture: number };
}

/** Starts the taker, kills it some time after its first pictures, and returns the complete lines that it printed. */
async function killed(...args: readonly (string | number)[]): Promise<Line[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'captures-taker.ts'), ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  const wanted = TAKEN[0] + Math.floor(Math.random() * (TAKEN[1] - TAKEN[0]));
  const taken = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.split('\n').length > wanted) resolve();
    });
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  await Promise.race([taken, ended]);
  await delay(Math.random() * LONGEST);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it was working when it was killed');
  return printed
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

async function present(lab: Lab, dataset: number, version?: number): Promise<number[]> {
  const sort = { by: 'index', descending: false } as const;
  const asked = { dataset, ...(version && { version }), filter: { excluded: 'hide' as const }, sort };
  return [...unpackIds((await lab.handlers['pictures.find'](asked)).ids)];
}

/** Every acknowledged picture is there to the last pixel, with its original. */
async function checkKept(lab: Lab, dataset: number, lines: readonly Line[]): Promise<void> {
  const ids = lines.map(({ captured }) => captured.picture);
  const { pixels } = await lab.handlers['pictures.pixels']({ dataset, ids });
  for (const [i, { number, captured }] of lines.entries()) {
    assert.equal(captured.kind, 'kept');
    assert.ok(
      Buffer.from(pixels)
        .subarray(i * PICTURE, (i + 1) * PICTURE)
        .equals(seen(number)),
      `picture ${number}`,
    );
    const original = await lab.handlers['pictures.original']({ dataset, picture: captured.picture });
    assert.ok(original.kind === 'file');
    assert.ok((await sharp(original.bytes).raw().toBuffer()).equals(square(number)), `the original of ${number}`);
  }
}

/** Every version shows as many pictures as it and the versions before it have added. */
async function checkVersions(lab: Lab, dataset: number): Promise<void> {
  let there = 0;
  for (const { version, pictures } of (await lab.handlers['datasets.versions']({ dataset })).reverse()) {
    there += pictures;
    assert.equal((await present(lab, dataset, version)).length, there, `version ${version}`);
  }
}

describe('a lab that is killed during capturing', () => {
  const root = temporaryFolder({ after });

  test(`has every acknowledged picture, ${KILLS} times`, async () => {
    const lab = openLab(root, browserShell());
    const { id: dataset } = await lab.handlers['captures.create']({ name: 'Mine', classes: ['fist', 'palm'] });
    await lab.close();
    const folder = labPaths(root).dataset(dataset);
    const kept: Line[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const lines = await killed(root, dataset, kill * 10_000);
      kept.push(...lines);
      const lab = openLab(root, browserShell());
      try {
        const ids = await present(lab, dataset);
        // Three were on their way at each kill; one of them may have been written but not yet acknowledged.
        assert.ok(ids.length >= kept.length && ids.length <= kept.length + kill + 1, `${ids.length}, ${kept.length}`);
        assert.equal(statSync(join(folder, 'pictures.u8')).size, ids.length * PICTURE, 'nothing is after the last one');
        for (const id of ids) assert.ok(existsSync(join(folder, 'originals', `${id}.png`)));
        await checkKept(lab, dataset, lines);
        await checkVersions(lab, dataset);
      } finally {
        await lab.close();
      }
    }
    assert.ok(kept.length >= TAKEN[0] * KILLS, `${kept.length} pictures were acknowledged`);
    await checkAll(root, dataset, kept);
  });
});

/** After all kills no picture was lost or changed later; the tables and the version files are intact. */
async function checkAll(root: string, dataset: number, kept: readonly Line[]): Promise<void> {
  const lab = openLab(root, browserShell());
  await checkKept(lab, dataset, kept);
  const sessions = await lab.handlers['captures.sessions']({ dataset });
  const inSessions = sessions.flatMap(({ perClass }) => perClass).reduce((sum, count) => sum + count, 0);
  const { counts } = await lab.handlers['datasets.get']({ dataset });
  assert.equal(inSessions, counts.train.total);
  await lab.close();
  const db = openDatabase(labPaths(root).database);
  assert.deepEqual({ ...db.sql.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  assert.deepEqual(db.sql.prepare('PRAGMA foreign_key_check').all(), []);
  const sums = db.sql
    .prepare('SELECT (SELECT count(*) FROM captures) AS c, (SELECT count(*) FROM pictures) AS p')
    .get();
  assert.equal(sums!.c, sums!.p, 'every picture has its crop');
  db.close();
}
