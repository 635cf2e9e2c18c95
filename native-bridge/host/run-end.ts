/** The end of a run: final accuracies, and the model with its card. */
import writeFileAtomic from 'write-file-atomic';
import type { Dataset, SplitName } from '../../datasets/dataset.ts';
import type { Session } from '../backends/backend.ts';
import type { Network } from '../convnet/network.ts';
import { summary } from '../convnet/parameters.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { type Rejection, rejection } from '../metrics/rejection.ts';
import { exportOnnx } from '../onnx/export.ts';
import { bestEpoch } from '../training/best-epoch.ts';
import { type Checkpoint, saveCheckpoint } from '../training/checkpoint.ts';
import type { RunState } from '../training/checkpoint-state.ts';
import { accuracyOf, argmax, softmax } from '../training/evaluate.ts';
import { TrainingError } from '../training/training-error.ts';
import type { Trained } from './compute-messages.ts';
import { type RunFolder, recordRun } from './run-folder.ts';

export interface Finishing {
  readonly dataset: Dataset;
  readonly folder: RunFolder;
  /** False: the test split is not used. */
  readonly measureTest: boolean;
}

export interface Chosen {
  readonly epoch: number;
  readonly parameters: Parameters;
}

/** @throws TrainingError if there is no such epoch yet; the run can be resumed. */
export function chooseEpoch({ state, parameters, best }: Checkpoint, at: 'last' | 'best'): Chosen {
  if (state.history.length === 0) {
    throw new TrainingError(
      'No epoch is complete yet, so there is nothing to make a model from.',
      'Let it train longer.',
    );
  }
  if (at === 'last') return { epoch: state.history.length - 1, parameters };
  const epoch = bestEpoch(state.history)?.epoch;
  if (epoch !== undefined && best !== null) return { epoch, parameters: best };
  throw new TrainingError(
    'No validation accuracy was measured, so there is no best epoch.',
    'Finish with the last epoch. A new run with a validation split and evaluateEvery=1 would find its best one.',
  );
}

/**
 * Measures accuracies once, at the end, and writes the model with its card.
 * @param session holds the chosen epoch's parameters
 * @throws TrainingError if its answers are not finite: then no file is written
 */
export async function finishRun(
  session: Session,
  checkpoint: Checkpoint,
  { epoch, parameters }: Chosen,
  { dataset, folder, measureTest }: Finishing,
): Promise<Omit<Trained, 'seconds'>> {
  const { state } = checkpoint;
  const answers = await answersOf(session, dataset, measureTest);
  const { trainAccuracy, validationAccuracy, testAccuracy } = answers;
  await writeModel(folder.model, parameters, state, dataset, {
    trainAccuracy,
    testAccuracy,
    rejection: answers.rejection,
  });
  await recordRun(folder, state, { epoch, trainAccuracy, validationAccuracy, testAccuracy });
  if (state.hyperparameters.patience > 0) await keepModelAt(folder, checkpoint);
  return {
    run: folder.path,
    backend: state.backend,
    costs: state.history.map(({ cost }) => cost),
    epoch,
    ...{ trainAccuracy, validationAccuracy, testAccuracy },
    parameters: learnedCount(state.network),
    model: folder.model,
    curve: folder.curve,
    check: answers.check,
  };
}

/** After writing the model: a run that is killed before that still ends where its patience ended. */
async function keepModelAt(folder: RunFolder, checkpoint: Checkpoint): Promise<void> {
  const { state } = checkpoint;
  await saveCheckpoint(folder.checkpoint, { ...checkpoint, state: { ...state, modelAt: state.history.length } });
}

/** Accuracies of every split that may be used, and the answers for checking the exported model. */
async function answersOf(session: Session, { splits, classes }: Dataset, measureTest: boolean) {
  const logitsOf = async (name: SplitName): Promise<Float32Array | null> => {
    const { images, count } = splits[name];
    if (count === 0 || (name === 'test' && !measureTest)) return null;
    const logits = await session.logits(images, count); // (count, classes)
    if (!logits.every(Number.isFinite)) throw diverged(name);
    return logits;
  };
  const logits = {
    test: await logitsOf('test'),
    validation: await logitsOf('validation'),
    train: await logitsOf('train'),
  };
  const accuracy = (name: SplitName) => (logits[name] ? accuracyOf(logits[name], splits[name].labels) : null);
  const split = (['test', 'validation', 'train'] as const).find((name) => logits[name] !== null) ?? 'train';
  const { images, labels } = splits[split];
  const checked = logits[split]!;
  return {
    trainAccuracy: accuracy('train')!,
    validationAccuracy: accuracy('validation'),
    testAccuracy: accuracy('test'),
    rejection: logits.validation && rejectionOf(logits.validation, splits.validation.labels, classes.length),
    check: { split, images, labels, logits: checked, probabilities: softmax(checked, classes.length) },
  };
}

/** The last step can do this with finite parameters; a model with such answers has no valid card and passes no check. */
function diverged(split: SplitName): TrainingError {
  return new TrainingError(
    `The trained network's answers on the ${split} pictures are not finite numbers, so no model was written.`,
    'Its training diverged: train again with a smaller learningRate.',
  );
}

/** @param logits (count, classes) of the validation split */
function rejectionOf(logits: Float32Array, labels: Int32Array, classes: number): Rejection | null {
  const probabilities = softmax(logits, classes);
  const predicted = argmax(probabilities, classes);
  const confidence = Array.from(predicted, (k, n) => probabilities[n * classes + k]!);
  const right = Array.from(predicted, (k, n) => k === labels[n]);
  return rejection(confidence, right);
}

async function writeModel(
  path: string,
  parameters: Parameters,
  { network, hyperparameters, seed }: RunState,
  { classes, sha256 }: Dataset,
  measured: { trainAccuracy: number; testAccuracy: number | null; rejection: Rejection | null },
): Promise<void> {
  const { initSeed } = hyperparameters;
  const metadata = { datasetSha256: sha256, ...measured, seed, initSeed, hyperparameters };
  await writeFileAtomic(path, Buffer.from(exportOnnx({ network, parameters, classes, metadata })));
}

/** Number of trained parameters of the network. */
export function learnedCount(network: Network): number {
  return summary(network).trained;
}
