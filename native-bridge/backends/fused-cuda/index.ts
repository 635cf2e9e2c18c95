/** The lab's CUDA kernels on an NVIDIA GPU, using only its driver. */
import { threadCount } from '../../fused/backend.ts';
import type { Engine, EngineSession } from '../../fused/engine.ts';
import { FusedSession } from '../../fused/session.ts';
import { type Backend, BackendError, type Probe } from '../backend.ts';
import { compilerRemedy, describeMissing, missingTools } from '../building/compiler.ts';
import { gpuEngine } from '../fused-cpu/addon.ts';
import { buildKernels } from '../fused-cpu/build.ts';
import { readInstallation } from '../fused-cpu/installation.ts';
import { describeGpu, findGpu, NO_DRIVER, openGpu, seemsInstalled } from './gpu.ts';

let looked: Promise<Probe> | null = null;

export const fusedCudaBackend: Backend = {
  id: 'fused-cuda',
  concurrentSessions: true,

  /** Probes the GPU once per process: it does not come and go, and starting its driver takes a second. */
  async probe() {
    if (process.platform === 'darwin') return unavailable('NVIDIA has no driver for macOS.', 'Train with fused-cpu.');
    const installation = readInstallation();
    if (!installation) return notBuilt();
    looked ??= look(installation.file);
    return looked;
  },

  refuses() {
    return null; // networks that do not fit the GPU are refused when opened, with the numbers
  },

  async open(opening) {
    const { file, facts } = start();
    const engine = withSentences(gpuEngine(file, opening.threads ?? threadCount()));
    return new FusedSession(engine, opening, facts.memory);
  },

  async provision({ force, onProgress }) {
    await buildKernels({ ...(force && { force }), ...(onProgress && { onProgress }) });
  },

  async inspect() {
    const probe = describeGpu(start().facts);
    if (!probe.available) throw new BackendError(probe.reason, probe.remedy);
    return { device: probe.device, cuda: true, version: probe.version };
  },
};

function start() {
  const installation = readInstallation();
  if (!installation) throw new BackendError('The kernels are not built.', 'Run: npm run lab -- doctor --fix');
  return { file: installation.file, facts: openGpu(installation.file) };
}

async function look(file: string): Promise<Probe> {
  try {
    return describeGpu(await findGpu(file));
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return unavailable(`NVIDIA’s driver could not be started: ${said}`, 'Train with --backend fused-cpu.');
  }
}

/** The addon is the one of fused-cpu; only it can tell whether there is a GPU. */
function notBuilt(): Probe {
  if (!seemsInstalled()) return unavailable('No NVIDIA driver was found.', NO_DRIVER);
  const missing = missingTools();
  if (missing.length === 0) {
    const remedy = 'Run: npm run lab -- doctor --fix';
    return { available: false, reason: 'The kernels are not built yet.', remedy, fixable: true };
  }
  return unavailable(`${describeMissing(missing)}, so the kernels cannot be built.`, compilerRemedy());
}

function unavailable(reason: string, remedy: string): Probe {
  return { available: false, reason, remedy, fixable: false };
}

const RESUME =
  'A run continues from its last checkpoint when it is resumed. Use a smaller batch size or network if memory is short, or --backend fused-cpu.';

/** Turns the addon's report of a GPU failure into an expected error. */
function inWords(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'GPU_FAILED') return error;
  return new BackendError(error.message, RESUME, { cause: error });
}

function withSentences(engine: Engine): Engine {
  return { ...engine, open: guarded((plan, pictures) => guardedSession(engine.open(plan, pictures))) };
}

function guardedSession(session: EngineSession): EngineSession {
  const methods = Object.entries(session).map(([name, method]) => [name, guarded(method)]);
  return Object.fromEntries(methods) as EngineSession;
}

function guarded<A extends unknown[], R>(work: (...given: A) => R): (...given: A) => R {
  const rethrow = (error: unknown): never => {
    throw inWords(error);
  };
  return (...given) => {
    try {
      const result = work(...given);
      return result instanceof Promise ? (result.catch(rethrow) as R) : result;
    } catch (error) {
      return rethrow(error);
    }
  };
}
