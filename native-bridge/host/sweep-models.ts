/** Writes the models of a sweep's best trials, from their snapshots at their best epoch, with cards. */
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Dataset } from '../../datasets/dataset.ts';
import { select } from '../../datasets/split.ts';
import type { Backend } from '../backends/backend.ts';
import type { Network } from '../convnet/network.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { exportOnnx } from '../onnx/export.ts';
import { softmax } from '../training/evaluate.ts';
import type { Hyperparameters } from '../training/hyperparameters.ts';
import { optimizationOf } from '../training/optimization.ts';
import type { SweepPictures } from '../tuning/pictures.ts';
import type { Snapshots } from '../tuning/snapshots.ts';
import type { Study } from '../tuning/study.ts';
import type { ModelCheck } from './model-check.ts';

/** Number of pictures to check an export on: an error shows in all of them, and the end of a sweep should not wait. */
const CHECKED = 64;

export interface ModelSources {
  /** The sweep's folder. */
  readonly folder: string;
  readonly study: Study;
  readonly snapshots: Snapshots;
  readonly pictures: SweepPictures;
  readonly backend: Backend;
  readonly dataset: Pick<Dataset, 'classes' | 'sha256'>;
}

export interface SweepModel {
  readonly trial: number;
  readonly file: string;
  readonly check: ModelCheck;
}

/**
 * Writes `trial-N.onnx` for each of those trials that has a best epoch.
 * @throws BackendError if the backend cannot reopen one of the nets
 */
export async function writeModels(best: readonly number[], sources: ModelSources): Promise<SweepModel[]> {
  const { folder, study, snapshots, dataset } = sources;
  const { classes, sha256 } = dataset;
  const models: SweepModel[] = [];
  for (const trial of best) {
    const parameters = snapshots.get(trial)?.state.best?.parameters;
    if (!parameters) continue;
    const { network, hyperparameters } = study.settings(trial);
    const facts = { datasetSha256: sha256, trainAccuracy: null, testAccuracy: null, rejection: null };
    const metadata = { ...facts, seed: 0, initSeed: hyperparameters.initSeed, hyperparameters };
    const file = join(folder, `trial-${trial}.onnx`);
    await writeFileAtomic(file, Buffer.from(exportOnnx({ network, parameters, classes, metadata })));
    models.push({ trial, file, check: await checkOf({ network, hyperparameters, parameters }, sources) });
  }
  return models;
}

interface TrainedNet {
  readonly network: Network;
  readonly hyperparameters: Hyperparameters;
  readonly parameters: Parameters;
}

/** The output of the backend that trained the net, with these parameters; on the validation split if there is one. */
async function checkOf(
  { network, hyperparameters, parameters }: TrainedNet,
  { pictures, backend, dataset }: ModelSources,
): Promise<ModelCheck> {
  const split = pictures.validation.count > 0 ? 'validation' : 'train';
  const { images, labels, count } = someOf(pictures[split]);
  const opening = { network, ...optimizationOf(hyperparameters), parameters, images, labels, seed: 0 };
  const session = await backend.open(opening);
  try {
    const logits = await session.logits(images, count); // (count, classes)
    return { split, images, labels, logits, probabilities: softmax(logits, dataset.classes.length) };
  } finally {
    await session.dispose();
  }
}

/** Evenly spread, because pictures may be ordered by class. */
function someOf(all: SweepPictures['train']): SweepPictures['train'] {
  const count = Math.min(all.count, CHECKED);
  return select(
    all,
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * all.count) / count)),
  );
}
