/** Compiles the kernels on this machine, once for every change of their sources. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BackendError } from '../backend.ts';
import { requireCompiler } from '../building/compiler.ts';
import { homeFolder, type InstallOptions, install, lockOf, type Work } from '../building/install.ts';
import { compile } from '../building/node-gyp.ts';
import {
  ADDON,
  type Installation,
  installationFolder,
  readInstallation,
  readSources,
  type Sources,
} from './installation.ts';

export interface BuildOptions extends InstallOptions {
  /** Folder of the sources; default: the lab's own. */
  readonly from?: string;
}

/**
 * Builds the addon; returns at once if it already exists.
 * @throws BackendError naming what is missing, or the compiler's first error and the log, which is kept.
 */
export async function buildKernels({ from, ...options }: BuildOptions = {}): Promise<Installation> {
  const home = homeFolder(options.environment);
  const sources = readSources(from);
  const target = installationFolder(home, sources);
  const read = () => readInstallation(target);
  const make = (work: Work) => makeAddon(sources, target, work);
  try {
    return await install({ target, read, built: ({ built }) => built, make }, options);
  } catch (error) {
    throw inWords(error, home);
  }
}

async function makeAddon(sources: Sources, target: string, work: Work): Promise<string> {
  await requireCompiler('kernels', work);
  const [folder, made] = [join(work.folder, 'sources'), join(work.folder, 'made')];
  await mkdir(made);
  for (const [name, bytes] of sources) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  const plan = { name: 'kernels', folder, product: ADDON, options: ['--jobs=max'], log: `${target}.log` };
  const built = await compile({ ...plan, files: filesToMake(sources) }, work);
  await rename(built, join(made, ADDON));
  await removeOthers(target);
  return made;
}

/** Every source once, plus the linked module; on x64 the kernels are compiled five times (binding.gyp). */
function filesToMake(sources: Sources): number {
  const compiled = [...sources.keys()].filter((name) => name.endsWith('.cc')).length;
  return compiled + 1 + (process.arch === 'x64' ? 4 : 0);
}

/** Removes kernels of other sources and the remains of their builds, unless a lock shows that one is being built. */
async function removeOthers(target: string): Promise<void> {
  const home = dirname(target);
  for (const name of await readdir(home)) {
    const other = /^fused-[0-9a-f]{12}(?=$|\.log$|\.partial-)/.exec(name)?.[0];
    if (!other || other === basename(target) || existsSync(lockOf(join(home, other)))) continue;
    // Windows does not delete an addon that a process has loaded: the next build tries again.
    await rm(join(home, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** A folder that cannot be written to is an expected failure: another backend may work. */
function inWords(error: unknown, home: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new BackendError(
    `The kernels cannot be built in ${home}: ${error.message}.`,
    'Free some space, or give a folder that you may write to in SIGNS_LAB_HOME.',
    { cause: error },
  );
}
