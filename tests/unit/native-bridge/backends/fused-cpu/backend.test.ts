import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fusedCpuBackend, probeKernels } from '../../../../../native-bridge/backends/fused-cpu/index.ts';
import { installationFolder } from '../../../../../native-bridge/backends/fused-cpu/installation.ts';
import { BACKENDS } from '../../../../../native-bridge/backends/table.ts';
import { initialise } from '../../../../../native-bridge/convnet/initialisers.ts';
import { Network } from '../../../../../native-bridge/convnet/network.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../../native-bridge/convnet/presets.ts';
import { fusedBackend, threadCount } from '../../../../../native-bridge/fused/backend.ts';
import { Hyperparameters } from '../../../../../native-bridge/training/hyperparameters.ts';
import { optimizationOf } from '../../../../../native-bridge/training/optimization.ts';
import { availability } from '../../../../conformance/availability.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

describe('the probe', () => {
  test('says that they can be built if a compiler seems to be installed', (t) => {
    const tools = temporaryFolder(t);
    for (const name of ['g++', 'make', 'python3']) writeFileSync(join(tools, name), '');
    const probe = probeKernels({ SIGNS_LAB_HOME: temporaryFolder(t), PATH: tools }, 'linux');
    assert.ok(!probe.available && probe.fixable);
    assert.equal(probe.reason, 'The kernels are not built yet.');
    assert.match(probe.remedy, /doctor --fix/);
  });

  test('says how to install a missing compiler', (t) => {
    const tools = temporaryFolder(t);
    for (const name of ['make', 'python3']) writeFileSync(join(tools, name), '');
    const probe = probeKernels({ SIGNS_LAB_HOME: temporaryFolder(t), PATH: tools }, 'linux');
    assert.ok(!probe.available && !probe.fixable);
    assert.match(probe.reason, /^No C\+\+ compiler was found/);
    assert.match(probe.remedy, /build-essential/);
  });

  test('needs no compiler once they are built, and only reads files', (t) => {
    const home = temporaryFolder(t);
    const folder = installationFolder(home);
    mkdirSync(folder);
    assert.equal(probeKernels({ SIGNS_LAB_HOME: home }).available, false);
    writeFileSync(join(folder, 'fused.node'), 'no addon: to load it would fail');
    const probe = probeKernels({ SIGNS_LAB_HOME: home });
    assert.ok(probe.available);
    assert.equal(probe.details.folder, folder);
  });
});

describe('the number of threads', () => {
  test('is the setting, or the number that this process may run at once', () => {
    assert.equal(threadCount({ SIGNS_LAB_THREADS: '3' }), 3);
    assert.equal(threadCount({ SIGNS_LAB_THREADS: '256' }), 256);
    assert.equal(threadCount({ SIGNS_LAB_THREADS: '' }), availableParallelism());
    assert.equal(threadCount({}), availableParallelism());
  });

  for (const setting of ['0', '257', '-1', '1.5', '1e2', '0x2', 'two', ' ']) {
    test(`cannot be "${setting}"`, () => {
      assert.throws(() => threadCount({ SIGNS_LAB_THREADS: setting }), {
        name: 'BackendError',
        message: `SIGNS_LAB_THREADS is "${setting}", which is not a number of threads.`,
        remedy: /1 to 256/,
      });
    });
  }
});

describe('refusing', () => {
  /** A backend that opens nothing, on a machine with that many bytes of memory. */
  const withMemory = (memory: number) =>
    fusedBackend({
      ...{ id: 'fused-cpu', concurrentSessions: true, memory, engine: () => assert.fail('opened') },
      probe: async () => ({ available: true, details: {} }),
    });

  test('names the bytes of a network that is too large for the memory', () => {
    const layers = [{ kind: 'flatten' }, { kind: 'dense', units: 100 }, { kind: 'relu' }, { kind: 'dense', units: 6 }];
    const network = Network.parse({ name: 'wide', input: [8, 8, 3], layers });
    // Recipe of the estimate: 24 bytes a parameter, 12 bytes an activation of 64 pictures; flatten is no stage.
    const bytes = 24 * (193 * 100 + 101 * 6) + 12 * 64 * (100 + 100 + 6);
    assert.equal(
      withMemory(bytes - 1).refuses(network),
      `wide needs about ${bytes} bytes for its parameters and the activations of 64 pictures, more than the available ${bytes - 1}.`,
    );
    assert.equal(withMemory(bytes).refuses(network), null);
  });

  test('does not affect the presets', () => {
    for (const name of PRESET_NAMES) assert.equal(fusedCpuBackend.refuses(presetNetwork(name)), null);
  });
});

const { skip } = await availability(BACKENDS.find(({ id }) => id === 'fused-cpu')!);

describe('the open kernels', { skip }, () => {
  test('report their device', async () => {
    const { device, cuda, version } = await fusedCpuBackend.inspect!();
    assert.match(device, /^CPU, \d+ threads?$/);
    assert.equal(cuda, false);
    assert.match(version, /^fused kernels, \S+/);
  });

  test('measure a first convolution, and nothing without one', async () => {
    const network = presetNetwork('course');
    const figures = await fusedCpuBackend.measure!(opening(network));
    assert.ok(figures);
    const { threads, peak, firstConvolution, forwardSeconds, stepSeconds } = figures;
    assert.equal(threads, threadCount());
    // Recipe: CONV(4x4x8) over (64,64,3), same padding: 64 * 64 * 4 * 4 * 3 * 8 multiply-adds a picture, 64 pictures.
    const multiplyAdds = 64 * (64 * 64 * 4 * 4 * 3 * 8);
    assert.ok(Math.abs(firstConvolution * forwardSeconds - multiplyAdds) < 1e-9 * multiplyAdds);
    assert.ok(stepSeconds > 0 && peak > 0);
    const stages = figures.stages.map(({ name }) => name);
    assert.deepEqual(stages, ['conv 4x4 3 > 8 at 64x64', 'conv 2x2 8 > 16 at 8x8', 'dense 64 > 6']);
    assert.equal(figures.stages[0]!.multiplyAdds, 2 * multiplyAdds); // forward and d(w)
    assert.equal(figures.stages[1]!.multiplyAdds, 3 * 64 * (8 * 8 * 2 * 2 * 8 * 16));
    const dense = Network.parse({
      name: 'd',
      input: [4, 4, 1],
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 2 }],
    });
    assert.equal(await fusedCpuBackend.measure!(opening(dense)), null);
  });
});

/** 70 grey pictures: more than a mini-batch. */
function opening(network: Network) {
  const count = 70;
  const size = network.input[0] * network.input[1] * network.input[2];
  return {
    ...{ network, parameters: initialise(network, 1), ...optimizationOf(Hyperparameters.parse({})), seed: 3 },
    ...{ images: new Uint8Array(count * size).fill(128), labels: new Int32Array(count) },
  };
}
