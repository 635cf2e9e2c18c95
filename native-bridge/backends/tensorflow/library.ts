/** Loads TensorFlow: the package's JavaScript as published, with the addon compiled on this machine. */
import { createRequire, Module } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { BackendError } from '../backend.ts';
import { findInstallation, hostEnvironment, type Installation } from './installation.ts';

export type TensorFlow = typeof tfjs;

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const require = createRequire(import.meta.url);
let loaded: { tf: TensorFlow; installation: Installation } | null = null;

/**
 * The library, loaded once per process. It executes synchronously and blocks the process: load it in a compute host.
 * @throws BackendError if it is not installed or the loader refuses it.
 */
export function loadTensorFlow(): { tf: TensorFlow; installation: Installation } {
  if (loaded) return loaded;
  const installation = findInstallation();
  if (!installation) throw new BackendError('TensorFlow is not installed.', 'Run: npm run lab -- doctor --fix');
  restoreRemovedFunctions();
  // For a process that was not started with it (a test): everything except the library path is only read now.
  Object.assign(process.env, hostEnvironment(installation));
  const forget = answerForAddon(installation.addon);
  try {
    const tf = require(PACKAGE) as TensorFlow;
    // Skips checks of every operation's inputs for NaN and the like, which are for debugging.
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

/** The library's actual device, which only the loaded library knows. */
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

/** Node 23 removed two functions of util that nearly every operation of the package calls. */
function restoreRemovedFunctions(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value == null;
  util.isArray ??= Array.isArray;
}

/**
 * The package asks @mapbox/node-pre-gyp only for the path of its addon, which it expects in its own folder. Ours is in
 * the user's cache, so that one question is answered here. Returns a function that undoes the replacement.
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
