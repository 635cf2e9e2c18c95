/** The lab folder survives kill -9 at any moment: acknowledged changes are there, and nothing half-written is shown. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openDataset } from '../../datasets/catalog.ts';
import { importSynthetic, type LabFolder, openLabFolder } from '../helpers/lab-folder.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { writeTree } from '../unit/datasets/formats/pictures.ts';

const KILLS = 12;
/** Most milliseconds of editing before a kill. */
const LONGEST = 400;

interface Acknowledged {
  readonly version: number;
  readonly totals: number[];
  readonly excluded: number;
  readonly relabelled: number;
}

/** Starts the editor, kills it when `until` resolves, and returns the complete lines that it printed. */
async function killed(args: readonly string[], until: (child: ReturnType<typeof spawn>) => Promise<void>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'lab-folder-editor.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  await until(child);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it was working when it was killed');
  return printed
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const firstLine = (child: ReturnType<typeof spawn>) =>
  new Promise<void>((resolve) => child.stdout!.once('data', () => resolve()));

/** Applying the `changes` of all versions to the import gives the current state of `pictures`. */
function checkHistory(lab: LabFolder, dataset: number): void {
  const { sql } = lab.db;
  const select = 'SELECT id, split, label, state FROM pictures WHERE dataset = ? ORDER BY id';
  const now = sql.prepare(select).all(dataset);
  const then = new Map(now.map((row) => [row.id, { ...row }]));
  const versions = sql
    .prepare('SELECT version, pictures FROM versions WHERE dataset = ? ORDER BY version')
    .all(dataset);
  const latest = sql.prepare('SELECT version FROM datasets WHERE id = ?').get(dataset)!.version;
  assert.deepEqual(
    versions.map(({ version }) => version),
    Array.from(versions, (_, i) => i + 1),
  );
  assert.equal(versions.at(-1)!.version, latest);
  for (const { version, pictures } of versions.slice(1).reverse()) {
    const changes = sql.prepare('SELECT * FROM changes WHERE dataset = ? AND version = ?').all(dataset, version!);
    assert.equal(changes.length, pictures, `version ${version} is complete`);
    for (const change of changes) {
      const picture = then.get(change.picture!)!;
      for (const what of ['split', 'label', 'state']) {
        assert.equal(picture[what], change[`${what}_after`], `version ${version}, picture ${change.picture}: ${what}`);
        picture[what] = change[`${what}_before`]!;
      }
    }
  }
  const imported = sql.prepare('SELECT id, first_label FROM pictures WHERE dataset = ?').all(dataset);
  for (const { id, first_label: label } of imported) {
    assert.deepEqual([then.get(id!)!.label, then.get(id!)!.state], [label, 0], `picture ${id} as it was imported`);
  }
}

function checkFile(lab: LabFolder): void {
  assert.deepEqual({ ...lab.db.sql.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  assert.deepEqual(lab.db.sql.prepare('PRAGMA foreign_key_check').all(), []);
}

describe('a lab that is killed while it edits', () => {
  const root = temporaryFolder({ after });
  let dataset: number;
  before(async () => {
    const lab = openLabFolder(root);
    dataset = await importSynthetic(lab, 40, 10);
    lab.close();
  });

  test(`has every acknowledged version, ${KILLS} times`, async () => {
    let [acknowledgedAtAll, version] = [0, 1];
    for (let kill = 0; kill < KILLS; kill++) {
      const lines = await killed([root, 'edit', String(dataset), String(kill)], async (child) => {
        await firstLine(child);
        await delay(Math.random() * LONGEST);
      });
      const acknowledged = lines.slice(1) as unknown as Acknowledged[];
      acknowledgedAtAll += acknowledged.length;
      const lab = openLabFolder(root);
      try {
        checkFile(lab);
        checkHistory(lab, dataset);
        const found = lab.datasets.summary(dataset);
        const last = acknowledged.at(-1)?.version ?? version;
        // One more may have been written but not yet acknowledged.
        assert.ok(found.version === last || found.version === last + 1, `${found.version} behind ${last}`);
        for (const told of acknowledged) await checkVersion(lab, dataset, told);
        version = found.version;
      } finally {
        lab.close();
      }
    }
    assert.ok(acknowledgedAtAll > KILLS, `${acknowledgedAtAll} versions were acknowledged`);
  });

  test('shows hosts the same as people', async () => {
    const lab = openLabFolder(root);
    const { counts } = lab.datasets.summary(dataset);
    const { splits } = await openDataset(await lab.datasets.versionFile(dataset));
    for (const split of ['train', 'validation', 'test'] as const) {
      assert.equal(splits[split].count, counts[split].total);
    }
    lab.close();
  });
});

/** The version is shown as the killed process had reported it. */
async function checkVersion(lab: LabFolder, dataset: number, told: Acknowledged): Promise<void> {
  const find = async (filter: object) => {
    const sort = { by: 'index', descending: false } as const;
    const asked = { dataset, version: told.version, filter: { excluded: 'hide' as const, ...filter }, sort };
    return (await lab.ask('pictures.find', asked)).ids.length / 4;
  };
  const totals = [];
  for (const split of ['train', 'validation', 'test'] as const) totals.push(await find({ splits: [split] }));
  const excluded = await find({ excluded: 'only' });
  const relabelled = await find({ relabelled: true });
  assert.deepEqual({ version: told.version, totals, excluded, relabelled }, told);
}

describe('a lab that is killed while it imports', () => {
  const root = temporaryFolder({ after });
  const data = temporaryFolder({ after });
  before(async () => {
    const files = Array.from({ length: 600 }, (_, i): [string, number] => [`${i % 6}/${i}.png`, i % 250]);
    await writeTree(data, Object.fromEntries(files));
  });

  test('shows nothing of it, and leaves nothing behind', async () => {
    const folders = dirname(join(root, 'datasets', '1'));
    const holdsFiles = () => existsSync(folders) && readdirSync(folders).some((name) => /^\d+$/.test(name));
    for (const wait of [0, 100, 200, 300, 400, 500]) {
      const lines = await killed([root, 'import', data], async (child) => {
        while (!holdsFiles() && child.exitCode === null) await delay(2);
        await delay(wait);
      });
      const lab = openLabFolder(root);
      try {
        checkFile(lab);
        const shown = await lab.ask('datasets.list', {});
        if (lines.length > 0) assert.equal(shown.length, 1, 'what was acknowledged is there');
        for (const { id, counts } of shown) {
          assert.equal(counts.train.total, 600);
          const ids = Array.from(lab.datasets.list(id, ['train']).ids);
          assert.equal((await lab.datasets.pixels(id, ids)).length, 600 * 12288);
          await lab.ask('datasets.remove', { dataset: id });
        }
      } finally {
        lab.close();
      }
      const swept = openLabFolder(root);
      const rows = (table: string) => swept.db.sql.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n;
      assert.deepEqual([rows('datasets'), rows('pictures'), rows('versions')], [0, 0, 0]);
      assert.equal(holdsFiles(), false);
      swept.close();
    }
  });
});
