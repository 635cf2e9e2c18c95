/** Where TensorFlow's library and the addon built against it are, and how to recognise an incomplete installation. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { homeFolder } from '../building/install.ts';
import { BUILDS, type Build } from './provision/wheels.ts';

/** Written last into a finished installation; a folder without a valid manifest is not an installation. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  tensorflow: z.string(),
  /** Version of the package whose binding was compiled. */
  binding: z.string(),
  /** Node-API level of the addon: it loads in every Node and Electron that has this level or a later one. */
  abi: z.literal('napi-v8'),
  gpu: z.boolean(),
  machine: z.string(),
  /** ISO 8601. */
  built: z.string(),
  wheels: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  /** Every library, by its path in the folder. */
  libraries: z.array(z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() })),
  addon: z.string(),
  /** Folders that must be on the library path of a process that loads the addon. */
  libraryFolders: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

export interface Installation {
  readonly folder: string;
  /** The compiled binding, an absolute path. */
  readonly addon: string;
  readonly manifest: Manifest;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The installation in that folder, or null if it is missing or incomplete. */
export function readInstallation(folder: string): Installation | null {
  const manifest = readManifest(join(folder, 'manifest.json'));
  if (!manifest) return null;
  const addon = join(folder, manifest.addon);
  const whole = manifest.libraries.every(({ path, bytes }) => hasSize(join(folder, path), bytes));
  return whole && existsSync(addon) ? { folder, addon, manifest } : null;
}

/** The installation for this machine; the GPU build first, because it is only there if someone asked for it. */
export function findInstallation(
  home: string = homeFolder(),
  machine: string = `${process.platform}-${process.arch}`,
): Installation | null {
  for (const build of BUILDS.filter((candidate) => candidate.machine === machine)) {
    const installation = readInstallation(installationFolder(build, home));
    if (installation) return installation;
  }
  return null;
}

export function installationFolder(build: Build, home: string): string {
  return join(home, build.name);
}

/**
 * Environment variables that a compute host must be started with: the loader and TensorFlow read them once. The user's
 * settings stay unchanged.
 */
export function hostEnvironment(
  { folder, manifest }: Installation,
  environment: Environment = process.env,
): Record<string, string> {
  const wanted: Record<string, string> = {
    TF_CPP_MIN_LOG_LEVEL: '2', // errors only
    // Measured on two x64 cores: the course's epoch takes 0.3 s with oneDNN, 0.75 s without, with the same bits in every
    // repetition either way. Set explicitly because the library's default depends on the processor.
    TF_ENABLE_ONEDNN_OPTS: '1',
  };
  if (manifest.gpu) {
    // Otherwise TensorFlow takes all GPU memory, and a second run or the desktop finds none left.
    wanted.TF_FORCE_GPU_ALLOW_GROWTH = 'true';
    // Otherwise cuDNN can pick summation orders that differ between runs; the same seed must give the same curve.
    wanted.TF_DETERMINISTIC_OPS = '1';
  }
  const kept = Object.entries(wanted).map(([name, value]) => [name, environment[name] ?? value]);
  const folders = manifest.libraryFolders.map((path) => join(folder, path));
  if (folders.length > 0) kept.push(['LD_LIBRARY_PATH', withFolders(environment.LD_LIBRARY_PATH, folders)]);
  return Object.fromEntries(kept);
}

/** Our folders before the user's; idempotent: a path that already begins with them stays unchanged. */
function withFolders(path: string | undefined, folders: readonly string[]): string {
  const ours = folders.join(delimiter);
  if (!path) return ours;
  return path.startsWith(ours) ? path : `${ours}${delimiter}${path}`;
}

function readManifest(file: string): Manifest | null {
  try {
    return Manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null; // missing or truncated: no installation
  }
}

function hasSize(file: string, bytes: number): boolean {
  return statSync(file, { throwIfNoEntry: false })?.size === bytes;
}
