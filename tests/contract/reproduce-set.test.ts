/** Seeds that train side by side: the same numbers as one after another, and a killed host loses nothing. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { availability } from '../conformance/availability.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const { skip: missing } = await availability(BACKENDS.find(({ id }) => id === 'fused-cpu')!);
const skip = missing || (availableParallelism() === 1 && 'one core: seeds train one after another');
const course = ['--data', 'synthetic:train=30,test=5,seed=5', '--backend', 'fused-cpu', '--json'];
const seeds = [3, 4, 5];

const checkpointOf = (out: string, seed: number) => join(out, `seed-${seed}`, 'checkpoint.safetensors');
const done = (out: string, seed: number) => loadCheckpoint(checkpointOf(out, seed)).state.history.length;

/** Process that trains that seed now; null if it has not started. */
function holderOf(out: string, seed: number): number | null {
  const lock = join(out, `seed-${seed}`, 'run.lock');
  return existsSync(lock) && existsSync(checkpointOf(out, seed)) ? Number(readFileSync(lock, 'utf8')) : null;
}

/** The compute hosts of that process. */
function hostsOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, of, ...args]) => Number(of) === parent && args.join(' ').includes('host/compute'))
    .map(([pid]) => Number(pid));
}

describe('reproduce, seeds side by side', { skip }, () => {
  test('a killed host and Ctrl+C lose no saved epoch; the weights are those of training one after another', async (t) => {
    const folder = temporaryFolder(t);
    const [alone, together] = [join(folder, 'alone'), join(folder, 'together')];
    const size = ['--seeds', '3', '--epochs', '150'];
    const one = await lab(['reproduce', ...course, ...size, '--out', alone], { env: { SIGNS_LAB_THREADS: '1' } });
    assert.equal(one.status, 0, one.stderr);

    const begin = (end: (pid: number) => void) => {
      return lab(['reproduce', ...course, ...size, '--out', together], {
        onStart: (child) => {
          const wait = setInterval(() => {
            const [first, second] = seeds.map((seed) => holderOf(together, seed));
            // Both by the same host, that of this call: a killed one leaves its locks.
            if (first == null || first !== second || !hostsOf(child.pid!).includes(first)) return;
            clearInterval(wait);
            end(child.pid!);
          }, 20);
          child.on('exit', () => clearInterval(wait));
        },
      });
    };
    const killed = await begin((pid) => {
      for (const host of hostsOf(pid)) process.kill(host, 'SIGKILL');
    });
    assert.equal(killed.status, 1, killed.stderr);
    assert.match(killed.stderr, /was killed \(SIGKILL[\s\S]*Run the same command again/);
    assert.ok(
      seeds.slice(0, 2).every((seed) => done(together, seed) < 150),
      'both were running',
    );

    const stopped = await begin((pid) => process.kill(-pid, 'SIGINT'));
    assert.equal(stopped.status, 1, stopped.stderr);
    assert.match(stopped.stderr, /Stopped after 0 of 3 runs[\s\S]*Run the same command again/);

    const rest = await lab(['reproduce', ...course, ...size, '--out', together]);
    assert.equal(rest.status, 0, rest.stderr);
    assert.deepEqual(rest.lines().at(-1), one.lines().at(-1), 'the band');
    for (const seed of seeds) {
      const [a, b] = [alone, together].map((out) => loadCheckpoint(checkpointOf(out, seed)));
      assert.deepEqual(b!.parameters, a!.parameters);
      const curve = ({ state }: typeof a & {}) => state.history.map(({ seconds: _, ...epoch }) => epoch);
      assert.deepEqual(curve(b!), curve(a!));
    }
  });
});
