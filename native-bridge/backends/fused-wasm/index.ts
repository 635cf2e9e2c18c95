/**
 * The lab's own kernels as WebAssembly, included with the lab: training on every machine, with nothing to build or
 * download.
 */
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { fusedBackend } from '../../fused/backend.ts';
import type { Engine } from '../../fused/engine.ts';
import { wasmEngine } from './engine.ts';
import { KernelModule, MODULE_FILE } from './module.ts';

/** One team of workers for each number of threads, kept until the process ends: starting one takes about 50 ms. */
const engines = new Map<number, Promise<Engine>>();

export const fusedWasmBackend = fusedBackend({
  id: 'fused-wasm',
  concurrentSessions: false,
  memory: Math.min(KernelModule.most, totalmem()),
  async probe() {
    if (existsSync(MODULE_FILE)) return { available: true, details: { module: MODULE_FILE } };
    return {
      available: false,
      reason: `${MODULE_FILE} is missing.`,
      remedy: 'Install Signs Lab again, or run: npm run wasm',
      fixable: false,
    };
  },
  engine(threads) {
    const engine = engines.get(threads) ?? wasmEngine(threads);
    engines.set(threads, engine);
    return engine;
  },
});
