/** `bench` as other programs rely on it: one record per preset, its rows and figures, and what is skipped and why. */
import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { PeerFigures, SkippedPeer } from '../../main/services/bench-comparison.ts';
import { PEERS } from '../../main/services/peers.ts';
import { findPython } from '../../main/services/python.ts';
import { homeFolder } from '../../native-bridge/backends/building/install.ts';
import { lab, withoutTensorFlow } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

interface Row {
  backend: string;
  device: string;
  epochSeconds: { median: number; min: number; max: number };
  spread: number;
  imagesPerSecond: number;
  toSlowest: number;
  toTensorflow: number | null;
  costs: number[];
  kernels?: { threads: number; peak: number; firstConvolution: number; share: number; stepToForward: number };
}

interface Bench {
  kind: string;
  preset: string;
  epochs: number;
  rounds: number;
  pictures: { train: number; test: number };
  rows: Row[];
  peers: (PeerFigures | SkippedPeer)[];
}

const small = ['bench', '--data', 'synthetic:train=12,test=4', '--epochs', '1'];
const skip = await withoutTensorFlow();
const noPeers = await withoutPeers();

describe('bench', { skip }, () => {
  test('a single preset: one record, the last line', async () => {
    const ran = await lab([...small, '--preset', 'course', '--json']);
    assert.equal(ran.status, 0, ran.stderr);
    const [record, ...more] = ran.lines<Bench>();
    assert.equal(more.length, 0);
    const { kind, preset, epochs, rounds, pictures, peers } = record!;
    assert.deepEqual({ kind, preset, epochs, rounds }, { kind: 'bench', preset: 'course', epochs: 1, rounds: 2 });
    assert.deepEqual({ pictures, peers }, { pictures: { train: 72, test: 24 }, peers: [] });
    assert.ok(record!.rows.some(({ backend }) => backend === 'tensorflow'));
    requireFigures(record!);
  });

  test('several presets: one record each, in order; every backend sees the same data and order of mini-batches', async () => {
    const ran = await lab([...small, '--preset', 'four-block,course', '--rounds', '1', '--json']);
    assert.equal(ran.status, 0, ran.stderr);
    const records = ran.lines<Bench>();
    assert.deepEqual(
      records.map(({ preset }) => preset),
      ['four-block', 'course'],
    );
    for (const record of records) requireFigures(record);
    // Costs of the course's net before rounding decides: all backends compute the same epoch.
    const first = records[1]!.rows.map(({ costs }) => costs[0]!);
    for (const cost of first) assert.ok(Math.abs(cost - first[0]!) < 1e-3, first.join());
  });

  test('for people: a table', async () => {
    const ran = await lab([...small, '--preset', 'course', '--rounds', '1', '--backends', 'tensorflow']);
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stdout, /^course: an epoch trains on 72 pictures and tests 24; 1 epochs each\n/);
    assert.match(ran.stdout, /^tensorflow +\d+\.\d{3} +\d+\.\d{3} +\d+\.\d{3} +0 % +\d+ +1\.00x +1\.00x {2}\S/m);
  });

  test('peers that are not available are skipped, with a reason and a remedy', async (t) => {
    // No Python on the path, and a home with TensorFlow for the backend but without the peers' environment.
    const [path, home] = [temporaryFolder(t), temporaryFolder(t)];
    for (const entry of readdirSync(homeFolder()).filter((name) => name.startsWith('tensorflow-'))) {
      symlinkSync(join(homeFolder(), entry), join(home, entry));
    }
    const { peers } = await withPeers({ PATH: path, SIGNS_LAB_HOME: home });
    const missing = { skipped: 'There is no Python 3 on the path.', remedy: /Install Python/ };
    assert.equal(peers.length, PEERS.length);
    for (const [i, peer] of peers.entries()) {
      assert.ok('skipped' in peer);
      assert.deepEqual([peer.peer, peer.skipped], [PEERS[i]!.id, missing.skipped]);
      assert.match(peer.remedy, missing.remedy);
    }
  });

  test('available peers train the same net', { skip: noPeers }, async () => {
    const { peers, rows } = await withPeers({});
    assert.deepEqual(
      peers.map(({ peer }) => peer),
      PEERS.map(({ id }) => id),
    );
    for (const peer of peers) {
      // A machine without a C++ compiler cannot run torch.compile.
      if ('skipped' in peer) assert.equal(peer.peer, 'pytorch-compiled', peer.skipped);
      else assert.deepEqual([peer.agreement?.agrees, peer.agreement?.with], [true, rows[0]!.backend], peer.peer);
    }
  });
});

async function withPeers(env: Record<string, string>): Promise<Bench> {
  const asked = ['--preset', 'course', '--rounds', '1', '--backends', 'tensorflow', '--peers', '--json'];
  const ran = await lab([...small, ...asked], { env });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.lines<Bench>()[0]!;
}

async function withoutPeers(): Promise<string | false> {
  for (const peer of PEERS) {
    if ((await findPython(peer, homeFolder())) === null) {
      return `no Python here has ${peer.modules.join(' and ')}; lab bench --peers installs it`;
    }
  }
  return false;
}

describe('bench refuses', () => {
  const cases: [what: string, args: string[], named: RegExp][] = [
    [
      'an unknown preset, before anything runs',
      ['--preset', 'course,resnet'],
      /resnet[\s\S]*course, camera, lenet5, four-block/,
    ],
    ['an unknown backend', ['--backends', 'abacus'], /abacus[\s\S]*tensorflow/],
    ['no rounds', ['--rounds', '0'], /whole number from 1/],
  ];
  for (const [what, args, named] of cases) {
    test(`${what}: exit status 2`, async () => {
      const ran = await lab([...small, ...args, '--json']);
      assert.equal(ran.status, 2, ran.stderr);
      assert.match(ran.stderr, named);
      assert.equal(ran.stdout, '');
    });
  }
});

function requireFigures({ rows, pictures, epochs }: Bench): void {
  const slowest = Math.max(...rows.map(({ epochSeconds }) => epochSeconds.median));
  for (const { epochSeconds, spread, imagesPerSecond, toSlowest, toTensorflow, costs, kernels } of rows) {
    const { median, min, max } = epochSeconds;
    assert.ok(0 < min && min <= median && median <= max, JSON.stringify(epochSeconds));
    assert.equal(spread, (max - min) / median);
    assert.equal(imagesPerSecond, pictures.train / median);
    assert.equal(toSlowest, slowest / median);
    assert.equal(typeof toTensorflow, 'number');
    assert.equal(costs.length, epochs + 1);
    if (kernels) assert.equal(kernels.share, kernels.firstConvolution / kernels.peak);
  }
}
