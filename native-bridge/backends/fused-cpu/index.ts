/** The lab's own kernels, compiled on this machine on first use, for every processor that has a compiler. */
import { totalmem } from 'node:os';
import { fusedBackend, type KernelsProbe } from '../../fused/backend.ts';
import type { Engine } from '../../fused/engine.ts';
import { BackendError } from '../backend.ts';
import { compilerRemedy, describeMissing, missingTools } from '../building/compiler.ts';
import { homeFolder } from '../building/install.ts';
import { addonEngine } from './addon.ts';
import { buildKernels } from './build.ts';
import { installationFolder, readInstallation } from './installation.ts';

export const fusedCpuBackend = fusedBackend({
  id: 'fused-cpu',
  concurrentSessions: true,
  memory: totalmem(),
  probe: async () => probeKernels(),
  engine: async (threads) => loadEngine(threads),
  async provision({ force, onProgress }) {
    await buildKernels({ ...(force && { force }), ...(onProgress && { onProgress }) });
  },
});

/** Only reads files: the addon itself is loaded in a compute host. */
export function probeKernels(
  environment: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): KernelsProbe {
  const installation = readInstallation(installationFolder(homeFolder(environment, platform)));
  if (installation) {
    const { folder, built } = installation;
    return { available: true, details: { folder, built } };
  }
  const missing = missingTools(environment, platform);
  if (missing.length > 0) {
    const reason = `${describeMissing(missing)}, so the kernels cannot be built.`;
    return { available: false, reason, remedy: compilerRemedy(platform), fixable: false };
  }
  const remedy = 'Run: npm run lab -- doctor --fix';
  return { available: false, reason: 'The kernels are not built yet.', remedy, fixable: true };
}

function loadEngine(threads: number): Engine {
  const installation = readInstallation();
  if (!installation) throw new BackendError('The kernels are not built.', 'Run: npm run lab -- doctor --fix');
  try {
    return addonEngine(installation.file, { threads });
  } catch (error) {
    throw new BackendError(
      `The kernels in ${installation.folder} cannot be loaded: ${error instanceof Error ? error.message : error}`,
      'Run: npm run lab -- doctor --fix --force',
      { cause: error },
    );
  }
}
