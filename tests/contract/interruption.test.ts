/** The content of a run's folder after a stop, a kill and an error, if epochs are shorter than the time between saves. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SAVE_EVERY } from '../../native-bridge/host/run-keeper.ts';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { type LabOptions, lab, withoutTensorFlow } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const skip = await withoutTensorFlow();
const EPOCHS = 60; // of 12 pictures: a few milliseconds each, so most of them are over before a save is due
const small = [
  ...['--data', 'synthetic:train=2,test=1,seed=5', '--backend', 'tensorflow'],
  ...['--set', 'batchSize=4', '--epochs', String(EPOCHS), '--json'],
];

const checkpointIn = (out: string) => loadCheckpoint(join(out, 'checkpoint.safetensors'));
const recordIn = (out: string) => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));

/** Calls `act` once, at the n-th line of standard output. */
function atLine(n: number, act: (child: Parameters<NonNullable<LabOptions['onLine']>>[1]) => void): LabOptions {
  let lines = 0;
  return { onLine: (_line, child) => ++lines === n && act(child) };
}

describe('a run with short epochs', { skip }, () => {
  test('stopped between two saves, it keeps every reported epoch and resumes to the same weights', async (t) => {
    const folder = temporaryFolder(t);
    const [whole, stopped] = [join(folder, 'whole'), join(folder, 'stopped')];
    assert.equal((await lab(['train', ...small, '--out', whole])).status, 0);
    // To the whole group, as a terminal does.
    const ran = await lab(
      ['train', ...small, '--out', stopped],
      atLine(7, (child) => process.kill(-child.pid!, 'SIGINT')),
    );
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /Stopped before the last epoch[\s\S]*--resume/);
    const { history } = checkpointIn(stopped).state;
    assert.ok(history.length >= 7 && history.length < EPOCHS, `${history.length} epochs`);
    assert.deepEqual(
      history.map(({ cost }) => cost),
      ran.lines().map(({ cost }) => cost),
    );
    assert.deepEqual(recordIn(stopped), checkpointIn(stopped).state);

    const resumed = await lab(['train', '--resume', '--out', stopped, '--json']);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.deepEqual(checkpointIn(stopped).parameters, checkpointIn(whole).parameters);
    assert.deepEqual(checkpointIn(stopped).slots, checkpointIn(whole).slots);
  });

  test('killed, its folder matches the checkpoint, and it resumes to the same weights', async (t) => {
    const folder = temporaryFolder(t);
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    const out = ['--out', killed];
    assert.equal((await lab(['train', ...small, '--out', whole])).status, 0);
    const ran = await lab(
      ['train', ...small, ...out],
      atLine(9, (child) => child.kill('SIGKILL')),
    );
    assert.equal(ran.signal, 'SIGKILL', ran.stderr);
    const { state } = checkpointIn(killed);
    assert.ok(state.history.length >= 1, 'the first epoch is always saved');
    const { history } = recordIn(killed);
    assert.ok(history.length >= 1);
    // A kill between the two files leaves the record one save behind.
    assert.deepEqual(history, state.history.slice(0, history.length));
    assert.match(readFileSync(join(killed, 'cost.svg'), 'utf8'), /^<svg /);

    const resumed = await lab(['train', '--resume', ...out, '--json']);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.deepEqual(checkpointIn(killed).parameters, checkpointIn(whole).parameters);
  });

  test('a cost of NaN ends it with the last completed epoch on the disk', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    // A first moment that decays more slowly than the second, and no epsilon: once ReLUs have died and
    // gradients vanish, m / sqrt(v) grows without bound. Here it takes twenty epochs.
    const runaway = ['beta1=0.9', 'beta2=0.3', 'epsilon=1e-30', 'learningRate=0.05'];
    const ran = await lab(['train', ...small, ...runaway.flatMap((setting) => ['--set', setting]), '--out', out]);
    assert.equal(ran.status, 1, 'the costs stayed finite');
    assert.match(ran.stderr, /became (NaN|Infinity)/);
    assert.equal(checkpointIn(out).state.history.length, ran.lines().length);
    assert.deepEqual(recordIn(out), checkpointIn(out).state);
  });

  test('it saves once a second, not once per epoch', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const seen = new Set<number>(); // steps in the checkpoint, read after every epoch
    const began = performance.now();
    const ran = await lab(['train', ...small, '--out', out], { onLine: () => seen.add(checkpointIn(out).state.steps) });
    const intervals = (performance.now() - began) / SAVE_EVERY;
    assert.equal(ran.status, 0, ran.stderr);
    // Before the first step, after the first epoch, once per interval, at the end.
    assert.ok(seen.size <= intervals + 3, `${seen.size} saves in ${intervals} intervals, ${EPOCHS} epochs`);
  });

  test('SIGTERM sent only to the launcher stops it like Ctrl+C', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const launcher = join(import.meta.dirname, '../../main/launch.mjs');
    const child = spawn(process.execPath, [launcher, 'lab', 'train', ...small, '--out', out]);
    child.stdout.once('data', () => child.kill('SIGTERM'));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [status, signal] = await once(child, 'close');
    assert.deepEqual([status, signal], [1, null], stderr);
    assert.match(stderr, /Stopped before the last epoch[\s\S]*--resume/);
    assert.ok(checkpointIn(out).state.history.length < EPOCHS);
    assert.equal(existsSync(join(out, 'run.lock')), false);
  });
});

/** Sends Ctrl+C to the whole group as soon as there is a compute host, which is then still loading. */
function whileLoading(): LabOptions {
  return {
    onStart(child) {
      const wait = setInterval(() => {
        const processes = execFileSync('ps', ['-eo', 'ppid=,args='], { encoding: 'utf8' }).split('\n');
        const started = processes.some((line) => new RegExp(`^ *${child.pid} .*host/compute`).test(line));
        if (!started) return;
        clearInterval(wait);
        process.kill(-child.pid!, 'SIGINT');
      }, 10);
      child.on('exit', () => clearInterval(wait));
    },
  };
}

describe('Ctrl+C', () => {
  const wasm = ['--data', 'synthetic:train=2,test=1', '--backend', 'fused-wasm'];

  test('before anything is trained, it says so and offers nothing to resume', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    for (const command of ['train', 'reproduce']) {
      const ran = await lab([command, ...wasm, '--out', out], whileLoading());
      assert.equal(ran.status, 1);
      assert.match(ran.stderr, /signs-lab: Stopped\.\n {2}Nothing was trained yet; run the same command again\.\n$/);
      assert.equal(existsSync(out), false);
    }
  });

  test('it shows the command that resumes, also when the resumed run is still loading; the folder is quoted', async (t) => {
    const out = join(temporaryFolder(t), 'my run');
    const resume = new RegExp(`Resume it with: train --out '${out}' --resume\n$`);
    const stopped = await lab(
      ['train', ...wasm, '--epochs', '100000', '--json', '--out', out],
      atLine(1, (child) => process.kill(-child.pid!, 'SIGINT')),
    );
    assert.match(stopped.stderr, resume);
    const { history } = checkpointIn(out).state;
    const again = await lab(['train', '--resume', '--out', out], whileLoading());
    assert.match(again.stderr, /signs-lab: Stopped\.\n/);
    assert.match(again.stderr, resume);
    assert.deepEqual(checkpointIn(out).state.history, history);
  });
});
