/** `npm start`: a window if possible, else the browser lab with one line that says why. All cases occur on Linux. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { buildPage } from '../../renderer/build.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const program = join(import.meta.dirname, '../../main/start.ts');

/** Starts it, ends it with SIGTERM once it serves, and returns its output. */
async function start(folder: string, environment: Record<string, string | undefined>) {
  await buildPage();
  const child = spawn(process.execPath, [program, '--json', '--folder', join(folder, 'lab')], {
    env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
    if (text.includes('"serving"')) child.kill('SIGTERM');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, ...said };
}

/** A folder with a program named electron, which exits with that status. */
function electronThatEnds(folder: string, status: number): Record<string, string> {
  const file = join(folder, 'electron');
  writeFileSync(file, `#!/bin/sh\necho "no usable sandbox" >&2\nexit ${status}\n`);
  chmodSync(file, 0o755);
  // No browser is opened: `open` finds none on this display.
  return { DISPLAY: ':987', ELECTRON_OVERRIDE_DIST_PATH: folder, PATH: '' };
}

suite('npm start', { skip: process.platform !== 'linux' && 'the cases only occur on Linux' }, () => {
  test('without a display, it says so in one line and serves the lab', async (t) => {
    const { status, stdout, stderr } = await start(temporaryFolder(t), {});
    assert.equal(status, 0);
    assert.match(stderr, /^No window: there is no display .*\. The lab opens in the browser\.$/m);
    assert.match(stdout, /^\{"kind":"serving","url":"http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+"\}\n$/);
  });

  test('if Electron ends at once, it says so and serves the lab', async (t) => {
    const folder = temporaryFolder(t);
    const { status, stdout, stderr } = await start(folder, electronThatEnds(folder, 133));
    assert.equal(status, 0);
    assert.match(stderr, /no usable sandbox/);
    assert.match(
      stderr,
      /^No window: Electron ended at once with exit status 133; .* The lab opens in the browser\.$/m,
    );
    assert.match(stdout, /"serving"/);
  });

  test('with a window, it ends when the window is closed', async (t) => {
    const folder = temporaryFolder(t);
    const { status, stdout } = await start(folder, electronThatEnds(folder, 0));
    assert.deepEqual([status, stdout], [0, '']);
  });
});
