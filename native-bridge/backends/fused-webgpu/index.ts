/** The lab's WGSL kernels on a GPU of any vendor, through Dawn in plain Node. */
import { createRequire } from 'node:module';
import type { Backend, Probe } from '../backend.ts';
import { type Adapter, acceptsSoftware, findAdapter } from './adapter.ts';
import { NO_ADAPTER, openGpu, softwareReason } from './device.ts';
import { WebGpuSession } from './session.ts';

let looked: Promise<Probe> | null = null;

export const fusedWebGpuBackend: Backend = {
  id: 'fused-webgpu',
  concurrentSessions: false,

  /** Probes once per process: a GPU does not come and go, and starting its driver takes a second. */
  async probe() {
    looked ??= probeGpu();
    return looked;
  },

  refuses() {
    return null; // networks that do not fit the GPU are refused when opened, with the numbers
  },

  async open(opening) {
    return new WebGpuSession(await openGpu(), opening);
  },

  async inspect() {
    const { adapter } = await openGpu();
    return { device: adapter.name, cuda: false, version: `WebGPU kernels, ${adapter.driver}` };
  },
};

async function probeGpu(): Promise<Probe> {
  if (process.versions.electron) {
    const reason = 'Dawn cannot read buffers back inside Electron.';
    return {
      available: false,
      reason,
      remedy: 'Train from the command line or in the browser lab: npm run lab -- serve',
      fixable: false,
    };
  }
  let adapter: Adapter | null;
  try {
    adapter = await findAdapter();
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { available: false, reason: `WebGPU could not be started: ${message}`, remedy: NO_ADAPTER, fixable: false };
  }
  if (!adapter)
    return { available: false, reason: 'No GPU was found through WebGPU.', remedy: NO_ADAPTER, fixable: false };
  if (adapter.software && !acceptsSoftware()) {
    return { available: false, reason: softwareReason(adapter), remedy: NO_ADAPTER, fixable: false };
  }
  const { version } = createRequire(import.meta.url)('webgpu/package.json') as { version: string };
  return {
    ...{ available: true, device: adapter.name, version: `Dawn ${version}` },
    details: { driver: adapter.driver, 'largest buffer': `${adapter.largestBuffer} bytes` },
  };
}
