/** A sweep that is killed, paused, started twice, or runs on a full disk: every trial is there exactly once. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { MT19937 } from '../../datasets/random/mt19937.ts';
import { type LabOptions, lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { SMALL, SPACE, sweepIn } from './tune-folder.ts';

const folder = temporaryFolder({ after });
const space = join(folder, 'space.json');
writeFileSync(space, JSON.stringify(SPACE));
const tune = [...SMALL, '--space', space];
const resume = (out: string) => ['tune', '--resume', '--out', out, '--json'];

/** Calls `act` once, at the n-th line of standard output. */
function atLine(n: number, act: (child: ChildProcess) => void): LabOptions {
  let lines = 0;
  return { onLine: (_line, child) => ++lines === n && act(child) };
}

describe('a sweep that is interrupted', { timeout: 240_000 }, () => {
  test('killed again and again, it ends with the trials, curves and answers of an uninterrupted one', async () => {
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    const order = [...tune, '--trials', '12'];
    assert.equal((await lab([...order, '--out', whole])).status, 0);
    const random = new MT19937(Date.now() % 2 ** 32);
    const kills: number[] = [];
    let ran = await lab([...order, '--out', killed], atLine(2, killAfter(random.permutation(60)[0]!)));
    for (let left = 3; ran.status !== 0; left--) {
      assert.equal(ran.signal, 'SIGKILL', ran.stderr);
      ran = await lab(resume(killed), left > 0 ? atLine(1, killAfter(random.permutation(120)[0]!)) : {});
    }
    assert.ok(kills.length > 0, 'it was killed at least once');
    const [expected, found] = [sweepIn(whole), sweepIn(killed)];
    const at = `killed after ${kills} ms`;
    assert.deepEqual(found.trials, expected.trials, at);
    assert.deepEqual(found.curves, expected.curves, at);
    assert.deepEqual(found.fresh, expected.fresh, at);
    assert.deepEqual(found.answers, expected.answers, at);

    /** Kills the whole group including the host, or only this process, whose host then ends by itself. */
    function killAfter(ms: number): (child: ChildProcess) => void {
      return (child) => {
        setTimeout(() => {
          if (child.exitCode !== null) return;
          kills.push(ms);
          process.kill(kills.length % 2 === 0 ? child.pid! : -child.pid!, 'SIGKILL');
        }, ms);
      };
    }
  });

  test('Ctrl+C before the first trial stops it, leaves nothing, and is not called a crash', async () => {
    const out = join(folder, 'early');
    // While the program loads, while its host does, and while the host reads the pictures.
    for (const wait of [700, 900, 1200, 1600]) {
      const ran = await lab([...tune, '--trials', '100', '--out', out], {
        onStart: (child) => setTimeout(() => process.kill(-child.pid!, 'SIGINT'), wait),
      });
      if (ran.signal === 'SIGINT') continue; // not yet loaded
      assert.equal(ran.status, 1, ran.stderr);
      assert.match(ran.stderr, /: (Stopped|Paused after \d+ of 100 trials)\.\n/, `after ${wait} ms`);
      if (/: Stopped\./.test(ran.stderr)) assert.deepEqual(readdirSync(out), [], `after ${wait} ms`);
      rmSync(out, { recursive: true, force: true });
    }
  });

  test('Ctrl+C pauses it and says how to resume; several lanes end at the exact number of trials', async () => {
    const out = join(folder, 'stopped');
    const ran = await lab(
      [...tune, '--lanes', '2', '--sampler', 'random', '--trials', '100', '--out', out],
      atLine(4, (child) => process.kill(-child.pid!, 'SIGINT')),
    );
    assert.equal(ran.status, 1, ran.stderr);
    assert.match(ran.stderr, /Paused after \d+ of 100 trials\.\n.*tune --out '.*stopped' --resume/);
    assert.ok(existsSync(join(out, 'trials.csv')));
    const before = sweepIn(out).trials.filter(({ state }) => state === 'complete' || state === 'pruned');
    assert.ok(before.length >= 4 && before.length < 100, `${before.length} trials`);

    const resumed = await lab(resume(out));
    assert.equal(resumed.status, 0, resumed.stderr);
    const told = [...ran.lines(), ...resumed.lines()].filter(({ kind }) => kind === 'trial');
    assert.deepEqual(
      told.map(({ number }) => Number(number)).sort((a, b) => a - b),
      [...Array(100).keys()],
    );
    const { trials, curves } = sweepIn(out);
    for (const trial of before) assert.deepEqual(trials[trial.number], trial);
    assert.equal(
      curves.length,
      trials.reduce((sum, { epochs }) => sum + epochs, 0),
    );
  });

  test('two in one folder: the second is refused, the first continues', async () => {
    const out = join(folder, 'one');
    let refused: ReturnType<typeof lab> | null = null;
    const ran = await lab(
      [...tune, '--sampler', 'random', '--trials', '5000', '--out', out],
      atLine(1, (child) => {
        refused = lab(resume(out)).finally(() => process.kill(-child.pid!, 'SIGINT'));
      }),
    );
    const second = await refused!;
    assert.equal(second.status, 1, second.stderr);
    assert.match(second.stderr, /Another process is tuning in .*one\.\n.*--out/);
    assert.equal(second.stdout, '');
    assert.match(ran.stderr, /Paused after \d+ of 5000 trials/);
    const third = await lab([...tune, '--trials', '30', '--out', out]);
    assert.equal(third.status, 2);
    assert.match(third.stderr, /already contains a sweep\.\n.*--resume/);
  });

  test('a full disk: what was saved is kept, and it resumes when there is space', {
    skip: withoutMount(),
  }, async () => {
    const disk = temporaryFolder({ after });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
    try {
      await fillDisk(disk);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  async function fillDisk(disk: string): Promise<void> {
    const [out, ballast] = [join(disk, 'sweep'), join(disk, 'ballast')];
    const full = await lab(
      [...tune, '--trials', '200', '--fresh-best', '0', '--out', out],
      atLine(3, () => fill(ballast)),
    );
    assert.equal(full.status, 1, full.stderr);
    assert.match(full.stderr, /disk is full|is full/);
    assert.doesNotMatch(full.stderr, /\n\s+at .*:\d+|bug in Signs Lab/);
    execFileSync('rm', [ballast]);
    const told = full.lines().map(({ number }) => Number(number));
    const { trials } = sweepIn(out);
    assert.ok(
      told.every((number) => /complete|pruned/.test(trials[number]!.state)),
      'every reported trial is stored',
    );
    const more = await lab(
      resume(out),
      atLine(3, (child) => process.kill(-child.pid!, 'SIGINT')),
    );
    assert.match(more.stderr, /Paused after/, 'it resumes');
    const again = more.lines().map(({ number }) => Number(number));
    assert.ok(
      again.every((number) => !told.includes(number)),
      'no trial is reported twice',
    );
  }
});

/** Fills the disk to the last byte. */
function fill(path: string): void {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Smaller pieces fit where this one does not.
    }
  }
}

/** Only root on Linux can mount a small disk. */
function withoutMount(): string | false {
  if (process.platform === 'linux' && process.getuid?.() === 0) return false;
  return 'only root on Linux can mount a small disk';
}
