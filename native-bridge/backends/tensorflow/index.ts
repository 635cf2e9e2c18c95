/** TensorFlow's kernels: the established way to train, on the CPU everywhere and with CUDA on Linux. */
import { type Backend, BackendError, type Probe } from '../backend.ts';
import { homeFolder } from '../building/install.ts';
import { findInstallation, hostEnvironment, type Installation } from './installation.ts';
import { inspectLibrary, loadTensorFlow } from './library.ts';
import { provisionTensorFlow } from './provision/provision.ts';
import { buildFor } from './provision/wheels.ts';
import { TensorFlowSession } from './session.ts';

export const tensorflowBackend: Backend = {
  id: 'tensorflow',
  concurrentSessions: false,

  async probe() {
    return probeInstallation();
  },

  refuses() {
    return null; // there is an operation for every layer kind
  },

  async open(opening) {
    const probe = probeInstallation();
    if (!probe.available) throw new BackendError(`TensorFlow cannot run: ${probe.reason}`, probe.remedy);
    return new TensorFlowSession(loadTensorFlow().tf, opening);
  },

  async provision(options) {
    await provisionTensorFlow(options);
  },

  environment() {
    const installation = findInstallation();
    return installation ? hostEnvironment(installation) : {};
  },

  async inspect() {
    return inspectLibrary();
  },
};

/** Only reads files: the library itself takes a second to load and stays in the process that loads it. */
export function probeInstallation(
  home: string = homeFolder(),
  platform: string = process.platform,
  arch: string = process.arch,
): Probe {
  const installation = findInstallation(home, `${platform}-${arch}`);
  if (installation) return describe(installation);
  const build = buildFor(false, platform, arch);
  if ('reason' in build) {
    return { available: false, reason: `${build.reason}.`, remedy: `${build.remedy}`, fixable: false };
  }
  return {
    available: false,
    reason: `TensorFlow ${build.wheels[0].version} is not installed in ${home}.`,
    remedy: 'Run: npm run lab -- doctor --fix',
    fixable: true,
  };
}

function describe({ folder, manifest }: Installation): Probe {
  return {
    available: true,
    device: manifest.gpu ? 'NVIDIA GPU (CUDA), or CPU where there is none' : 'CPU',
    version: `TensorFlow ${manifest.tensorflow}`,
    details: {
      folder,
      library: manifest.tensorflow,
      binding: `@tensorflow/tfjs-node-gpu ${manifest.binding}`,
      cuda: manifest.gpu ? 'yes' : 'no',
      built: manifest.built,
    },
  };
}
