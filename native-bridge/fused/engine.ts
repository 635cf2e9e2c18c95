/**
 * The TypeScript interface of the kernels, for both the addon and WebAssembly: api.h with arrays instead of pointers.
 */
import type { EpochResult } from '../backends/backend.ts';
import type { Variation } from '../backends/variety.ts';
import type { Plan } from './plan.ts';

/** The blocks of numbers that a session has for every parameter (api.h: FusedBlock). */
export const BLOCKS = { parameter: 0, gradient: 1, slot1: 2, slot2: 3 } as const;
export type Block = (typeof BLOCKS)[keyof typeof BLOCKS];

/** Count of numbers per step (api.h: FUSED_STEP_NUMBERS). */
export const STEP_NUMBERS = 11;
/** Values of the first number of a step (kernels/optimizer.h). */
export const RULES = { adam: 0, adamW: 1, sgd: 2 } as const;

export interface Pictures {
  /** (N,H,W,C) uint8; not copied if the engine can read it in place, so it must not change. */
  readonly images: Uint8Array;
  /** (N) class indices. */
  readonly labels: Int32Array;
  /** Data for augmentation, which lets mini-batches have recipes; absent: no augmentation. */
  readonly variation?: Variation;
}

export interface Engine {
  /** The instructions that the kernels use: `AVX-512`, `NEON`, `WebAssembly SIMD`. */
  readonly target: string;
  readonly threads: number;
  /** Bytes of parameters, gradients, slots and prepared weights; -1 if the plan is invalid. */
  stateBytes(plan: Plan): number;
  /** @throws Error if the memory cannot be allocated. */
  open(plan: Plan, pictures: Pictures): EngineSession;
}

/** Consecutive steps, in the layout that the kernels read. */
export interface EngineSteps {
  /** Pictures of all mini-batches, and the size of each mini-batch. */
  readonly indices: Int32Array;
  readonly rows: Int32Array;
  /** (indices, RECIPE_WORDS); empty: no augmentation. */
  readonly recipes: Int32Array;
  /** (rows, numbers of kernels/optimizer.h: Step). */
  readonly numbers: Float64Array;
  /** For the first step, as in `train`. */
  readonly dropout: Uint32Array;
}

/** All methods throw an Error for arguments out of range: a bug of the caller, not a user's mistake. */
export interface EngineSession {
  /** Bytes that mini-batches of that size need. */
  workspaceBytes(batch: number): number;
  /** Makes room for mini-batches of up to that size. */
  reserve(batch: number): void;
  read(block: Block, parameter: number, into: Float32Array): void;
  /** `prepare` must follow before the next pass. */
  write(block: Block, parameter: number, from: Float32Array): void;
  prepare(): void;
  /**
   * The loss of a mini-batch, its gradients, and, with `update`, a step.
   * @param recipes (indices, RECIPE_WORDS of datasets/augment); empty: no augmentation
   * @param step the numbers of kernels/optimizer.h: Step
   * @param dropout low and high half of the seed, steps taken
   */
  train(indices: Int32Array, recipes: Int32Array, step: Float64Array, dropout: Uint32Array, update: boolean): number;
  /** Number of correct pictures in the last `train`. */
  right(): number;
  /** Logits (count, classes) of at most the reserved number of pictures. */
  infer(images: Uint8Array, count: number, logits: Float32Array): void;
  /** Steps, then logits of any number of pictures, on a thread of the engine; absent if it has no such thread. */
  epoch?(steps: EngineSteps, images: Uint8Array, count: number): Promise<EpochResult & { logits: Float32Array }>;
  /** Runs a single stage of the plan, for measurements; false before a training step with as many pictures. */
  stage(indices: Int32Array, index: number, backward: boolean): boolean;
  /** Runs only multiply-adds on every thread; returns their number. */
  peak(rounds: number): number;
  /** Call after changing pictures [from, to) and their masks; absent if they are read in place. */
  renew?(from: number, to: number): void;
  /** A running epoch ends early and rejects. */
  close(): void;
}
