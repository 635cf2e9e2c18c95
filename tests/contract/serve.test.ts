/** `lab serve` started by a program: one line with the link, one lab per folder, a clean end. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { buildPage } from '../../renderer/build.ts';
import { startServer } from '../helpers/browser.ts';
import { lab, type Ran } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** Runs it to its end. */
async function serve(...args: string[]): Promise<Ran> {
  await buildPage();
  return lab(['serve', ...args]);
}

suite('lab serve', () => {
  test('prints its link, locks its folder, and ends cleanly', async (t) => {
    const folder = join(temporaryFolder(t), 'lab');
    const server = await startServer(folder);
    t.after(() => server.stop());
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    assert.equal((await fetch(server.url, { redirect: 'manual' })).status, 303);

    const second = await serve('--folder', folder);
    assert.equal(second.status, 1);
    assert.match(second.stderr, new RegExp(`is open already \\(process ${server.process.pid}, http://127`));
    assert.match(second.stderr, /Use that window, or close it first; --folder opens another lab at the same time\./);

    const ended = new Promise((resolve) => server.process.once('exit', (status) => resolve(status)));
    server.process.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.ok(existsSync(join(folder, 'lab.sqlite')));
    assert.ok(!existsSync(join(folder, 'open.json')));
  });

  test('`open` prints another link, but only for someone who can read the folder', async (t) => {
    const folder = join(temporaryFolder(t), 'lab');
    const server = await startServer(folder);
    t.after(() => server.stop());
    const asked = await lab(['open', '--folder', folder, '--json']);
    assert.equal(asked.status, 0, asked.stderr);
    const [{ kind, url }] = asked.lines() as [{ kind: string; url: string }];
    assert.equal(kind, 'open');
    assert.notEqual(url, server.url);
    assert.equal((await fetch(server.url, { redirect: 'manual' })).status, 403, 'the unused link is no longer valid');
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 303);
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 403, 'a link works once');

    const invite = new URL('/invite', server.url);
    for (const headers of [{}, { Authorization: 'Bearer wrong' }]) {
      assert.equal((await fetch(invite, { method: 'POST', headers })).status, 403);
    }
    const none = await lab(['open', '--folder', temporaryFolder(t)]);
    assert.equal(none.status, 1);
    assert.match(none.stderr, /No lab is being served from .*\n {2}Start one: signs-lab serve/);
  });

  test('only the owner has access to the folder and its files; an older folder is corrected once', {
    skip: process.platform === 'win32' && 'Windows has access lists',
  }, async (t) => {
    const folder = join(temporaryFolder(t), 'lab');
    const open = (path: string) => statSync(join(folder, path)).mode & 0o077;
    const first = await startServer(folder);
    for (const path of ['.', 'lab.sqlite', 'open.json', 'incoming']) assert.equal(open(path), 0, path);
    await first.stop();

    // The state that an earlier version left.
    const sql = new DatabaseSync(join(folder, 'lab.sqlite'));
    sql.exec('DELETE FROM done_once');
    sql.close();
    mkdirSync(join(folder, 'mine/a'), { recursive: true });
    writeFileSync(join(folder, 'mine/a/file.txt'), 'x');
    for (const path of ['.', 'mine', 'mine/a']) chmodSync(join(folder, path), 0o755);
    chmodSync(join(folder, 'mine/a/file.txt'), 0o644);
    const second = await startServer(folder);
    await second.stop();
    for (const path of ['.', 'mine', 'mine/a', 'mine/a/file.txt']) assert.equal(open(path), 0, path);

    // A mode that a person sets later stays.
    chmodSync(folder, 0o750);
    await (await startServer(folder)).stop();
    assert.equal(open('.'), 0o050);
  });

  test('a killed lab leaves nothing that locks out the next one', async (t) => {
    const folder = join(temporaryFolder(t), 'lab');
    const first = await startServer(folder);
    const ended = new Promise((resolve) => first.process.once('exit', resolve));
    first.process.kill('SIGKILL');
    await ended;
    const next = await startServer(folder);
    await next.stop();
  });

  test('a port that is taken or invalid is a bad argument', async (t) => {
    const folder = temporaryFolder(t);
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    t.after(() => other.close());
    const { port } = other.address() as { port: number };
    const taken = await serve('--folder', folder, '--port', String(port));
    assert.equal(taken.status, 2);
    assert.match(taken.stderr, new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is not available: another program uses it`));
    assert.equal((await serve('--folder', folder, '--port', '70000')).status, 2);
  });

  test('an impossible folder is refused with a message', async (t) => {
    const file = join(temporaryFolder(t), 'lab');
    writeFileSync(file, 'no folder');
    const { status, stderr } = await serve('--folder', file);
    assert.equal(status, 2);
    assert.match(stderr, /cannot be created/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
});
