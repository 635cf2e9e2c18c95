/** The addon (fused/addon.cc) as an engine. */
import { createRequire } from 'node:module';
import type { Block, Engine, EngineSession, Pictures } from '../../fused/engine.ts';
import type { Plan } from '../../fused/plan.ts';
import type { EpochResult } from '../backend.ts';

/** What fused/addon.cc exports. A session is opaque. */
interface Addon {
  useGpu(library: string, kernels: Uint8Array, patience: number): GpuFacts;
  renew(session: object, from: number, to: number): void;
  targets(): { readonly name: string; readonly lanes: number }[];
  stateBytes(target: number, words: Int32Array, reals: Float64Array): number;
  open(
    target: number,
    threads: number,
    words: Int32Array,
    reals: Float64Array,
    images: Uint8Array,
    labels: Int32Array,
  ): object;
  vary(session: object, noise: Int8Array, masks: Uint8Array): void;
  workspaceBytes(session: object, batch: number): number;
  reserve(session: object, batch: number): void;
  read(session: object, block: Block, index: number, into: Float32Array): void;
  write(session: object, block: Block, index: number, from: Float32Array): void;
  prepare(session: object): void;
  train(
    session: object,
    indices: Int32Array,
    recipes: Int32Array,
    step: Float64Array,
    dropout: Uint32Array,
    update: boolean,
  ): number;
  right(session: object): number;
  infer(session: object, images: Uint8Array, count: number, logits: Float32Array): void;
  epoch(
    session: object,
    indices: Int32Array,
    rows: Int32Array,
    recipes: Int32Array,
    numbers: Float64Array,
    dropout: Uint32Array,
    images: Uint8Array,
    count: number,
  ): Promise<EpochResult & { logits: Float32Array }>;
  stage(session: object, indices: Int32Array, index: number, backward: number): boolean;
  peak(session: object, rounds: number): number;
  close(session: object): void;
}

/** Facts about the GPU (cuda/device.h). */
export interface GpuFacts {
  /** gpu::Device::Obstacle; 0 if it can be used. */
  readonly obstacle: number;
  /** A sentence if there is an obstacle. */
  readonly reason: string;
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  /** 1000 * major + 10 * minor of the newest CUDA version that the driver supports. */
  readonly driver: number;
  /** 10 * major + minor of the compute capability. */
  readonly capability: number;
}

export interface AddonOptions {
  readonly threads: number;
  /** Index among the targets that this processor supports, 0 is the best; for tests. */
  readonly target?: number;
}

/** The names of the targets that the processor supports, best first. */
export function addonTargets(file: string): string[] {
  return loadAddon(file)
    .targets()
    .map(({ name }) => name);
}

/** @param file the compiled addon */
export function addonEngine(file: string, { threads, target = 0 }: AddonOptions): Engine {
  const addon = loadAddon(file);
  return {
    target: addon.targets()[target]!.name,
    threads,
    stateBytes: ({ words, reals }: Plan) => addon.stateBytes(target, words, reals),
    open: ({ words, reals }: Plan, { images, labels, variation }: Pictures) => {
      const session = addon.open(target, threads, words, reals, images, labels);
      if (variation) addon.vary(session, variation.noise, variation.masks);
      return sessionOf(addon, session);
    },
  };
}

/** The GPU's target number (addon.cc). */
const GPU_TARGET = -1;

/**
 * @param kernels cuda/kernels.fatbin; empty: only probe. @param patience seconds to wait for a GPU that does not
 * respond
 */
export function useGpu(file: string, library: string, kernels: Uint8Array, patience: number): GpuFacts {
  return loadAddon(file).useGpu(library, kernels, patience);
}

/** The GPU, once `useGpu` has opened it; `threads` of the processor augment pictures for it. */
export function gpuEngine(file: string, threads: number): Engine {
  const addon = loadAddon(file);
  return {
    ...{ target: 'CUDA', threads },
    stateBytes: ({ words, reals }) => addon.stateBytes(GPU_TARGET, words, reals),
    open: ({ words, reals }, { images, labels, variation }) => {
      const session = addon.open(GPU_TARGET, threads, words, reals, images, labels);
      if (variation) addon.vary(session, variation.noise, variation.masks);
      return { ...sessionOf(addon, session), renew: (from, to) => addon.renew(session, from, to) };
    },
  };
}

function loadAddon(file: string): Addon {
  return createRequire(import.meta.url)(file) as Addon;
}

function sessionOf(addon: Addon, session: object): EngineSession {
  return {
    workspaceBytes: (batch) => addon.workspaceBytes(session, batch),
    reserve: (batch) => addon.reserve(session, batch),
    read: (block, parameter, into) => addon.read(session, block, parameter, into),
    write: (block, parameter, from) => addon.write(session, block, parameter, from),
    prepare: () => addon.prepare(session),
    train: (indices, recipes, step, dropout, update) => addon.train(session, indices, recipes, step, dropout, update),
    right: () => addon.right(session),
    infer: (images, count, logits) => addon.infer(session, images, count, logits),
    epoch: ({ indices, rows, recipes, numbers, dropout }, images, count) =>
      addon.epoch(session, indices, rows, recipes, numbers, dropout, images, count),
    stage: (indices, index, backward) => addon.stage(session, indices, index, +backward),
    peak: (rounds) => addon.peak(session, rounds),
    close: () => addon.close(session),
  };
}
