/**
 * The one interface that every way of computing implements. A backend probes itself, opens a network with its
 * parameters over a training set, trains mini-batches, evaluates, returns its state, and is disposed.
 * Model: tfjs-node's native surface is one interface of 87 lines (src/tfjs_binding.ts).
 */
import type { Augmentation } from '../../datasets/augment/augmentation.ts';
import type { Masks } from '../../datasets/augment/masks.ts';
import type { Network } from '../convnet/network.ts';
import type { Parameters, Tensor32 } from '../convnet/tensor.ts';

export const BACKEND_IDS = ['fused-cpu', 'fused-wasm', 'tensorflow', 'fused-webgpu', 'fused-cuda'] as const;
export type BackendId = (typeof BACKEND_IDS)[number];

/** What a backend finds on this machine, without side effects. */
export type Probe =
  | {
      readonly available: true;
      /** What computes: `CPU`, `NVIDIA H100 (CUDA)`. */
      readonly device: string;
      /** Of the native library: `TensorFlow 2.21.0`. */
      readonly version: string;
      /** Further facts for people: the library's folder, the binding's version. */
      readonly details: Readonly<Record<string, string>>;
    }
  | {
      readonly available: false;
      /** Why it cannot run here, in one sentence. */
      readonly reason: string;
      /** What to do about it: a command or a setting. */
      readonly remedy: string;
      /** True where `lab doctor --fix` can do it. */
      readonly fixable: boolean;
    };

/**
 * Adam as TensorFlow computes it (Kingma & Ba 2015, the form at the end of section 2): both bias corrections are in the
 * step size, w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon). Epsilon stands outside the root,
 * next to the uncorrected v; in algorithm 1's form the course's costs drift by 2e-3 within an epoch.
 */
