/** Installs TensorFlow. */
import { statfs } from 'node:fs/promises';
import { BackendError } from '../../backend.ts';
import { requireCompiler } from '../../building/compiler.ts';
import { homeFolder, type InstallOptions, install } from '../../building/install.ts';
import { type Installation, installationFolder, readInstallation } from '../installation.ts';
import { assemble } from './assemble.ts';
import { type Build, buildFor } from './wheels.ts';

export interface Provisioning extends InstallOptions {
  readonly gpu: boolean;
}

/**
 * Makes this machine's TensorFlow installation; returns at once if it exists.
 * @throws BackendError naming the step that failed and the remedy; only the compiler's log is left behind.
 */
export async function provisionTensorFlow(options: Provisioning): Promise<Installation> {
  const build = buildFor(options.gpu, process.platform, process.arch);
  if ('reason' in build) throw new BackendError(`${build.reason}.`, build.remedy);
  return provisionBuild(build, homeFolder(options.environment), options);
}

/** The same for a given build and folder. */
export function provisionBuild(build: Build, home: string, options: InstallOptions): Promise<Installation> {
  const target = installationFolder(build, home);
  return install(
    {
      target,
      read: () => readInstallation(target),
      built: ({ manifest }) => manifest.built,
      async make(work) {
        await requireSpace(home, build.space);
        // Before hundreds of megabytes are downloaded.
        await requireCompiler('TensorFlow binding', work);
        return assemble(build, work, `${target}.log`);
      },
    },
    options,
  );
}

async function requireSpace(home: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  if (free >= needed) return;
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new BackendError(
    `TensorFlow needs ${gib(needed)} of disk space in ${home}; ${gib(free)} are free.`,
    'Free some space, or put the folder on another disk with SIGNS_LAB_HOME.',
  );
}
