/** The lab's database: older, newer, damaged and unrelated files, and a second process. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { openLab } from '../../../../main/services/lab.ts';
import { announceHolder, openDatabase } from '../../../../main/storage/database.ts';
import { MIGRATIONS } from '../../../../main/storage/schema.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const root = temporaryFolder({ after });
let labs = 0;
function file(): string {
  const folder = join(root, String(++labs));
  mkdirSync(folder);
  return join(folder, 'lab.sqlite');
}

/** Schema version of a file that no process has open. */
function versionOf(path: string): unknown {
  const sql = new DatabaseSync(path, { readOnly: true });
  try {
    return sql.prepare('PRAGMA user_version').get()?.user_version;
  } finally {
    sql.close();
  }
}

const tablesOf = (sql: DatabaseSync) =>
  sql
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => name);

describe('migrations', () => {
  test('upgrade an older file and keep its contents', () => {
    const path = file();
    const old = new DatabaseSync(path);
    old.exec("CREATE TABLE keepsake (word TEXT); INSERT INTO keepsake VALUES ('kept')");
    old.close();
    assert.equal(versionOf(path), 0);
    const db = openDatabase(path);
    assert.deepEqual({ ...db.sql.prepare('SELECT word FROM keepsake').get() }, { word: 'kept' });
    for (const table of ['changes', 'datasets', 'models', 'pictures', 'runs', 'versions']) {
      assert.ok(tablesOf(db.sql).includes(table), table);
    }
    db.close();
    assert.equal(versionOf(path), MIGRATIONS.length);
  });

  test('upgrade a lab of version 0.2 to tuning, and keep its runs and datasets', () => {
    const path = file();
    const old = new DatabaseSync(path);
    for (const migration of MIGRATIONS.slice(0, 2)) old.exec(migration);
    old.exec(`
      PRAGMA user_version = 2;
      INSERT INTO datasets VALUES (7, 'Hands', 1, '{}', '["0"]', 1, 0, 'present');
      INSERT INTO runs VALUES (3, 'Run', 1, '{}', 7, 'Hands', 1, 9, '{"kind":"paused"}', '{}', NULL, NULL, NULL, 0);
      INSERT INTO epochs (run, epoch, cost, seconds) VALUES (3, 0, 1.5, 0.25);
      INSERT INTO recordings VALUES (1, 1, 'Video', 2, 'Model', '[]', 0, 0, 0);`);
    old.close();
    const db = openDatabase(path);
    const first = (sql: string) => ({ ...db.sql.prepare(sql).get() });
    assert.deepEqual(first('SELECT id, name, state FROM datasets'), { id: 7, name: 'Hands', state: 'present' });
    assert.deepEqual(first('SELECT run, cost FROM epochs'), { run: 3, cost: 1.5 });
    assert.equal(first('SELECT name FROM recordings').name, 'Video');
    for (const table of ['sweeps', 'trials', 'trial_epochs', 'sweep_runs']) {
      assert.ok(tablesOf(db.sql).includes(table), table);
      assert.equal(first(`SELECT count(*) AS n FROM ${table}`).n, 0);
    }
    db.close();
    assert.equal(versionOf(path), MIGRATIONS.length);
  });

  test('rename the former preset camera to three-block, wherever it is named', () => {
    const path = file();
    const old = new DatabaseSync(path);
    for (const migration of MIGRATIONS.slice(0, 5)) old.exec(migration);
    const settings = { name: 'camera', preset: 'camera', network: { name: 'camera', layers: [] } };
    const plan = {
      preset: 'camera',
      network: null,
      space: { preset: { kind: 'choice', choices: ['course', 'camera'] } },
    };
    const run = old.prepare(
      `INSERT INTO runs VALUES (?, 'Run', 1, ?, 7, 'Hands', 1, 9, '{}', '{}', NULL, NULL, NULL, 0)`,
    );
    run.run(3, JSON.stringify(settings));
    run.run(4, JSON.stringify({ preset: 'course', network: { name: 'course', layers: [] } }));
    const sweep = `INSERT INTO sweeps (id, name, created_at, plan, dataset_name, classes, state) VALUES (1, 'S', 1, ?, 'H', '[]', '{}')`;
    old.prepare(sweep).run(JSON.stringify(plan));
    const trial = `INSERT INTO trials (sweep, number, "values", origin, state, replicates, epochs, seconds) VALUES (1, 0, ?, 'default', 'complete', '[]', 1, 1)`;
    old.prepare(trial).run(JSON.stringify({ preset: 'camera' }));
    old.exec("INSERT INTO speeds VALUES ('fused-cpu', 'camera', 1, 1); PRAGMA user_version = 5;");
    old.close();
    const db = openDatabase(path);
    const json = (sql: string) => JSON.parse(String(Object.values(db.sql.prepare(sql).get() ?? {})[0]));
    const network = { name: 'three-block', layers: [] };
    assert.deepEqual(json('SELECT settings FROM runs WHERE id = 3'), { ...settings, preset: 'three-block', network });
    assert.equal(json('SELECT settings FROM runs WHERE id = 4').preset, 'course');
    const choices = ['course', 'three-block'];
    assert.deepEqual(json('SELECT plan FROM sweeps'), {
      ...plan,
      preset: 'three-block',
      space: { preset: { kind: 'choice', choices } },
    });
    assert.deepEqual(json('SELECT "values" FROM trials'), { preset: 'three-block' });
    assert.equal(db.sql.prepare('SELECT preset FROM speeds').get()?.preset, 'three-block');
    db.close();
  });

  test('run once', () => {
    const path = file();
    const db = openDatabase(path);
    db.sql.exec("INSERT INTO preferences VALUES (1, '{}')");
    db.close();
    const again = openDatabase(path);
    assert.equal(again.sql.prepare('SELECT json FROM preferences').get()?.json, '{}');
    again.close();
  });

  test('that fail halfway leave the file as it was', () => {
    const path = file();
    const old = new DatabaseSync(path);
    // Blocks the first migration after it has created some tables.
    old.exec('CREATE TABLE versions (x)');
    old.close();
    assert.throws(() => openDatabase(path), /versions already exists/);
    const sql = new DatabaseSync(path);
    assert.deepEqual(tablesOf(sql), ['versions']);
    sql.close();
    assert.equal(versionOf(path), 0);
  });

  test('refuse a newer file, and leave it alone', () => {
    const path = file();
    const sql = new DatabaseSync(path);
    sql.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    sql.close();
    assert.throws(() => openDatabase(path), { name: 'HostError', message: /newer Signs Lab/, remedy: /Update/ });
    assert.equal(versionOf(path), MIGRATIONS.length + 1);
  });
});

