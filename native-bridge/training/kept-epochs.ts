/**
 * Which epochs of a run are kept to be looked at later, and what they take on the disk. An epoch is named by how many whole
 * epochs lie before it: 0 is before training. Pure, so that the page says the size before a run begins.
 */
import type { Network } from '../convnet/network.ts';
import { parameterSpecs, summary } from '../convnet/parameters.ts';

/** All of the first ones: a net changes most in them. */
const FIRST = 20;
/** Of the others at most so many, evenly spread. */
const LATER = 180;

/** Epochs between two kept ones after the first: a power of two, so that all that a longer run keeps was kept before. */
function strideOf(done: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(done / LATER)));
}

/** Whether a run that has done `done` epochs keeps that one; of the last one, that it does so also where it trains on. */
export function staysKept(after: number, done: number): boolean {
  return after <= FIRST || after % strideOf(done) === 0;
}

/** What is there when a run stops after `done` epochs, ascending: the last one always. */
export function keptEpochs(done: number): number[] {
  const stride = strideOf(done);
  const spread = Array.from({ length: Math.floor(done / stride) + 1 }, (_, i) => i * stride);
  const first = Array.from({ length: Math.min(FIRST, done) + 1 }, (_, after) => after);
  return [...new Set([...first, ...spread, done])].sort((a, b) => a - b);
}

/** Name, shape and place of a tensor in the header of its file, about. */
const HEADER_BYTES = 80;

/**
 * Bytes that a run of so many epochs keeps, about: parameters and the optimizer's moments in float32, and names.
 * @param optimizer as the hyperparameter of that name has it
 * @throws NetworkError if the network is invalid.
 */
export function keptBytes(network: Network, optimizer: string, epochs: number): number {
  const { parameters, trained } = summary(network);
  const specs = parameterSpecs(network);
  const moments = optimizer === 'sgd' ? 1 : 2; // u, or m and v: each as large as what it belongs to
  const numbers = parameters + moments * trained;
  const tensors = specs.length + moments * specs.filter((spec) => spec.trained).length;
  return keptEpochs(epochs).length * (numbers * Float32Array.BYTES_PER_ELEMENT + tensors * HEADER_BYTES);
}
