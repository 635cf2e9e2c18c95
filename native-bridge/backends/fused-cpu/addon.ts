/** The addon (fused/addon.cc) as an engine. */
import { createRequire } from 'node:module';
import type { Block, Engine, EngineSession, Pictures } from '../../fused/engine.ts';
import type { Plan } from '../../fused/plan.ts';
import type { EpochResult } from '../backend.ts';

/** What fused/addon.cc exports. A session is opaque. */
interface Addon {
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

export interface AddonOptions {
  readonly threads: number;
  /** Which of the targets that this processor has, 0 the best; for tests. */
  readonly target?: number;
}

/** The names of the targets that the processor has, the best first. */
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
