/** Mistakes with `tune`, and with the files of it that `train` reads: one sentence, a remedy, no folder left behind. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { lab, type Ran } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const folder = temporaryFolder({ after });
const fileOf = (name: string, value: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
const float = (low: number, high: number) => ({ kind: 'float', low, high });
const large = fileOf('large.json', {
  learningRate: float(1e-4, 0.1),
  dropout: float(0, 0.5),
  labelSmoothing: float(0, 0.2),
});
const broken = fileOf('broken.json', '{"learningRate": ');
const network = fileOf('network.json', { name: 'odd', input: [64, 64, 3], layers: [{ kind: 'conv', filters: 8 }] });
const settings = fileOf('settings.json', {
  format: 1,
  preset: 'course',
  hyperparameters: {},
  epochs: 5,
  seed: 3,
  speed: 1,
});

function refused(ran: Ran, status: 1 | 2, ...named: RegExp[]): void {
  assert.equal(ran.status, status, ran.stderr);
  for (const name of named) assert.match(ran.stderr, name);
  assert.doesNotMatch(ran.stderr, /\n\s+at .*:\d+/, 'no stack without --debug');
  assert.doesNotMatch(ran.stderr, /bug in Signs Lab/, ran.stderr);
  assert.equal(ran.stdout, '');
}

const tiny = ['--data', 'synthetic:train=4,test=1'];

describe('refused before anything is read or written', () => {
  const cases: [what: string, args: string[], ...named: RegExp[]][] = [
    ['10^9 grid points', ['--space', large, '--sampler', 'grid', '--grid-points', '1000'], /1,000,000,000 points/],
    ['a space that is not JSON', ['--space', broken], /broken\.json is not JSON/],
    ['0 trials', ['--trials', '0'], /whole number from 1/],
    ['an unknown sampler', ['--sampler', 'luck'], /--sampler: it must be one of grid, random, sobol, tpe, gp/],
  ];
  for (const [what, args, ...named] of cases) {
    test(`${what}: exit status 2`, async () => {
      const out = join(folder, 'refused');
      refused(await lab(['tune', ...tiny, ...args, '--out', out, '--json']), 2, ...named);
      assert.ok(!existsSync(out), 'a folder was made');
    });
  }

  test('nothing to resume: exit status 2', async () => {
    refused(await lab(['tune', '--resume']), 2, /--resume needs the folder/);
    refused(await lab(['tune', '--resume', '--out', join(folder, 'nothing')]), 2, /There is no sweep in/, /--resume/);
    assert.ok(!existsSync(join(folder, 'nothing')));
  });
});

describe('refused because of the pictures', () => {
  const cases: [what: string, args: string[], ...named: RegExp[]][] = [
    ['missing data', ['--data', join(folder, 'none')], /neither a catalogue name nor a folder/],
    ['more folds than pictures of a class', ['--folds', '5'], /too few training pictures.*5 folds/, /fewer folds/],
    ['too few pictures for validation', ['--data', 'synthetic:train=1,test=1'], /single training picture/],
  ];
  for (const [what, args, ...named] of cases) {
    test(`${what}: nothing blocks the next try`, async () => {
      const out = join(folder, 'pictures');
      refused(await lab(['tune', ...tiny, ...args, '--trials', '1', '--out', out, '--json']), 1, ...named);
      assert.deepEqual(
        readdirSync(out).filter((name) => name.startsWith('sweep')),
        [],
      );
    });
  }
});

describe('files for `train`', () => {
  const cases: [what: string, args: string[], ...named: RegExp[]][] = [
    ['settings with an unknown key', ['--settings', settings], /"speed" is not known there/, /best\.json/],
    ['an impossible network', ['--network', network], /layer|layers/],
    ['settings for a resumed run', ['--settings', settings, '--resume'], /keeps its settings/],
  ];
  for (const [what, args, ...named] of cases) {
    test(`${what}: exit status 2`, async () => {
      refused(await lab(['train', ...tiny, ...args, '--out', join(folder, 'run'), '--json']), 2, ...named);
    });
  }
});
