/**
 * Writes what a Python program needs to train exactly the same net: description, initial parameters, pictures and the
 * order of the mini-batches. training.py reads it; all numbers are little-endian, the byte order of every supported
 * machine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageSet } from '../../datasets/dataset.ts';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { AdamSettings } from '../backends/backend.ts';
import type { Network } from '../convnet/network.ts';
import { parameterSpecs } from '../convnet/parameters.ts';
import type { Parameters } from '../convnet/tensor.ts';

type Pictures = Pick<ImageSet, 'images' | 'labels'>;

export interface PeerTask {
  readonly network: Network;
  /** Initial parameters. */
  readonly parameters: Parameters;
  readonly train: Pictures;
  readonly test: Pictures;
  readonly optimizer: Omit<AdamSettings, 'kind'> & { readonly learningRate: number };
  readonly batchSize: number;
  /** The mini-batch seed S. */
  readonly seed: number;
  /** Epochs of one training, including the warm-up epoch. */
  readonly epochs: number;
}

/**
 * The costs of these epochs at this share of the learning rate show whether two programs train the same net. At the
 * full rate, float32 rounding dominates in a net with batch norms: a change of one weight by 1e-6 moves the cost of
 * `four-block` by 1e-2 within five steps. At a hundredth its cost still halves, and libraries agree to 4e-4.
 */
export const CHECK = { rateShare: 0.01, epochs: 2 } as const;

/**
 * Files: `task.json`; `parameters.float32`, concatenated in the order of task.json; `train.images.uint8` (N,H,W,C) and
 * `train.labels.int32` (N), and the same for `test`; `order.int32` (epochs, N), each row an epoch's permutation.
 */
export async function handOut(folder: string, task: PeerTask): Promise<void> {
  const { network, parameters, optimizer, batchSize, epochs } = task;
  await mkdir(folder, { recursive: true });
  const specs = parameterSpecs(network).map(({ name, shape }) => ({ name, shape }));
  const description = { network, optimizer, batchSize, epochs, parameters: specs, check: CHECK };
  await writeFile(join(folder, 'task.json'), JSON.stringify(description));
  const values = specs.map(({ name }) => bytesOf(parameters[name]!.data));
  await writeFile(join(folder, 'parameters.float32'), Buffer.concat(values));
  await writeFile(join(folder, 'order.int32'), Buffer.concat(orders(task).map(bytesOf)));
  for (const split of ['train', 'test'] as const) {
    await writeFile(join(folder, `${split}.images.uint8`), task[split].images);
    await writeFile(join(folder, `${split}.labels.int32`), bytesOf(task[split].labels));
  }
}

/** (N) for each epoch: its mini-batches, concatenated. */
function orders({ train, seed, epochs }: PeerTask): Int32Array[] {
  const count = train.labels.length;
  return Array.from(
    { length: Math.max(epochs, CHECK.epochs) },
    (_, epoch) => miniBatches(count, count, epochSeed(seed, epoch))[0]!,
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
