/** Loads TensorFlow: the package's JavaScript as it was published, over the addon that we compiled. */
import { createRequire, Module } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { BackendError } from '../backend.ts';
import { findInstallation, hostEnvironment, type Installation } from './installation.ts';

export type TensorFlow = typeof tfjs;

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const require = createRequire(import.meta.url);
let loaded: { tf: TensorFlow; installation: Installation } | null = null;

/**
 * The library, loaded once a process. Its execution is synchronous and blocks the process: load it in a compute host.
 * @throws BackendError if it is not installed or the loader refuses it.
 */
export function loadTensorFlow(): { tf: TensorFlow; installation: Installation } {
  if (loaded) return loaded;
  const installation = findInstallation();
  if (!installation) throw new BackendError('TensorFlow is not installed.', 'Run: npm run lab -- doctor --fix');
  restoreRemovedFunctions();
  // For a process that was not started with it (a test): all but the library path is read only now.
  Object.assign(process.env, hostEnvironment(installation));
  const forget = answerForAddon(installation.addon);
  try {
    const tf = require(PACKAGE) as TensorFlow;
    // Leaves out checks of every operation's inputs for NaN and the like, which are for debugging.
    tf.enableProdMode();
    loaded = { tf, installation };
    return loaded;
  } catch (error) {
    throw new BackendError(
      `TensorFlow in ${installation.folder} cannot be loaded: ${error instanceof Error ? error.message : error}`,
      'Remove that folder, then run: npm run lab -- doctor --fix',
      { cause: error },
    );
  } finally {
    forget();
  }
}

/** What the library really computes on, which only the loaded library knows. */
export function inspectLibrary(): { device: string; cuda: boolean; version: string } {
  const { tf, installation } = loadTensorFlow();
  const backend = tf.backend() as unknown as { isUsingGpuDevice: boolean };
  const cuda = backend.isUsingGpuDevice;
  return {
    device: cuda ? 'NVIDIA GPU (CUDA)' : 'CPU',
    cuda,
    version: `TensorFlow ${installation.manifest.tensorflow}`,
  };
}

/** Node 23 took out two functions of util that nearly every operation of the package calls. */
function restoreRemovedFunctions(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value == null;
  util.isArray ??= Array.isArray;
}

/**
 * The package asks one thing of @mapbox/node-pre-gyp: the path of its addon, which it expects in its own folder. Ours
 * lies in the user's cache, so that question, and no other, is answered here. Returns how to take the answer back.
 */
function answerForAddon(addon: string): () => void {
  const id = createRequire(require.resolve(`${PACKAGE}/package.json`)).resolve('@mapbox/node-pre-gyp');
  const answer = new Module(id);
  answer.exports = { find: () => addon };
  answer.loaded = true;
  const before = require.cache[id];
  require.cache[id] = answer;
  return () => {
    if (before) require.cache[id] = before;
    else delete require.cache[id];
  };
}
