/** `lab worker` as a person starts it: what it prints, what it hides, how it ends. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { lab } from '../helpers/lab.ts';
import { redisServer, withoutRedis } from '../helpers/redis.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

describe('lab worker', () => {
  test('requires a queue with a valid address', async () => {
    const without = await lab(['worker', '--json']);
    assert.deepEqual([without.status, without.stdout], [2, '']);
    assert.match(without.stderr, /No queue is given[\s\S]*SIGNS_LAB_QUEUE/);
    const wrong = await lab(['worker', '--queue', 'http://:secret@h'], { env: { SIGNS_LAB_QUEUE: 'redis://h' } });
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /does not begin with redis:/);
    assert.doesNotMatch(wrong.stderr, /secret/);
    assert.equal((await lab(['worker', '--lanes', '0', '--queue', 'redis://h'])).status, 2);
  });

  test('names an unreachable server, without the password, even with --debug', async () => {
    const { status, stdout, stderr } = await lab(['worker', '--debug', '--json'], {
      env: { SIGNS_LAB_QUEUE: 'redis://someone:secret@127.0.0.1:1/0' },
    });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /127\.0\.0\.1:1 is not running/);
    assert.doesNotMatch(stderr, /secret|someone/);
  });

  test('hides its address, and leaves on Ctrl+C, even if the server has gone', { skip: withoutRedis }, async (t) => {
    const server = await redisServer(t);
    for (const gone of [false, true]) {
      let seen = '';
      const ran = await lab(['worker', '--queue', server.url, '--name', 'desk', '--json'], {
        async onLine(line, child) {
          if (!line.includes('"worker"')) return;
          const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
          seen = read(`/proc/${child.pid}/cmdline`);
          if (gone) await server.kill();
          process.kill(-child.pid!, 'SIGINT');
        },
      });
      assert.deepEqual([ran.status, ran.signal], [0, null], ran.stderr);
      const lines = ran.lines().filter(({ kind }) => kind !== 'queue');
      assert.deepEqual(lines, [
        { kind: 'worker', name: 'desk' },
        { kind: 'left', pieces: 0, epochs: 0, seconds: 0 },
      ]);
      assert.doesNotMatch(seen + ran.stderr, /redis:|secret|127\.0\.0\.1/);
    }
  });
});

describe('the packages of the queue', () => {
  /** Modules of BullMQ, its client and its serializer that the command and its hosts load. */
  async function loadedBy(
    folder: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<string[]> {
    const file = join(folder, `${args[0]}.txt`);
    const hook = pathToFileURL(join(import.meta.dirname, '../helpers/loaded-modules.mjs')).href;
    await lab(args, { env: { ...env, LOADED_MODULES: file, NODE_OPTIONS: `--import=${hook}` } });
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((url) => /node_modules\/(bullmq|ioredis|msgpackr|@msgpackr-extract)\//.test(url));
  }

  test('are loaded by a worker, and by no command without a queue', async (t) => {
    const folder = temporaryFolder(t);
    const data = ['--data', 'synthetic:train=2,test=1', '--json'];
    const train = ['train', ...data, '--epochs', '1', '--backend', 'fused-wasm', '--out', join(folder, 'run')];
    assert.deepEqual(await loadedBy(folder, train), []);
    const worker = await loadedBy(folder, ['worker'], { SIGNS_LAB_QUEUE: 'redis://127.0.0.1:1' });
    assert.ok(
      worker.some((url) => /\/bullmq\//.test(url)),
      'the test detects loaded packages',
    );
    assert.deepEqual(
      worker.filter((url) => /\.node$/.test(url)),
      [],
      'main loads no native code',
    );
  });
});
