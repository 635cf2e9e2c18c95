/** The launcher between a person (or npm, or a service manager) and the command: exit statuses and signals. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../helpers/temporary.ts';

const launcher = join(import.meta.dirname, '../../main/launch.mjs');

/** The real launcher in a separate tree, marked as installed, whose command is `program`. */
function treeWith(folder: string, program: string): string {
  for (const path of ['main/cli', 'node_modules', 'renderer', 'tests'])
    mkdirSync(join(folder, path), { recursive: true });
  copyFileSync(launcher, join(folder, 'main/launch.mjs'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const installed = createHash('sha256').update('{}').update(`${process.platform}-${process.arch}`).digest('hex');
  writeFileSync(join(folder, 'node_modules/.signs-lab-install'), installed);
  writeFileSync(join(folder, 'main/cli/signs-lab.ts'), program);
  writeFileSync(join(folder, 'renderer/build.ts'), '');
  return folder;
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

/** Runs a script; `onReady` is called once the command has printed "ready". */
function launch(tree: string, args: string[], onReady: (launcher: number) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(tree, 'main/launch.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!stdout.includes('ready') && text.includes('ready')) onReady(child.pid!);
    stdout += text;
  });
  return new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, stdout })));
}

/** Prints "ready" and the signals it receives; ends by itself some time after the test would have. */
const LISTENS = `
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => { console.log('heard ' + signal); setTimeout(() => process.exit(7), 50); });
  setTimeout(() => process.exit(9), 20_000);
  console.log('ready');
`;
const WAITS = "setTimeout(() => process.exit(9), 20_000); console.log('ready');";
const skip = process.platform === 'win32' && 'Windows has no such signals';

describe('the launcher', () => {
  test("passes arguments on and exits with the command's status", async (t) => {
    const tree = treeWith(temporaryFolder(t), 'console.log(process.argv.slice(2).join()); process.exit(3);');
    assert.deepEqual(await launch(tree, ['lab', 'train', '--json']), {
      ...{ status: 3, signal: null, stdout: 'train,--json\n' },
    });
    assert.equal((await launch(tree, ['no-such-script'])).status, 2);
  });

  test('only `lab serve` and `lab export` build the page first', async (t) => {
    const tree = treeWith(temporaryFolder(t), "console.log('lab')");
    writeFileSync(join(tree, 'renderer/build.ts'), "console.log('page')");
    assert.equal((await launch(tree, ['lab', 'serve', '--json'])).stdout, 'page\nlab\n');
    assert.equal((await launch(tree, ['lab', 'export'])).stdout, 'page\nlab\n');
    assert.equal((await launch(tree, ['lab', 'doctor'])).stdout, 'lab\n');
  });

  test('a step that fails is the last one', async (t) => {
    const tree = treeWith(temporaryFolder(t), 'process.exit(0);');
    writeFileSync(join(tree, 'tests/run.ts'), "console.log('tests ' + process.argv[2]); process.exit(4);");
    // `test` is three steps: `doctor --fix --quiet`, the page, then tests/run.ts with the arguments.
    assert.deepEqual(await launch(tree, ['test', 'unit']), { status: 4, signal: null, stdout: 'tests unit\n' });
    writeFileSync(join(tree, 'main/cli/signs-lab.ts'), 'process.exit(1);');
    assert.deepEqual(await launch(tree, ['test', 'unit']), { status: 1, signal: null, stdout: '' });
  });

  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    test(`${signal} is forwarded: the command decides how to end`, { skip }, async (t) => {
      const tree = treeWith(temporaryFolder(t), LISTENS);
      const ended = await launch(tree, ['lab'], (pid) => process.kill(pid, signal));
      assert.deepEqual(ended, { status: 7, signal: null, stdout: `ready\nheard ${signal}\n` });
    });
    test(`a command ended by ${signal} exits with 128 + its number`, { skip }, async (t) => {
      const tree = treeWith(temporaryFolder(t), WAITS);
      const ended = await launch(tree, ['lab'], (pid) => process.kill(pid, signal));
      assert.deepEqual(ended, { status: 128 + constants.signals[signal], signal: null, stdout: 'ready\n' });
    });
  }

  test('a killed command exits with 128 + 9', { skip }, async (t) => {
    const tree = treeWith(temporaryFolder(t), "process.kill(process.pid, 'SIGKILL');");
    assert.equal((await launch(tree, ['lab'])).status, 137);
  });

  test('SIGTERM between two steps does not start the second', { skip }, async (t) => {
    const tree = treeWith(temporaryFolder(t), LISTENS.replace('process.exit(7)', 'process.exit(0)'));
    writeFileSync(join(tree, 'tests/run.ts'), "console.log('tests')");
    const ended = await launch(tree, ['test'], (pid) => process.kill(pid, 'SIGTERM'));
    assert.deepEqual(ended, { status: 143, signal: null, stdout: 'ready\nheard SIGTERM\n' });
  });

  test('Ctrl+C reaches the command from the terminal: the launcher waits', { skip }, async (t) => {
    const tree = treeWith(temporaryFolder(t), LISTENS.replace('20_000', '400'));
    const ended = await launch(tree, ['lab'], (pid) => process.kill(pid, 'SIGINT'));
    assert.deepEqual(ended, { status: 9, signal: null, stdout: 'ready\n' });
  });
});