describe('a file that is', () => {
  test('not a database is refused with a remedy', () => {
    const path = file();
    writeFileSync(path, 'not a database, but long enough to look at'.repeat(200));
    assert.throws(() => openDatabase(path), {
      name: 'HostError',
      message: /damaged or not a database/,
      remedy: /Move it/,
    });
  });

  test('damaged is refused with a remedy', () => {
    const path = file();
    openDatabase(path).close();
    const sql = new DatabaseSync(path);
    const { page_size: size } = sql.prepare('PRAGMA page_size').get() as { page_size: number };
    sql.close();
    // The header stays; the first page's tree, which is the schema, is overwritten.
    const bytes = new Uint8Array(size * 4).fill(0xa5);
    const header = Buffer.from('SQLite format 3\0');
    bytes.set(header);
    writeFileSync(path, bytes);
    assert.throws(() => openDatabase(path), { name: 'HostError', message: /damaged or not a database/ });
  });
});

test('a lab whose database is damaged behind its schema is refused with a remedy, and can be tried again', () => {
  const folder = join(root, 'behind');
  const shell = { info: {} as never, choose: () => Promise.reject(new Error('not asked')) };
  const path = join(folder, 'lab.sqlite');
  openDatabase(path).close();
  const sql = new DatabaseSync(path);
  const { page_size: size } = sql.prepare('PRAGMA page_size').get() as { page_size: number };
  const { rootpage } = sql.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'datasets'").get() as {
    rootpage: number;
  };
  sql.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, (rootpage - 1) * size, rootpage * size);
  writeFileSync(path, bytes);
  for (let round = 0; round < 2; round++) {
    assert.throws(() => openLab(folder, shell), {
      name: 'HostError',
      message: /damaged or not a database/,
      remedy: /Move it/,
    });
  }
});

test('a folder that the system does not allow is refused', {
  skip: process.platform !== 'linux' && 'needs /proc',
}, () => {
  assert.throws(() => openDatabase('/proc/lab/lab.sqlite'), {
    name: 'HostError',
    message: /cannot be created: ENOENT/,
  });
});

describe('a second process', () => {
  const opener = `import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../../../../main/storage/database.ts'))};
    try { openDatabase(process.argv[1]).close(); console.log(JSON.stringify({ opened: true })); }
    catch ({ name, message, remedy }) { console.log(JSON.stringify({ name, message, remedy })); }`;
  const openElsewhere = (path: string) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', opener, path], {
      encoding: 'utf8',
    });
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as { opened?: boolean; name?: string; message?: string; remedy?: string };
  };

  test('learns that the lab is open, in which process and where; and may open it afterwards', () => {
    const path = file();
    const db = openDatabase(path);
    const leave = announceHolder(path, { url: 'http://127.0.0.1:1234/?token=x', key: 'k' });
    const refused = openElsewhere(path);
    assert.equal(refused.name, 'HostError');
    assert.match(refused.message!, /is open already/);
    assert.match(refused.message!, new RegExp(`process ${process.pid}, http://127.0.0.1:1234`));
    assert.match(refused.remedy!, /--folder/);
    leave();
    assert.doesNotMatch(openElsewhere(path).message!, /process/);
    db.close();
    assert.deepEqual(openElsewhere(path), { opened: true });
  });
});

test('a folder that cannot be created is refused with a remedy', () => {
  const inTheWay = join(root, 'a-file');
  writeFileSync(inTheWay, '');
  assert.throws(() => openDatabase(join(inTheWay, 'lab', 'lab.sqlite')), {
    name: 'HostError',
    message: /cannot be created/,
    remedy: /--folder/,
  });
  rmSync(inTheWay);
});

test('a file that cannot be opened is refused with a remedy', () => {
  const path = file();
  mkdirSync(path);
  assert.throws(() => openDatabase(path), {
    name: 'HostError',
    message: /cannot be opened for writing/,
    remedy: /--folder/,
  });
});

// Root may write everywhere.
test('a folder that is not writable is refused with a remedy', {
  skip: process.getuid?.() === 0 && 'run by root',
}, () => {
  const path = file();
  chmodSync(dirname(path), 0o500);
  assert.throws(() => openDatabase(path), { name: 'HostError', message: /cannot be opened/, remedy: /--folder/ });
  chmodSync(dirname(path), 0o700);
});
