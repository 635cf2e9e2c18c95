/** Compiles the unmodified C++ binding of @tensorflow/tfjs-node-gpu against the unpacked library. */
import { readFileSync } from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Work } from '../../building/install.ts';
import { besideArchive, compile } from '../../building/node-gyp.ts';
import { runProgram } from '../../building/program.ts';

const require = createRequire(import.meta.url);
/** The frozen package needs level 8; Node keeps every level binary compatible permanently. */
const NODE_API = 8;

/** Path of the compiled addon in an installation: the binding's build file fixes the relative path to `deps/lib`. */
export const ADDON = `lib/napi-v${NODE_API}/tfjs_binding.node`;

/** Folder of the package whose JavaScript and C++ are used unmodified. */
export function bindingPackage(): { folder: string; version: string } {
  const file = require.resolve('@tensorflow/tfjs-node-gpu/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { folder: dirname(file), version };
}

/**
 * Builds the addon in `folder`, which already contains `deps/include` and `deps/lib`, into `lib/napi-v8/`.
 * @param log log file of the build's output; it is kept if the build fails.
 * @throws BackendError naming the log.
 */
export async function compileBinding(folder: string, log: string, work: Work): Promise<void> {
  const source = besideArchive(bindingPackage().folder);
  for (const part of ['binding', 'binding.gyp', 'package.json']) {
    await cp(join(source, part), join(folder, part), { recursive: true });
  }
  await mkdir(join(folder, dirname(ADDON)), { recursive: true });
  const options = ['--module_name=tfjs_binding', '--module_path=./lib/napi-v8', `--napi_build_version=${NODE_API}`];
  const files = 3; // two sources and the linked module
  const built = await compile(
    { name: 'TensorFlow binding', folder, product: 'tfjs_binding.node', options, files, log },
    work,
  );
  await rename(built, join(folder, ADDON));
  if (process.platform === 'darwin') await addLibraryPath(join(folder, ADDON), work.signal);
}

/** The build file uses the library's old name; the new one is found through this path. Not tested yet. */
async function addLibraryPath(addon: string, signal?: AbortSignal): Promise<void> {
  await runProgram('install_name_tool', ['-add_rpath', '@loader_path/../../deps/lib', addon], { signal });
}
