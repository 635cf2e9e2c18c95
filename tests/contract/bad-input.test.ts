/** Mistakes on the command line: exit status, one message that names the cause, a remedy, no stack. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { lab, type Ran, withoutTensorFlow } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

function refused(ran: Ran, status: 1 | 2, ...named: RegExp[]): void {
  assert.equal(ran.status, status, ran.stderr);
  for (const name of named) assert.match(ran.stderr, name);
  assert.doesNotMatch(ran.stderr, /\n\s+at .*:\d+/, 'no stack without --debug');
  assert.doesNotMatch(ran.stderr, /bug in Signs Lab/, ran.stderr);
  assert.equal(ran.stdout, '');
}

const tiny = ['--data', 'synthetic:train=2,test=1'];

describe('arguments', () => {
  const cases: [what: string, args: string[], ...named: RegExp[]][] = [
    ['an unknown command', ['trian'], /unknown command 'trian'/],
    ['an unknown option', ['train', '--epoch', '3'], /--epoch/],
    ['a negative epoch count', ['train', '--epochs', '-1'], /whole number from 1/],
    ['half an epoch', ['train', '--epochs', '1.5'], /whole number from 1/],
    ['an unknown preset', ['train', ...tiny, '--preset', 'resnet'], /resnet/, /course, camera, lenet5/],
    ['an unknown backend', ['train', ...tiny, '--backend', 'abacus'], /abacus/, /tensorflow/],
    ['an unknown hyperparameter', ['train', ...tiny, '--set', 'lerningRate=1'], /lerningRate/, /learningRate/],
    ['a value out of range', ['train', ...tiny, '--set', 'learningRate=-1'], /learningRate/],
    ['a share above 0.9', ['train', ...tiny, '--validation', '1'], /share/],
    ['an empty --data', ['data', ''], /must not be empty/],
    ['a blank folder name', ['train', ...tiny, '--out', ' '], /must not be empty/],
    [
      'a seed that is not a number',
      ['evaluate', '--model', 'm', '--data', 'synthetic', '--seed', 'abc'],
      /whole number/,
    ],
    ['--resume without a folder', ['train', '--resume'], /--out/],
    [
      'an unknown split',
      ['evaluate', '--model', 'm', '--data', 'synthetic', '--split', 'exam'],
      /exam/,
      /train, validation, test/,
    ],
    ['predict without a picture', ['predict', '--model', 'm.onnx'], /file/],
  ];
  for (const [what, args, ...named] of cases) {
    test(`${what}: exit status 2`, async (t) => {
      const ran = await lab([
        ...args,
        ...(args[0] === 'train' && !args.includes('--resume') && !args.includes('--out')
          ? ['--out', join(temporaryFolder(t), 'x')]
          : []),
      ]);
      refused(ran, 2, ...named);
    });
  }
  test('--help prints the usage and exits with 0', async () => {
    for (const command of [
      'train',
      'evaluate',
      'predict',
      'data',
      'doctor',
      'bench',
      'reproduce',
      'recognise',
      'serve',
      'open',
    ]) {
      const { status, stdout } = await lab([command, '--help']);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: signs-lab ${command}`));
    }
  });
});

describe('data and models', () => {
  test('missing data', async (t) => {
    const folder = temporaryFolder(t);
    refused(await lab(['data', join(folder, 'nothing'), '--json']), 1, /nothing/);
    refused(await lab(['data', 'syntetic', '--json']), 1, /syntetic/, /synthetic/);
    refused(await lab(['data', folder, '--json']), 1, new RegExp(folder));
  });
  test('a truncated HDF5 file', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'train_signs.h5'), Buffer.from('\x89HDF\r\n\x1a\n and no more', 'latin1'));
    writeFileSync(join(folder, 'test_signs.h5'), 'not HDF5');
    refused(await lab(['data', folder]), 1, /train_signs\.h5/);
  });
  test('a folder with a corrupt picture', async (t) => {
    const folder = temporaryFolder(t);
    for (const label of ['0', '1']) {
      mkdirSync(join(folder, label));
      writeFileSync(join(folder, label, 'a.jpg'), 'no picture');
    }
    refused(await lab(['data', folder]), 1, /a\.jpg/);
  });
  test('a model that is not ONNX, or is missing', async (t) => {
    const folder = temporaryFolder(t);
    const model = join(folder, 'model.onnx');
    refused(await lab(['evaluate', '--model', model, ...tiny, '--json']), 1, /model\.onnx/);
    writeFileSync(model, 'not ONNX');
    refused(await lab(['evaluate', '--model', model, ...tiny, '--json']), 1, /model\.onnx/);
    refused(await lab(['predict', '--model', model, 'picture.png', '--json']), 1, /model\.onnx/);
  });
});

const skip = await withoutTensorFlow();

describe('places to write', { skip }, () => {
  const train = [...['train', ...tiny, '--backend', 'tensorflow', '--epochs', '1', '--set', 'batchSize=8', '--json']];

  test('a path through a file, or a folder that is not writable', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), 'mine');
    refused(await lab([...train, '--out', join(folder, 'file', 'run')]), 1, /file/, /another folder/i);
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'mine');
    refused(await lab([...train, '--out', '/proc/signs-lab/run']), 1, /proc/);
  });

  test('a full disk: what was saved before is kept', { skip: withoutMount() }, async (t) => {
    const disk = temporaryFolder(t);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    try {
      await fillDisk(disk);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  async function fillDisk(disk: string): Promise<void> {
    const out = join(disk, 'run');
    assert.equal((await lab([...train, '--out', out])).status, 0);
    const before = readFileSync(join(out, 'checkpoint.safetensors'));
    try {
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(1 << 20));
    } catch {
      // The disk is full now, as intended.
    }
    refused(
      await lab(['train', '--resume', '--epochs', '2', '--out', out, '--json']),
      1,
      /disk is full/,
      /Free some space/,
    );
    assert.deepEqual(readFileSync(join(out, 'checkpoint.safetensors')), before);
    refused(await lab([...train, '--out', join(disk, 'other')]), 1, /disk is full/);
    assert.equal(existsSync(join(disk, 'other', 'checkpoint.safetensors')), false);
  }
});

/** Only root on Linux can mount a small disk. */
function withoutMount(): string | false {
  if (process.platform === 'linux' && process.getuid?.() === 0) return false;
  return 'only root on Linux can mount a small disk';
}