export interface AdamSettings {
  readonly kind: 'adam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): before Adam's own step, w -= rate * weightDecay * w.
 * Kernels alone decay: not biases, not gamma and beta.
 */
export interface AdamWSettings extends Omit<AdamSettings, 'kind'> {
  readonly kind: 'adamW';
  readonly weightDecay: number;
}

/** Stochastic gradient descent with momentum as TensorFlow and PyTorch have it: u = momentum * u + g, w -= rate * u. */
export interface SgdSettings {
  readonly kind: 'sgd';
  /** 0 for plain gradient descent. */
  readonly momentum: number;
}

export type OptimizerSettings = AdamSettings | AdamWSettings | SgdSettings;

/** What is minimised, in addition to the mean softmax cross-entropy of the mini-batch. */
export interface Objective {
  /** Share s of the target that is spread evenly over the K classes: (1 - s) * one-hot + s / K (Szegedy et al. 2016). */
  readonly labelSmoothing: number;
  /** l2 / 2 * (sum of the squares of all kernels) is added to the loss; biases, gamma and beta are left out. */
  readonly l2: number;
}

/** The loss is the mean cross-entropy and nothing else. */
export const CROSS_ENTROPY: Objective = { labelSmoothing: 0, l2: 0 };

/** What a training step keeps between steps: `steps` taken, and `m/W1`, `v/W1`, ... of Adam or `u/W1`, ... of SGD. */
export interface OptimizerState {
  readonly steps: number;
  readonly slots: Readonly<Record<string, Tensor32>>;
}

/** Everything that a session is opened with. */
export interface Opening {
  readonly network: Network;
  readonly parameters: Parameters;
  readonly optimizer: OptimizerSettings;
  /** `CROSS_ENTROPY` where absent. */
  readonly objective?: Objective;
  /** Gradients whose norm over all parameters together is larger are scaled down to it (Pascanu et al. 2013); absent: never. */
  readonly clipNorm?: number;
  /**
   * What the learning rate of a parameter is multiplied by; 1 where it is not named. At 0 it keeps its bits: no step, no
   * weight decay, its slots stay as they are, and its gradient does not count in the norm that `clipNorm` limits. Of a
   * batch norm `mean` and `variance` may be named too, both 0: it then trains with its running statistics, which stay.
   */
  readonly rates?: Readonly<Record<string, number>>;
  /** Absent at the start of a run: zero slots, no step taken. */
  readonly optimizerState?: OptimizerState;
  /** (N,H,W,C) uint8; the session keeps it and `train` names pictures by index. */
  readonly images: Uint8Array;
  /** (N) class indices. */
  readonly labels: Int32Array;
  /** How pictures of 64x64 RGB are varied before each step (`logits` sees them as they are); absent: not at all. */
  readonly augmentation?: Augmentation;
  /** Exact masks of the pictures, for the augmentation's backgrounds; absent: segmented from the pictures (masks.ts). */
  readonly foreground?: Masks;
  /** Seed of the dropout masks and of the augmentation. */
  readonly seed: number;
  /** Threads of this session, from 1; absent: as many as the backend takes by default. TensorFlow has its own threads. */
  readonly threads?: number;
}

/** Steps to take one after another, and pictures to evaluate after the last of them. */
export interface EpochWork {
  /** Pictures of the training set by index, one array a step. */
  readonly batches: readonly Int32Array[];
  /** (batches) */
  readonly learningRates: Float64Array;
  /** (count,H,W,C) uint8, which must not change before the epoch has ended. */
  readonly evaluation?: { readonly images: Uint8Array; readonly count: number };
}

export interface EpochResult {
  /** (batches) each before its step; after a loss that is not finite the rest is NaN and no further step is taken. */
  readonly losses: Float64Array;
  /** (batches) how many pictures of each were right before its step, by the pass that trained; 0 for steps not taken. */
  readonly right: Int32Array;
  /** (count, classes) in inference mode after the last step; null if no evaluation was asked for. */
  readonly logits: Float32Array | null;
  /** Whether all parameters are finite after the last step. */
  readonly finite: boolean;
  /** Spent in the kernels, by the clock. */
  readonly seconds: number;
}

/** An open network on one backend. Methods are not called concurrently. */
export interface Session {
  /** One optimizer step on those pictures of the training set; resolves with their loss before the step. */
  train(indices: Int32Array, learningRate: number): Promise<number>;
  /** How many pictures of the last `train` were right before its step: by the same forward pass, varied and with dropout. */
  readonly right: number;
  /**
   * Pictures [from, to) of the opening's images and foreground were written again: the next step sees them as they are now.
   * Absent: this session cannot have them changed.
   */
  renew?(from: number, to: number): void;
  /** The loss and d(loss)/d(parameter) of every trained parameter, training mode, without a step. For conformance. */
  gradients(indices: Int32Array): Promise<{ loss: number; gradients: Parameters }>;
  /** (count, classes) logits in inference mode of `count` pictures, (count,H,W,C) uint8. */
  logits(images: Uint8Array, count: number): Promise<Float32Array>;
  parameters(): Promise<Parameters>;
  optimizerState(): Promise<OptimizerState>;
  /**
   * The same numbers as `train` for each mini-batch and `logits`, away from the calling thread. While it is under way other
   * sessions work on; of this one only `dispose` may be called, after which it ends early and rejects.
   */
  epoch?(work: EpochWork): Promise<EpochResult>;
  dispose(): Promise<void>;
}

export interface Backend {
  readonly id: BackendId;
  /** Whether `epoch` of several sessions runs at the same time, each on its own threads. */
  readonly concurrentSessions: boolean;
  probe(): Promise<Probe>;
  /** Why this backend cannot train that network, or null if it can. */
  refuses(network: Network): string | null;
  /** @throws BackendError if it is not available or refuses the network. */
  open(opening: Opening): Promise<Session>;
  /**
   * Fetches or builds what the probe found missing and `fixable`; repeatable, and whole or not at all.
   * @throws BackendError naming the step that failed and the way out.
   */
  provision?(options: ProvisionOptions): Promise<void>;
  /** Environment that a process needs from its start (the loader reads it once) to run this backend. */
  environment?(): Readonly<Record<string, string>>;
  /** How near its kernels come to the processor's limit on that network's first convolution; for `lab bench`. */
  measure?(opening: Opening): Promise<KernelFigures | null>;
  /** Loads the native library and says what it really computes on; only in a compute host. */
  inspect?(): Promise<{ readonly device: string; readonly cuda: boolean; readonly version: string }>;
}

/** Multiply-adds a second, measured in one process: one is a multiplication and an addition. */
export interface KernelFigures {
  readonly threads: number;
  /** Fused multiply-adds a second of independent registers, all threads: the processor's limit. */
  readonly peak: number;
  /** Of the first convolution's forward pass with its pool, counting what a dense evaluation needs. */
  readonly firstConvolution: number;
  /** Seconds of that pass for one mini-batch. */
  readonly forwardSeconds: number;
  /** Seconds of a whole training step on the same mini-batch. */
  readonly stepSeconds: number;
  readonly stages: readonly StageFigures[];
}

/** One stage of a training step alone, both directions, of the whole mini-batch. */
export interface StageFigures {
  /** `conv 3x3 16 > 32 at 32x32`. */
  readonly name: string;
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  /** By the definition: forward, d(w), and d(x) where something before it learns, each position of them. */
  readonly multiplyAdds: number;
  /** What must be read and written at least: inputs, outputs and the gradients of both. */
  readonly bytes: number;
}

export interface ProvisionOptions {
  /** The CUDA build instead of the CPU build. */
  readonly gpu: boolean;
  /** Build again what is already there. */
  readonly force?: boolean;
  readonly onProgress?: (progress: { step: string; done: number; total: number }) => void;
}

/** Normal life, not a bug: a backend that cannot run here or cannot do what is asked. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
