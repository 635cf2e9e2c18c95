/** Reads a kept epoch from its files: parameters, the optimizer's state, and the settings of its next step. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isOff } from '../../datasets/augment/augmentation.ts';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import { companionCounts, companionSize } from '../../datasets/synthetic/companion.ts';
import { CROSS_ENTROPY } from '../backends/backend.ts';
import { parameterSpecs } from '../convnet/parameters.ts';
import type { Tensor32 } from '../convnet/tensor.ts';
import { decodeKept, KEPT_RUN, type KeptEpoch, KeptRun, keptName } from '../training/kept-file.ts';
import { drawnShares } from '../training/mixture.ts';
import { augmentationOf, optimizationOf } from '../training/optimization.ts';
import { learningRateAt } from '../training/schedule.ts';
import { TrainingError } from '../training/training-error.ts';
import type { RecognitionValue } from './recognition-messages.ts';

type Kept = RecognitionValue<'keptEpoch'>;

/**
 * @param folder `kept` of a run
 * @param after number of whole epochs before it
 * @throws TrainingError if that epoch is not kept there, or a file is damaged
 */
export async function keptEpochOf(folder: string, after: number): Promise<Kept> {
  const run = await read(join(folder, KEPT_RUN), (bytes) => KeptRun.parse(JSON.parse(bytes.toString('utf8'))));
  const kept = await read(join(folder, keptName(after)), (bytes) => whole(decodeKept(bytes), run));
  const { parameters, optimizer } = kept;
  return {
    network: run.network,
    tensors: listed(parameters),
    optimizer: { ...optimizationOfNext(run, after), steps: optimizer.steps, slots: listed(optimizer.slots) },
    nextBatch: nextBatch(run, after),
  };
}

async function read<T>(path: string, parse: (bytes: Buffer) => T): Promise<T> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it does not exist' : cause.message;
    throw new TrainingError(`The kept epoch ${path} cannot be read: ${why}.`, OTHER, { cause });
  });
  try {
    return parse(bytes);
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new TrainingError(`The kept epoch ${path} is damaged: ${why}.`, OTHER, { cause });
  }
}

const OTHER = 'Choose another epoch of the run, or train the run again to get this one.';

/** @throws Error if tensors are missing or do not match the network */
function whole(kept: KeptEpoch, { network }: KeptRun): KeptEpoch {
  for (const { name, shape } of parameterSpecs(network)) {
    const found = kept.parameters[name];
    if (String(found?.shape) !== String(shape)) throw new Error(`${name} is (${found?.shape}), not (${shape})`);
  }
  return kept;
}

function listed(tensors: Readonly<Record<string, Tensor32>>): Kept['tensors'] {
  return Object.entries(tensors).map(([name, { shape, data }]) => ({ name, shape: [...shape], data }));
}

function optimizationOfNext({ hyperparameters, seed, epochs, count }: KeptRun, after: number) {
  const { optimizer, objective = CROSS_ENTROPY, clipNorm = null } = optimizationOf(hyperparameters);
  const drawn = companionSize(companionCounts(count, drawnShares(hyperparameters)));
  const stepsPerEpoch = Math.ceil((count + drawn) / hyperparameters.batchSize);
  const place = { step: after * stepsPerEpoch, stepsPerEpoch, steps: epochs * stepsPerEpoch };
  return { settings: optimizer, objective, clipNorm, seed, learningRate: learningRateAt(place, hyperparameters) };
}

/** The run's first mini-batch after that epoch, if the run uses the dataset's unchanged pictures. */
function nextBatch({ hyperparameters, seed, count, pictures }: KeptRun, after: number): Kept['nextBatch'] {
  if (!isOff(augmentationOf(hyperparameters))) {
    return { kind: 'none', why: 'The run varies its pictures before every step, so it never uses the unchanged ones.' };
  }
  if (hyperparameters.companion > 0 || hyperparameters.rooms > 0) {
    return { kind: 'none', why: 'The run mixes drawn pictures with its own, and these are not kept.' };
  }
  if (pictures === null) return { kind: 'none', why: 'The run was not trained on a dataset of this lab.' };
  const [batch] = miniBatches(count, hyperparameters.batchSize, epochSeed(seed, after));
  return { kind: 'pictures', ids: Array.from(batch!, (index) => pictures[index]!) };
}
