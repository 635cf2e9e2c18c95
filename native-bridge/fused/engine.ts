/** The kernels as TypeScript sees them, whether they are an addon or WebAssembly: api.h with arrays in place of pointers. */
import type { EpochResult } from '../backends/backend.ts';
import type { Variation } from '../backends/variety.ts';
import type { Plan } from './plan.ts';

/** Blocks of numbers that a session keeps for every parameter (api.h: FusedBlock). */
export const BLOCKS = { parameter: 0, gradient: 1, slot1: 2, slot2: 3 } as const;
export type Block = (typeof BLOCKS)[keyof typeof BLOCKS];

/** Numbers of a step (api.h: FUSED_STEP_NUMBERS). */
export const STEP_NUMBERS = 11;
/** Values of the first number of a step (kernels/optimizer.h). */
export const RULES = { adam: 0, adamW: 1, sgd: 2 } as const;

export interface Pictures {
  /** (N,H,W,C) uint8; not copied where the engine can read it in place, so it must not change. */
  readonly images: Uint8Array;
  /** (N) class indices. */
  readonly labels: Int32Array;
  /** What varied pictures are made with; absent if none are. Mini-batches then may bring recipes. */
  readonly variation?: Variation;
}

export interface Engine {
  /** The instructions that the kernels use: `AVX-512`, `NEON`, `WebAssembly SIMD`. */
  readonly target: string;
  readonly threads: number;
  /** Bytes of parameters, gradients, slots and prepared weights; -1 where the plan is none. */
  stateBytes(plan: Plan): number;
  /** @throws Error if the memory cannot be had. */
  open(plan: Plan, pictures: Pictures): EngineSession;
}

/** Steps one after another, laid out as the kernels read them. */
export interface EngineSteps {
  /** Pictures of all mini-batches, and how many of them each has. */
  readonly indices: Int32Array;
  readonly rows: Int32Array;
  /** (indices, RECIPE_WORDS); empty: pictures as they are. */
  readonly recipes: Int32Array;
  /** (rows, numbers of kernels/optimizer.h: Step). */
  readonly numbers: Float64Array;
  /** Of the first step, as in `train`. */
  readonly dropout: Uint32Array;
}

/** All methods throw an Error for arguments out of range: a bug of the caller, not a fault of the person's. */
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
   * @param recipes (indices, RECIPE_WORDS of datasets/augment); empty: pictures as they are
   * @param step the numbers of kernels/optimizer.h: Step
   * @param dropout low and high half of the seed, steps taken
   */
  train(indices: Int32Array, recipes: Int32Array, step: Float64Array, dropout: Uint32Array, update: boolean): number;
  /** Right answers of the last `train`. */
  right(): number;
  /** Logits (count, classes) of at most the reserved number of pictures. */
  infer(images: Uint8Array, count: number, logits: Float32Array): void;
  /** Steps, and logits of any number of pictures, on a thread of the engine; absent if it has none for that. */
  epoch?(steps: EngineSteps, images: Uint8Array, count: number): Promise<EpochResult & { logits: Float32Array }>;
  /** One stage of the plan alone, for measurements; false before a training step of as many pictures. */
  stage(indices: Int32Array, index: number, backward: boolean): boolean;
  /** Multiply-adds and nothing else on every thread; gives how many. */
  peak(rounds: number): number;
  /** Pictures [from, to) and their masks changed; absent if they are read in place. */
  renew?(from: number, to: number): void;
  /** An epoch under way ends early and rejects. */
  close(): void;
}
