/** A bug report of a lab folder whose path, datasets, runs and models contain a person's name. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { browserShell } from '../../../../../main/browser-shell.ts';
import { answer } from '../../../../../main/ipc/answer.ts';
import { BugReport } from '../../../../../main/ipc/schemas/bug-report.ts';
import { openLab } from '../../../../../main/services/lab.ts';
import { readLabPart } from '../../../../../main/services/report/report.ts';
import { openDatabase } from '../../../../../main/storage/database.ts';
import { labPaths } from '../../../../../main/storage/lab-folder.ts';
import { BACKENDS } from '../../../../../native-bridge/backends/table.ts';
import { lab as cli } from '../../../../helpers/lab.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

const PERSON = /wilhelmina|mustermann/i;
const folder = join(temporaryFolder({ after }), 'Wilhelmina Mustermann', 'signs of Wilhelmina');
const { database } = labPaths(folder);

/** Rows of a lab in use: a dataset, a failed run and sweep, names everywhere. */
function fill(): void {
  const { sql, close } = openDatabase(database);
  const error = {
    message: `Dataset Wilhelmina's hands: ${folder}/datasets/1/pictures.u8 cannot be read (ENOENT).`,
    remedy: 'Import mustermann_02.jpg again.',
    badArgument: false,
    stack: `Error: no pictures of Wilhelmina\n    at read (file://${join(import.meta.dirname, '../../../../..')}/main/services/lab.ts:1:2)`,
  };
  const failed = JSON.stringify({ kind: 'failed', error, resumable: false });
  const settings = JSON.stringify({
    name: 'Wilhelmina, first',
    dataset: 1,
    preset: 'course',
    network: {},
    hyperparameters: { learningRate: 0.01 },
    backend: 'auto',
    seed: 3,
    epochs: 7,
  });
  sql.exec(`INSERT INTO datasets (name, created_at, origin, classes, version, state) VALUES ('Wilhelmina''s hands', 1,
    '{"kind":"folder","source":"/srv/mustermann/photos"}', '["0","Mustermann''s fist"]', 1, 'present')`);
  sql
    .prepare(`INSERT INTO runs (name, created_at, settings, dataset, dataset_name, dataset_version, parameters, state, progress)
      VALUES ('Wilhelmina, first', 2, ?, 1, 'Wilhelmina''s hands', 1, 1286, ?, '{}')`)
    .run(settings, failed);
  sql
    .prepare(`INSERT INTO sweeps (name, created_at, plan, dataset_name, classes, state)
      VALUES ('Mustermann', 3, '{}', 'Wilhelmina''s hands', '[]', ?)`)
    .run(failed);
  sql
    .prepare('INSERT INTO preferences (id, json) VALUES (1, ?)')
    .run(JSON.stringify({ theme: 'dark', thumbnail: 64, camera: 'Wilhelmina’s phone', cameras: {} }));
  sql.prepare(`INSERT INTO speeds VALUES ('fused-wasm', 'course', 1234.5, 4)`).run();
  close();
}
mkdirSync(folder, { recursive: true });
fill();

function check(report: BugReport, text: string): void {
  assert.doesNotMatch(text, PERSON);
  const { lab, errors, speeds } = report;
  assert.ok(lab.kind === 'read');
  assert.deepEqual(lab.counts, {
    datasets: 1,
    pictures: 0,
    models: 0,
    recordings: 0,
    runs: { failed: 1 },
    sweeps: { failed: 1 },
  });
  assert.deepEqual(lab.preferences, { theme: 'dark', thumbnail: 64 });
  assert.equal(speeds[0]?.imagesPerSecond, 1234.5);
  const run = errors.find(({ where }) => where === 'run');
  assert.equal(run?.message, 'Dataset <name>: <path> cannot be read (ENOENT).');
  assert.match(run.detail ?? '', /<app>\/main\/services\/lab\.ts:1:2/);
  assert.deepEqual(run.settings, {
    preset: 'course',
    hyperparameters: { learningRate: 0.01 },
    backend: 'auto',
    seed: 3,
    epochs: 7,
  });
  assert.deepEqual(
    report.backends.map(({ id }) => id),
    BACKENDS.map(({ id }) => id),
  );
  assert.match(report.versions.onnxruntime ?? '', /^\d+\.\d+/);
}

describe('doctor --report', () => {
  const home = temporaryFolder({ after });
  const doctor = (file: string, ...more: string[]) => cli(['doctor', '--report', file, '--folder', folder, ...more]);

  test('writes versions, devices, settings and the last errors, without names', async () => {
    const file = join(home, 'report.json');
    const before = readFileSync(database);
    const { status, stdout } = await doctor(file);
    assert.equal(status, 0);
    assert.match(stdout, /Report: .*report\.json/);
    const text = readFileSync(file, 'utf8');
    check(BugReport.parse(JSON.parse(text)), text);
    assert.deepEqual(readFileSync(database), before, 'the lab folder is only read');
  });

  test('never replaces a file, and says so before the devices are probed', async () => {
    const file = join(home, 'kept.json');
    writeFileSync(file, 'mine');
    const { status, stderr, stdout } = await doctor(file, '--json');
    assert.equal(status, 2);
    assert.match(stderr, /kept\.json already exists\.\n {2}Give another file/);
    assert.deepEqual([stdout, readFileSync(file, 'utf8')], ['', 'mine']);
  });

  test('names a folder that does not exist', async () => {
    const { status, stderr } = await doctor(join(home, 'none', 'report.json'));
    assert.equal(status, 2);
    assert.match(stderr, /its folder does not exist/);
  });
});

test('the page gets the same from an open lab, with the errors since it was opened', async (context) => {
  const shell = browserShell();
  const lab = openLab(folder, shell);
  let open = true;
  context.after(() => open && lab.close());
  const refused = await answer(lab.handlers, 'runs.get', { run: 99 });
  assert.ok(!refused.ok);
  const answered = await answer(lab.handlers, 'lab.bugReport', {});
  assert.ok(answered.ok);
  const { name, bytes } = answered.value as { name: string; bytes: Uint8Array };
  assert.match(name, /^signs-lab-report-\d{4}-\d\d-\d\d\.json$/);
  const text = new TextDecoder().decode(bytes);
  const report = BugReport.parse(JSON.parse(text));
  check(report, text);
  assert.equal(report.shell, 'browser');
  assert.deepEqual([report.errors[0]?.where, report.errors[0]?.message], ['runs.get', 'There is no run 99.']);

  // Meanwhile no other process can read the folder: the report of `doctor` says so, and what is missing.
  assert.deepEqual(readLabPart(database).lab, { kind: 'unread', reason: 'database is locked' });
  await lab.close();
  open = false;
});
