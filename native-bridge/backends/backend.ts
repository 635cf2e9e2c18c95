/**
 * The interface that every backend implements. A backend probes the machine, opens a network with its parameters over a
 * training set, trains mini-batches, evaluates, returns its state, and is disposed. Modelled on tfjs-node, whose native
 * surface is one interface of 87 lines (src/tfjs_binding.ts).
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
      /** The computing device: `CPU`, `NVIDIA H100 (CUDA)`. */
      readonly device: string;
      /** Version of the native library: `TensorFlow 2.21.0`. */
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
      /** Whether `lab doctor --fix` can do it. */
      readonly fixable: boolean;
    };

/**
 * Adam as TensorFlow computes it (Kingma & Ba 2015, the form at the end of section 2): both bias corrections are in the
 * step size, w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon). Epsilon is added outside the root
 * of the uncorrected v; with algorithm 1's form the course's costs drift by 2e-3 within an epoch.
 */
export interface AdamSettings {
  readonly kind: 'adam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): before Adam's own step, w -= rate * weightDecay * w.
 * Only kernels decay: not biases, gamma or beta.
 */
export interface AdamWSettings extends Omit<AdamSettings, 'kind'> {
  readonly kind: 'adamW';
  readonly weightDecay: number;
}

/** Stochastic gradient descent with momentum as in TensorFlow and PyTorch: u = momentum * u + g, w -= rate * u. */
export interface SgdSettings {
  readonly kind: 'sgd';
  /** 0 for plain gradient descent. */
  readonly momentum: number;
}

export type OptimizerSettings = AdamSettings | AdamWSettings | SgdSettings;

/** Options of the loss, which is the mean softmax cross-entropy of the mini-batch. */
export interface Objective {
  /** Share s of the target that is spread evenly over the K classes: (1 - s) * one-hot + s / K (Szegedy et al. 2016). */
  readonly labelSmoothing: number;
  /** l2 / 2 * (sum of the squares of all kernels) is added to the loss; biases, gamma and beta do not count. */
  readonly l2: number;
}

/** The loss is just the mean cross-entropy. */
export const CROSS_ENTROPY: Objective = { labelSmoothing: 0, l2: 0 };

/** The optimizer's state between steps: `steps` taken, and `m/W1`, `v/W1`, ... of Adam or `u/W1`, ... of SGD. */
export interface OptimizerState {
  readonly steps: number;
  readonly slots: Readonly<Record<string, Tensor32>>;
}

/** Everything that a session is opened with. */
export interface Opening {
  readonly network: Network;
  readonly parameters: Parameters;
  readonly optimizer: OptimizerSettings;
  /** Default: `CROSS_ENTROPY`. */
  readonly objective?: Objective;
  /**
   * Gradients whose norm over all parameters together is larger are scaled down to it (Pascanu et al. 2013); absent:
   * off.
   */
  readonly clipNorm?: number;
  /**
   * Factors on the learning rate by parameter; 1 for those that are not named. At 0 a parameter keeps its bits: no
   * step, no weight decay, its slots do not change, and its gradient does not count in the norm that `clipNorm` limits.
   * `mean` and `variance` of a batch norm may be named too, both 0: it then trains with its running statistics, which
   * stay fixed.
   */
  readonly rates?: Readonly<Record<string, number>>;
  /** Absent at the start of a run: zero slots, no step taken. */
  readonly optimizerState?: OptimizerState;
  /** (N,H,W,C) uint8; the session keeps it and `train` names pictures by index. */
  readonly images: Uint8Array;
  /** (N) class indices, or NO_CLASS. */
  readonly labels: Int32Array;
  /** Augmentation of 64x64 RGB pictures before each step (`logits` uses the unchanged pictures); absent: none. */
  readonly augmentation?: Augmentation;
  /** Exact masks of the pictures, for the augmentation's backgrounds; absent: segmented from the pictures (masks.ts). */
  readonly foreground?: Masks;
  /** Seed of the dropout masks and of the augmentation. */
  readonly seed: number;
  /** Threads of this session, from 1; absent: the backend's default. TensorFlow has its own threads. */
  readonly threads?: number;
}

/** Consecutive steps to take, and pictures to evaluate after the last one. */
export interface EpochWork {
  /** Pictures of the training set by index, one array per step. */
  readonly batches: readonly Int32Array[];
  /** (batches) */
  readonly learningRates: Float64Array;
  /** (count,H,W,C) uint8, which must not change before the epoch ends. */
  readonly evaluation?: { readonly images: Uint8Array; readonly count: number };
}

export interface EpochResult {
  /** (batches) loss before each step; after a loss that is not finite the rest is NaN and no further step is taken. */
  readonly losses: Float64Array;
  /** (batches) number of correct pictures before each step, in the training pass itself; 0 for steps not taken. */
  readonly right: Int32Array;
  /** (count, classes) in inference mode after the last step; null if no evaluation was requested. */
  readonly logits: Float32Array | null;
  /** Whether all parameters are finite after the last step. */
  readonly finite: boolean;
  /** Wall-clock time spent in the kernels. */
  readonly seconds: number;
}

/** An open network on one backend. Methods are not called concurrently. */
export interface Session {
  /** Takes one optimizer step on those pictures of the training set; resolves with their loss before the step. */
  train(indices: Int32Array, learningRate: number): Promise<number>;
  /** Number of correct pictures in the last `train`, from its forward pass, with augmentation and dropout. */
  readonly right: number;
  /**
   * Call after overwriting pictures [from, to) of the opening's images and foreground: the next step uses the new ones.
   * Absent: this session does not support changing them.
   */
  renew?(from: number, to: number): void;
  /**
   * The loss and d(loss)/d(parameter) of every trained parameter, in training mode, without a step. For conformance
   * tests.
   */
  gradients(indices: Int32Array): Promise<{ loss: number; gradients: Parameters }>;
  /** (count, classes) logits in inference mode for `count` pictures, (count,H,W,C) uint8. */
  logits(images: Uint8Array, count: number): Promise<Float32Array>;
  parameters(): Promise<Parameters>;
  optimizerState(): Promise<OptimizerState>;
  /**
   * The same numbers as `train` for each mini-batch and `logits`, off the calling thread. Meanwhile other sessions can
   * be used; on this one only `dispose` may be called, after which the epoch ends early and rejects.
   */
  epoch?(work: EpochWork): Promise<EpochResult>;
  dispose(): Promise<void>;
}

export interface Backend {
  readonly id: BackendId;
  /** Whether several sessions can run `epoch` at the same time, each on its own threads. */
  readonly concurrentSessions: boolean;
  probe(): Promise<Probe>;
  /** Why this backend cannot train that network; null if it can. */
  refuses(network: Network): string | null;
  /** @throws BackendError if it is not available or refuses the network. */
  open(opening: Opening): Promise<Session>;
  /**
   * Downloads or builds what the probe found missing and `fixable`. It is repeatable, and completes fully or not at all.
   * @throws BackendError naming the step that failed and the remedy.
   */
  provision?(options: ProvisionOptions): Promise<void>;
  /** Environment variables that a process needs at its start (the loader reads them once) to run this backend. */
  environment?(): Readonly<Record<string, string>>;
  /** How close its kernels get to the processor's limit on that network's first convolution; for `lab bench`. */
  measure?(opening: Opening): Promise<KernelFigures | null>;
  /** Loads the native library and reports its actual device; only in a compute host. */
  inspect?(): Promise<{ readonly device: string; readonly cuda: boolean; readonly version: string }>;
}

/** Multiply-adds per second, measured in one process; one is a multiplication and an addition. */
export interface KernelFigures {
  readonly threads: number;
  /** Fused multiply-adds per second on independent registers, all threads: the processor's limit. */
  readonly peak: number;
  /** Of the first convolution's forward pass with its pool, counting the operations of a dense evaluation. */
  readonly firstConvolution: number;
  /** Seconds of that pass for one mini-batch. */
  readonly forwardSeconds: number;
  /** Seconds of a whole training step on the same mini-batch. */
  readonly stepSeconds: number;
  readonly stages: readonly StageFigures[];
}

/** A single stage of a training step, forward and backward, for the whole mini-batch. */
export interface StageFigures {
  /** `conv 3x3 16 > 32 at 32x32`. */
  readonly name: string;
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  /** By definition: forward, d(w), and d(x) if anything before it learns, at every position. */
  readonly multiplyAdds: number;
  /** Minimum to read and write: inputs, outputs and the gradients of both. */
  readonly bytes: number;
}

export interface ProvisionOptions {
  /** The CUDA build instead of the CPU build. */
  readonly gpu: boolean;
  /** Rebuild what already exists. */
  readonly force?: boolean;
  readonly onProgress?: (progress: { step: string; done: number; total: number }) => void;
}

/** An expected failure, not a bug: a backend that cannot run here or cannot do what was requested. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
