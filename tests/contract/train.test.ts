/** `train` as other programs rely on it: output lines, files, stopping, killing, resuming. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { lab, withoutTensorFlow } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const small = [
  '--data',
  'synthetic:train=12,test=4,seed=5',
  '--backend',
  'tensorflow',
  '--set',
  'batchSize=16',
  '--json',
];
const skip = await withoutTensorFlow();

interface Done {
  kind: string;
  run: string;
  backend: string;
  costs: number[];
  trainAccuracy: number;
  testAccuracy: number;
  seconds: number;
  parameters: number;
  model: string;
}

describe('train', { skip }, () => {
  test('prints JSON lines, writes a checked model, a curve and a record, and refuses to overwrite them', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const ran = await lab([
      'train',
      ...small,
      '--epochs',
      '3',
      '--set',
      'evaluateEvery=2',
      '--set',
      'measureTrainEvery=3',
      '--validation',
      '0.25',
      '--out',
      out,
    ]);
    assert.equal(ran.status, 0, ran.stderr);
    const lines = ran.lines();
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['epoch', 'epoch', 'epoch', 'done'],
    );
    assert.deepEqual(
      lines.slice(0, 3).map(({ epoch }) => epoch),
      [0, 1, 2],
    );
    const done = lines[3] as unknown as Done;
    assert.deepEqual(
      lines.slice(0, 3).map((line) => [line.trainAccuracy, typeof line.validationAccuracy, typeof line.duringAccuracy]),
      [
        [undefined, 'undefined', 'number'],
        [undefined, 'number', 'number'],
        [done.trainAccuracy, 'undefined', 'number'],
      ],
    );
    // W1 4*4*3*8 + W2 2*2*8*16 + W3 64*6 + b3 6
    assert.equal(done.parameters, 384 + 512 + 384 + 6);
    assert.deepEqual(
      done.costs,
      lines.slice(0, 3).map(({ cost }) => cost),
    );
    assert.equal(done.backend, 'tensorflow');
    assert.equal(done.model, join(out, 'model.onnx'));
    const parity = JSON.parse(readFileSync(join(out, 'model.parity.json'), 'utf8'));
    assert.equal(parity.passed, true);
    assert.equal(parity.n, 24);
    assert.match(readFileSync(join(out, 'cost.svg'), 'utf8'), /^<svg /);
    assert.equal(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).history.length, 3);

    const before = readFileSync(join(out, 'checkpoint.safetensors'));
    const again = await lab(['train', ...small, '--epochs', '1', '--out', out]);
    assert.equal(again.status, 2);
    assert.match(again.stderr, /already contains a run[\s\S]*--resume/);
    assert.deepEqual(readFileSync(join(out, 'checkpoint.safetensors')), before);
  });

  test('prints costs like the course', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const ran = await lab(['train', ...small.filter((arg) => arg !== '--json'), '--epochs', '7', '--out', out]);
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(
      ran.stdout,
      /^Cost after epoch 0: \d\.\d{6}\nCost after epoch 5: \d\.\d{6}\nTrain Accuracy: \d\.\d{6}\nTest Accuracy: \d\.\d{6}\n/,
    );
    assert.match(ran.stdout, /model\.onnx/);
  });

  test('a resumed run ends in the same weights as one that was never stopped', async (t) => {
    const folder = temporaryFolder(t);
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    assert.equal((await lab(['train', ...small, '--epochs', '4', '--out', whole])).status, 0);
    assert.equal((await lab(['train', ...small, '--epochs', '2', '--out', parts])).status, 0);
    // From another folder, because the checkpoint knows where its pictures are.
    const resumed = await lab(['train', '--resume', '--epochs', '4', '--out', parts, '--json'], { cwd: folder });
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.equal((resumed.lines().at(-1) as unknown as Done).costs.length, 4);
    const [a, b] = [whole, parts].map((run) => loadCheckpoint(join(run, 'checkpoint.safetensors')));
    assert.deepEqual(b!.parameters, a!.parameters);
    assert.deepEqual(b!.slots, a!.slots);
    assert.deepEqual(readFileSync(join(parts, 'model.onnx')).length, readFileSync(join(whole, 'model.onnx')).length);
  });

  test('SGD with clipping, a cosine schedule and warm-up: killed and resumed, it ends in the same weights', async (t) => {
    const folder = temporaryFolder(t);
    const settings = ['optimizer=sgd', 'momentum=0.8', 'learningRate=0.05', 'schedule=cosine', 'warmupEpochs=0.5'];
    const objective = ['clipNorm=1', 'labelSmoothing=0.1', 'l2=0.001'];
    const asked = [...small, '--epochs', '4', ...[...settings, ...objective].flatMap((one) => ['--set', one])];
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    assert.equal((await lab(['train', ...asked, '--out', whole])).status, 0);
    const killed = await lab(['train', ...asked, '--out', parts], {
      onLine: (line, child) => line.includes('"epoch":1,') && child.kill('SIGKILL'),
    });
    assert.equal(killed.signal, 'SIGKILL', killed.stderr);

    // Another length would change the learning rate of every step.
    const longer = await lab(['train', '--resume', '--epochs', '6', '--out', parts]);
    assert.equal(longer.status, 2, longer.stderr);
    assert.match(longer.stderr, /cosine over its 4 epochs/);

    const resumed = await lab(['train', '--resume', '--out', parts, '--json']);
    assert.equal(resumed.status, 0, resumed.stderr);
    const costs = (resumed.lines().at(-1) as unknown as Done).costs;
    assert.equal(costs.length, 4);
    assert.ok(costs[3]! < costs[0]!, costs.join());
    const [a, b] = [whole, parts].map((run) => loadCheckpoint(join(run, 'checkpoint.safetensors')));
    assert.deepEqual(b!.parameters, a!.parameters);
    assert.deepEqual(b!.slots, a!.slots);
    assert.deepEqual(Object.keys(a!.slots), ['u/W1', 'u/W2', 'u/W3', 'u/b3']);
  });

  test('a resumed run keeps its settings and cannot end before its current epoch', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    assert.equal((await lab(['train', ...small, '--epochs', '2', '--out', out])).status, 0);
    const before = readFileSync(join(out, 'checkpoint.safetensors'));
    for (const [flags, message] of [
      [['--epochs', '1'], /has done 2 epochs/],
      [['--set', 'batchSize=8'], /--set/],
      [['--seed', '4'], /--seed/],
      [['--preset', 'lenet5'], /--preset/],
    ] as const) {
      const ran = await lab(['train', '--resume', '--out', out, ...flags]);
      assert.equal(ran.status, 2, ran.stderr);
      assert.match(ran.stderr, message);
    }
    const other = await lab([
      'train',
      '--resume',
      '--epochs',
      '3',
      '--data',
      'synthetic:train=12,test=4,seed=6',
      '--out',
      out,
    ]);
    assert.equal(other.status, 1);
    assert.match(other.stderr, /not those that this run was trained on/);
    assert.deepEqual(readFileSync(join(out, 'checkpoint.safetensors')), before);
  });

  test('a closed standard output ends the run with one line, and the checkpoint is kept', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const ran = await lab(['train', ...small, '--epochs', '100', '--out', out], {
      onLine: (_line, child) => child.stdout?.destroy(),
    });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /its reader has closed it/);
    assert.doesNotMatch(ran.stderr, /\n\s+at /);
    assert.ok(loadCheckpoint(join(out, 'checkpoint.safetensors')).state.history.length >= 1);
  });

  test('two trainings in one folder: one is refused, the other is complete', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const both = await Promise.all(
      ['3', '4'].map((seed) => lab(['train', ...small, '--seed', seed, '--epochs', '6', '--out', out])),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), [0, 2], both.map(({ stderr }) => stderr).join());
    const seed = both[0]!.status === 0 ? 3 : 4;
    assert.equal(loadCheckpoint(join(out, 'checkpoint.safetensors')).state.seed, seed);
  });

  test('files that exist in the folder are not overwritten', async (t) => {
    const out = temporaryFolder(t);
    writeFileSync(join(out, 'run.json'), 'mine');
    const ran = await lab(['train', ...small, '--epochs', '1', '--out', out]);
    assert.equal(ran.status, 2, ran.stderr);
    assert.match(ran.stderr, /run\.json/);
    assert.equal(readFileSync(join(out, 'run.json'), 'utf8'), 'mine');
  });

  test('evaluate splits the data as the run did', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const data = ['--data', 'synthetic:train=30,test=0,seed=5', '--test', '0.5'];
    const ran = await lab([
      'train',
      ...data,
      '--seed',
      '9',
      '--epochs',
      '20',
      '--set',
      'batchSize=16',
      '--backend',
      'tensorflow',
      '--out',
      out,
      '--json',
    ]);
    assert.equal(ran.status, 0, ran.stderr);
    const { testAccuracy, model } = ran.lines().at(-1) as unknown as Done;
    const evaluated = await lab(['evaluate', '--model', model, ...data, '--json']);
    assert.equal(evaluated.lines()[0]?.accuracy, testAccuracy);
  });

  test('kill -9 at any moment leaves a checkpoint that resumes to the same weights', async (t) => {
    const folder = temporaryFolder(t);
    // Far more epochs than the three rounds can train before they are killed.
    const epochs = ['--epochs', '60'];
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    assert.equal((await lab(['train', ...small, ...epochs, '--out', whole])).status, 0);
    // Killed again and again: after 1, 2, 3 epochs of each start, and a few milliseconds later each time.
    const checkpoint = join(killed, 'checkpoint.safetensors');
    for (const [round, delay] of [0, 7, 30].entries()) {
      const ran = await lab(
        ['train', ...(round === 0 ? [...small, ...epochs] : ['--resume', '--json']), '--out', killed],
        {
          onLine: (_line, child) => setTimeout(() => child.kill('SIGKILL'), delay),
        },
      );
      assert.equal(ran.signal, 'SIGKILL', ran.stderr);
      assert.ok(loadCheckpoint(checkpoint).state.history.length > 0);
    }
    const last = await lab(['train', '--resume', '--out', killed, '--json']);
    assert.equal(last.status, 0, last.stderr);
    assert.deepEqual(
      loadCheckpoint(checkpoint).parameters,
      loadCheckpoint(join(whole, 'checkpoint.safetensors')).parameters,
    );
  });

  test('a host that dies in mid-epoch ends the run with one message that says how to resume', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const ran = await lab(['train', ...small, '--epochs', '50', '--out', out], {
      onLine: (_line, child) => {
        // The compute host is the only child of the command line's process.
        for (const pid of readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')) {
          if (pid) process.kill(Number(pid), 'SIGKILL');
        }
      },
    });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /compute host was killed[\s\S]*--resume/);
    assert.doesNotMatch(ran.stderr, /\n\s+at /);
    assert.ok(loadCheckpoint(join(out, 'checkpoint.safetensors')).state.history.length >= 1);
  });

  test('Ctrl+C keeps the last completed epoch and says how to resume', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    let asked = false;
    const ran = await lab(['train', ...small, '--epochs', '100', '--out', out], {
      onLine: (_line, child) => {
        // To the whole group, as a terminal does: the hosts receive it too.
        if (!asked) process.kill(-child.pid!, 'SIGINT');
        asked = true;
      },
    });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /Stopped before the last epoch[\s\S]*--resume/);
    assert.ok(loadCheckpoint(join(out, 'checkpoint.safetensors')).state.history.length >= 1);
    assert.equal(existsSync(join(out, 'model.onnx')), false);
  });
});
