import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { probeInstallation } from '../../../../../native-bridge/backends/tensorflow/index.ts';
import { hostEnvironment, type Installation } from '../../../../../native-bridge/backends/tensorflow/installation.ts';
import { BUILDS } from '../../../../../native-bridge/backends/tensorflow/provision/wheels.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

function installation(gpu: boolean): Installation {
  const libraryFolders = gpu ? ['nvidia/cublas/lib', 'nvidia/cudnn/lib'] : [];
  return {
    folder: '/lab/tf',
    addon: '/lab/tf/lib/x.node',
    manifest: {
      ...{ format: 1, tensorflow: '2.21.0', binding: '4.22.0', abi: 'napi-v8', gpu, machine: 'linux-x64' },
      ...{ built: '', wheels: [], libraries: [], addon: 'lib/x.node', libraryFolders },
    },
  };
}

describe("a host's environment", () => {
  test('of the CPU build leaves the library path alone', () => {
    assert.deepEqual(hostEnvironment(installation(false), {}), {
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_ENABLE_ONEDNN_OPTS: '1',
    });
  });

  test("keeps the user's own settings", () => {
    assert.equal(hostEnvironment(installation(false), { TF_ENABLE_ONEDNN_OPTS: '0' }).TF_ENABLE_ONEDNN_OPTS, '0');
  });

  test("of the GPU build puts NVIDIA's folders first, once", () => {
    const once = hostEnvironment(installation(true), { LD_LIBRARY_PATH: '/own' });
    assert.equal(once.LD_LIBRARY_PATH, '/lab/tf/nvidia/cublas/lib:/lab/tf/nvidia/cudnn/lib:/own');
    assert.equal(once.TF_FORCE_GPU_ALLOW_GROWTH, 'true');
    assert.deepEqual(hostEnvironment(installation(true), once), once);
  });
});

describe('the probe', () => {
  test('says that it can be installed if it is not', (t) => {
    const probe = probeInstallation(temporaryFolder(t), 'linux', 'x64');
    assert.ok(!probe.available && probe.fixable);
    assert.match(probe.reason, /TensorFlow 2\.21\.0 is not installed/);
    assert.match(probe.remedy, /doctor --fix/);
  });

  const elsewhere: readonly (readonly [platform: string, arch: string, reason: RegExp, remedy: RegExp])[] = [
    ['win32', 'x64', /Windows wheel holds no library/, /WSL2/],
    ['darwin', 'x64', /Intel Macs/, /Apple silicon/],
    ['freebsd', 'x64', /no build for freebsd-x64/, /Linux/],
  ];
  for (const [platform, arch, reason, remedy] of elsewhere) {
    test(`gives the reason and a remedy on ${platform} ${arch}`, (t) => {
      const probe = probeInstallation(temporaryFolder(t), platform, arch);
      assert.ok(!probe.available && !probe.fixable);
      assert.match(probe.reason, reason);
      assert.match(probe.remedy, remedy);
    });
  }
});

describe('the table of wheels', () => {
  test('has one CPU build per machine, and complete checksums', () => {
    const cpu = BUILDS.filter(({ gpu }) => !gpu).map(({ machine }) => machine);
    assert.equal(new Set(cpu).size, cpu.length);
    for (const { sha256 } of BUILDS.flatMap(({ wheels, libraries }) => [...wheels, ...libraries])) {
      assert.ok(sha256 === null || /^[0-9a-f]{64}$/.test(sha256));
    }
  });
});
