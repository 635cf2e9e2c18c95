/** `lab tune --queue` with three `lab worker`: they share the trials, one is killed, and the sweep still completes. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { lab, type Ran } from '../helpers/lab.ts';
import { redisServer, withoutRedis } from '../helpers/redis.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

interface Started {
  readonly child: Promise<ChildProcess>;
  readonly ended: Promise<Ran>;
}

/** Resolves with the worker at its first line; it ends with the test at the latest. */
function worker(
  t: TestContext,
  env: Record<string, string>,
  name: string,
  onLine: (line: string, child: ChildProcess) => void = () => {},
): Started {
  let ended!: Promise<Ran>;
  const child = new Promise<ChildProcess>((resolve) => {
    ended = lab(['worker', '--name', name, '--lanes', '1', '--json'], {
      env,
      onLine: (line, process) => {
        resolve(process);
        onLine(line, process);
      },
    });
  });
  t.after(async () => kill(await child, 'SIGKILL'));
  return { child, ended };
}

/** Including its hosts. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // It has ended.
  }
}

const TRIALS = 30;

describe('a sweep with workers of a queue', { skip: withoutRedis }, () => {
  test('every trial ends once, whichever worker trained it, and the address is stored nowhere', async (t) => {
    const server = await redisServer(t);
    const env = { SIGNS_LAB_QUEUE: server.url };
    const out = join(temporaryFolder(t), 'sweep');
    // After its first piece it is working on the next one.
    const victim = worker(t, env, 'victim', (line, child) => {
      if (line.includes('"piece"')) kill(child, 'SIGKILL');
    });
    const others = [worker(t, env, 'first'), worker(t, env, 'second')];
    await Promise.all([victim, ...others].map(({ child }) => child));
    const tune = ['tune', '--data', 'synthetic:train=30,test=2', '--preset', 'course', '--backend', 'fused-cpu'];
    const search = ['--scheduler', 'none', '--epochs', '40', '--trials', String(TRIALS), '--lanes', '1'];
    const ran = await lab([...tune, ...search, '--fresh-best', '1', '--fresh-seeds', '2', '--out', out, '--json'], {
      env,
    });
    assert.equal(ran.status, 0, ran.stderr);
    const lines = ran.lines();
    const trials = lines.filter(({ kind }) => kind === 'trial').map(({ number }) => Number(number));
    assert.deepEqual(
      trials.toSorted((a, b) => a - b),
      [...Array(TRIALS).keys()],
    );
    assert.equal(lines.at(-1)?.kind, 'tuned');
    assert.match(ran.stderr, /Worker first: works on one trial at once/);

    const db = new DatabaseSync(join(out, 'sweep.sqlite'), { readOnly: true });
    const done = db
      .prepare('SELECT trial, sum(until_epoch - from_epoch) epochs FROM sweep_pieces GROUP BY trial')
      .all();
    const workers = db
      .prepare('SELECT DISTINCT worker FROM sweep_pieces')
      .all()
      .map(({ worker }) => String(worker));
    db.close();
    for (const { trial, epochs } of done) {
      const line = lines.find(({ kind, number }) => kind === 'trial' && number === trial);
      assert.ok(line?.state === 'diverged' || epochs === 40, `trial ${trial}: ${epochs} epochs`);
    }
    assert.ok(
      workers.includes('this machine') && workers.includes('first') && workers.includes('second'),
      `${workers}`,
    );
    // Including the victim: if it never had a piece, the test fails instead of waiting.
    for (const { child } of [victim, ...others]) kill(await child, 'SIGINT');
    const ends = await Promise.all([victim, ...others].map(({ ended }) => ended));
    assert.deepEqual(
      ends.map(({ status, signal }) => status ?? signal),
      ['SIGKILL', 0, 0],
    );

    const said = [ran, ...ends].map(({ stdout, stderr }) => stdout + stderr);
    const files = globSync('**/*', { cwd: out })
      .map((name) => join(out, name))
      .filter((file) => statSync(file).isFile());
    assert.ok(files.length > 5);
    const secret = /a%20secret|a secret|127\.0\.0\.1/;
    for (const text of [...said, ...files.map((file) => readFileSync(file, 'latin1'))])
      assert.doesNotMatch(text, secret);
  });

  test('an unreachable queue or a wrong password ends it before any trial, with one sentence', async (t) => {
    const server = await redisServer(t);
    const out = join(temporaryFolder(t), 'sweep');
    const tune = [
      'tune',
      '--data',
      'synthetic:train=4,test=1',
      '--trials',
      '2',
      '--epochs',
      '1',
      '--out',
      out,
      '--json',
    ];
    const wrong = await lab([...tune, '--queue', `redis://:nonsense@127.0.0.1:${server.port}`]);
    assert.deepEqual([wrong.status, wrong.stdout], [1, '']);
    assert.match(wrong.stderr, /refuses the password/);
    assert.doesNotMatch(wrong.stderr, /nonsense/);
    const gone = await lab([...tune, '--debug'], { env: { SIGNS_LAB_QUEUE: 'redis://:nonsense@127.0.0.1:1' } });
    assert.match(gone.stderr, /is not running/);
    assert.doesNotMatch(gone.stderr, /nonsense/);
    const bad = await lab([...tune, '--queue', 'ftp://:nonsense@h']);
    assert.equal(bad.status, 2);
    assert.doesNotMatch(bad.stderr, /nonsense/);
  });
});
