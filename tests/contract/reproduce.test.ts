/** `reproduce` as other programs rely on it: its range of accuracies, and a second call that resumes the first. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { lab, withoutTensorFlow } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const skip = await withoutTensorFlow();
const data = ['--data', 'synthetic:train=6,test=2,seed=5'];
const course = [...data, '--backend', 'tensorflow', '--json'];

interface Run {
  kind: 'run';
  seed: number;
  initSeed: number;
  backend: string;
  trainAccuracy: number;
  testAccuracy: number;
  kept: boolean;
}

const reproduce = (out: string, ...args: string[]) => lab(['reproduce', ...course, '--out', out, ...args]);
const runsOf = (lines: Record<string, unknown>[]) => lines.filter(({ kind }) => kind === 'run') as unknown as Run[];
const weights = (out: string, seed: number) => checkpoint(out, seed).parameters;
const checkpoint = (out: string, seed: number) => loadCheckpoint(join(out, `seed-${seed}`, 'checkpoint.safetensors'));
/** Without the fields that differ in a second call: the duration, and in which call. */
const figures = ({ seed, initSeed, trainAccuracy, testAccuracy }: Run) => [seed, initSeed, trainAccuracy, testAccuracy];

test('data without test pictures is refused before anything is trained', async (t) => {
  const out = join(temporaryFolder(t), 'runs');
  const ran = await lab(['reproduce', '--data', 'synthetic:train=6,test=0', '--out', out, '--json']);
  assert.equal(ran.status, 2, ran.stderr);
  assert.match(ran.stderr, /synthetic:train=6,test=0 has no test pictures[\s\S]*Give data with a test split/);
  assert.equal(existsSync(out), false);
});

test('wrong arguments are refused before the data is read', async (t) => {
  const missing = join(temporaryFolder(t), 'nothing');
  const ran = await lab(['reproduce', '--data', missing, '--backend', 'abacus']);
  assert.equal(ran.status, 2, ran.stderr);
  assert.match(ran.stderr, /abacus/);
  assert.equal((await lab(['reproduce', '--data', missing, '--out', ' '])).status, 2);
});

describe('reproduce', { skip }, () => {
  test('a finished seed is kept, an interrupted one is resumed, the rest are trained: the result is that of one call', async (t) => {
    const folder = temporaryFolder(t);
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    const size = ['--seeds', '3', '--epochs', '30'];
    const one = await reproduce(whole, ...size);
    assert.equal(one.status, 0, one.stderr);

    assert.equal((await reproduce(parts, '--seeds', '1', '--epochs', '30')).status, 0);
    const model = join(parts, 'seed-3', 'model.onnx');
    const before = statSync(model, { bigint: true }).mtimeNs;
    // The second seed, killed while it trains.
    const second = ['--preset', 'course', '--seed', '4', '--set', 'initSeed=2', '--epochs', '30'];
    const killed = await lab(['train', ...course, ...second, '--out', join(parts, 'seed-4')], {
      onLine: (_line, child) => child.kill('SIGKILL'),
    });
    assert.equal(killed.signal, 'SIGKILL');
    const done = checkpoint(parts, 4).state.history.length;
    assert.ok(done >= 1 && done < 30, `${done} epochs`);

    const rest = await reproduce(parts, ...size);
    assert.equal(rest.status, 0, rest.stderr);
    const [a, b] = [one, rest].map((ran) => runsOf(ran.lines()));
    assert.deepEqual(b!.map(figures), a!.map(figures));
    assert.deepEqual(
      b!.map(({ kept }) => kept),
      [true, false, false],
    );
    assert.equal(statSync(model, { bigint: true }).mtimeNs, before, 'seed 3 was not touched');
    assert.deepEqual(rest.lines().at(-1), one.lines().at(-1));
    for (const seed of [3, 4, 5]) assert.deepEqual(weights(parts, seed), weights(whole, seed));
  });

  test('Ctrl+C ends it like train: exit status 1, how to resume, and the same command resumes', async (t) => {
    const out = join(temporaryFolder(t), 'runs');
    const size = ['--seeds', '2', '--epochs', '200'];
    // When the second run has started: its folder appears after the first run's line.
    const ran = await lab(['reproduce', ...course, '--out', out, ...size], {
      onLine: (_line, child) => {
        const wait = setInterval(() => {
          if (!existsSync(join(out, 'seed-4', 'cost.svg'))) return;
          clearInterval(wait);
          process.kill(-child.pid!, 'SIGINT');
        }, 10);
        child.on('exit', () => clearInterval(wait));
      },
    });
    assert.equal(ran.status, 1, ran.stderr);
    assert.match(ran.stderr, /Stopping after this step/);
    assert.match(ran.stderr, /Stopped after 1 of 2 runs[\s\S]*Run the same command again/);
    assert.doesNotMatch(ran.stderr, /bug in Signs Lab|\n\s+at /);
    const stopped = checkpoint(out, 4).state.history.length;
    assert.ok(stopped >= 1 && stopped < 200, `${stopped} epochs`);

    const rest = await reproduce(out, ...size);
    assert.equal(rest.status, 0, rest.stderr);
    assert.deepEqual(
      runsOf(rest.lines()).map(({ seed, kept }) => [seed, kept]),
      [
        [3, true],
        [4, false],
      ],
    );
  });

  test('a folder with another run, other pictures or more epochs is refused and left alone', async (t) => {
    const out = join(temporaryFolder(t), 'runs');
    const small = ['--seeds', '1', '--epochs', '2'];
    assert.equal((await reproduce(out, ...small)).status, 0);
    const file = join(out, 'seed-3', 'checkpoint.safetensors');
    const before = readFileSync(file);
    const refused = async (status: number, message: RegExp, ...args: string[]) => {
      const ran = await lab(['reproduce', '--out', out, '--backend', 'tensorflow', '--json', ...args]);
      assert.equal(ran.status, status, ran.stderr);
      assert.match(ran.stderr, message);
      assert.deepEqual(readFileSync(file), before);
    };
    await refused(2, /has done 2 epochs already/, ...data, '--seeds', '1', '--epochs', '1');
    await refused(1, /not those that this run was trained on/, ...small, '--data', 'synthetic:train=6,test=2,seed=6');
    const record = join(out, 'seed-3', 'run.json');
    const { hyperparameters, ...run } = JSON.parse(readFileSync(record, 'utf8'));
    writeFileSync(record, JSON.stringify({ ...run, hyperparameters: { ...hyperparameters, initSeed: 8 } }));
    await refused(2, /seed-3 contains another run: initSeed 8, not 1/, ...data, ...small);
  });

  test('a model whose check is missing is checked again', async (t) => {
    const out = join(temporaryFolder(t), 'runs');
    const small = ['--seeds', '1', '--epochs', '2'];
    const first = await reproduce(out, ...small);
    const report = join(out, 'seed-3', 'model.parity.json');
    rmSync(report);
    const again = await reproduce(out, ...small);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(runsOf(again.lines()).map(figures), runsOf(first.lines()).map(figures));
    assert.equal(JSON.parse(readFileSync(report, 'utf8')).passed, true);
  });
});
