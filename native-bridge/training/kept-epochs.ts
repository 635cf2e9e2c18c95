/**
 * Which epochs of a run are kept for later inspection, and how much disk space they take. An epoch is named by the
 * number of whole epochs before it: 0 is before training. Pure, so that the page can show the size before a run starts.
 */
import type { Network } from '../convnet/network.ts';
import { parameterSpecs, summary } from '../convnet/parameters.ts';

/** The first epochs are all kept: a net changes most in them. */
const FIRST = 20;
/** At most this many of the others, evenly spaced. */
const LATER = 180;

/**
 * Epochs between two kept ones after the first: a power of two, so that a longer run keeps a subset of the earlier
 * ones.
 */
function strideOf(done: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(done / LATER)));
}

/** Whether a run keeps that epoch after `done` epochs; for the last epoch: whether it stays kept if the run goes on. */
export function staysKept(after: number, done: number): boolean {
  return after <= FIRST || after % strideOf(done) === 0;
}

/** The kept epochs when a run stops after `done` epochs, ascending; always includes the last one. */
export function keptEpochs(done: number): number[] {
  const stride = strideOf(done);
  const spread = Array.from({ length: Math.floor(done / stride) + 1 }, (_, i) => i * stride);
  const first = Array.from({ length: Math.min(FIRST, done) + 1 }, (_, after) => after);
  return [...new Set([...first, ...spread, done])].sort((a, b) => a - b);
}

/** Approximate size of a tensor's name, shape and offsets in the header of its file. */
const HEADER_BYTES = 80;

/**
 * Approximate bytes that a run of that many epochs keeps: parameters and optimizer moments in float32, and names.
 * @param optimizer value of the hyperparameter of that name
 * @throws NetworkError if the network is invalid.
 */
export function keptBytes(network: Network, optimizer: string, epochs: number): number {
  const { parameters, trained } = summary(network);
  const specs = parameterSpecs(network);
  const moments = optimizer === 'sgd' ? 1 : 2; // u, or m and v: each as large as its parameters
  const numbers = parameters + moments * trained;
  const tensors = specs.length + moments * specs.filter((spec) => spec.trained).length;
  return keptEpochs(epochs).length * (numbers * Float32Array.BYTES_PER_ELEMENT + tensors * HEADER_BYTES);
}
