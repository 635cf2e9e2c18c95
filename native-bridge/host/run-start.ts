/** The settings that a run starts with: the requested ones, or those of its checkpoint. */
import type { Dataset } from '../../datasets/dataset.ts';
import type { Network } from '../convnet/network.ts';
import { classCount } from '../convnet/parameters.ts';
import { parseNetwork } from '../convnet/parse.ts';
import { presetNetwork, presetToday } from '../convnet/presets.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import type { RunState } from '../training/checkpoint-state.ts';
import { type Hyperparameters, parseSettings } from '../training/hyperparameters.ts';
import { companionOf } from '../training/mixture.ts';
import { companionFor, presetDefaults } from '../training/preset-defaults.ts';
import { ArgumentError, TrainingError } from '../training/training-error.ts';
import { BASE } from './base-messages.ts';
import type { DataSource, TrainRequest } from './compute-messages.ts';
import { asArgument } from './failure.ts';
import { whereDataAre } from './moved-data.ts';
import { requireFit } from './network-fit.ts';
import { isPresetNetwork } from './settings-file.ts';

export interface Start {
  readonly data: DataSource;
  readonly preset: string;
  /** Null for the preset's network with the dataset's number of classes. */
  readonly network: Network | null;
  readonly hyperparameters: Hyperparameters;
  readonly seed: number;
  readonly epochs: number;
  readonly keepEpochs: boolean;
}

const COURSE_SEED = 3; // from the course's random_mini_batches

/** @throws ArgumentError for an invalid preset, network or setting. */
export function freshStart(request: TrainRequest): Start {
  const network = request.network === undefined ? null : asArgument(() => parseNetwork(request.network));
  const named = request.preset ?? network?.name ?? 'course';
  const preset = network === null ? named : presetToday(named, network);
  if (network === null) asArgument(() => presetNetwork(preset));
  const defaults = presetDefaults(preset);
  return {
    data: request.data ?? { spec: 'synthetic' },
    ...{ preset, network },
    hyperparameters: asArgument(() => parseSettings(request.settings, defaults.hyperparameters)),
    seed: request.seed ?? COURSE_SEED,
    epochs: request.epochs ?? defaults.epochs,
    keepEpochs: request.keepEpochs ?? false,
  };
}

/** A resumed run keeps its settings; only the number of epochs and the location of the pictures may change. */
export function resumedStart(request: TrainRequest, { state }: Checkpoint): Start {
  const { network, seed, hyperparameters } = state;
  const preset = presetToday(state.preset, network);
  const changed = [
    request.settings.length > 0 && '--set',
    request.preset !== undefined && request.preset !== preset && '--preset',
    request.network !== undefined && JSON.stringify(request.network) !== JSON.stringify(network) && 'its network',
    request.seed !== undefined && request.seed !== seed && '--seed',
    request.keepEpochs && !state.keepEpochs && '--keep-epochs',
    request.from !== undefined && '--from',
  ].filter((flag) => typeof flag === 'string');
  if (changed.length > 0) {
    throw new ArgumentError(
      `A resumed run keeps its settings, so ${changed.join(' and ')} cannot change.`,
      'Leave them out, or train without --resume into a new folder.',
    );
  }
  const epochs = request.epochs ?? state.epochs;
  requireEpochs(epochs, state);
  const { sha256: _, name: __, ...kept } = state.dataset;
  const data = { ...kept, spec: whereDataAre(kept.spec, request.out) };
  const keepEpochs = state.keepEpochs ?? false;
  return { data: { ...data, ...request.data }, preset, network, hyperparameters, seed, epochs, keepEpochs };
}

/** A run can be extended, unless every step's learning rate depends on its length. */
function requireEpochs(epochs: number, { hyperparameters, history, epochs: before }: RunState): void {
  const done = history.length;
  if (epochs < done) {
    throw new ArgumentError(
      `The run has done ${done} epochs already, more than --epochs ${epochs}.`,
      `Name ${done} or more; --epochs counts the whole run.`,
    );
  }
  if (hyperparameters.schedule === 'cosine' && epochs !== before) {
    throw new ArgumentError(
      `The learning rate of this run falls along a cosine over its ${before} epochs, so --epochs ${epochs} is not possible.`,
      'Leave --epochs out, or train without --resume into a new folder.',
    );
  }
}

/**
 * The weights that a run starts with: those that it names, else the preset's default if the network is the preset's own.
 * If only the base is named, the run gets the settings of the preset that starts with it.
 */
export function withOrigin(request: TrainRequest): TrainRequest {
  const { preset, network, from } = request;
  if (from === BASE && preset === undefined && network === undefined) return { ...request, preset: 'camera' };
  if (from !== undefined || preset === undefined) return request;
  const own = network === undefined || isPresetNetwork(preset, network, classCount(network));
  return own ? { ...request, from: presetDefaults(preset).from } : request;
}

/** For a fresh run: drops the preset's share of drawn hands if its classes have no drawings. */
export function forClasses(start: Start, classes: readonly string[]): Start {
  const { preset, hyperparameters } = start;
  const companion = companionFor(preset, hyperparameters.companion, classes);
  return companion === hyperparameters.companion
    ? start
    : { ...start, hyperparameters: { ...hyperparameters, companion } };
}

/**
 * The network for these pictures.
 * @throws ArgumentError if it has another number of classes, or patience has no validation split to wait for;
 * TrainingError if a resumed run started with other pictures.
 */
export function networkFor(start: Start, saved: Checkpoint | null, dataset: Dataset): Network {
  const { name, classes, splits, sha256 } = dataset;
  if (saved && sha256 !== saved.state.dataset.sha256) {
    throw new TrainingError(
      `The pictures of ${name} are not those that this run was trained on (sha256 ${sha256.slice(0, 12)}, not ${saved.state.dataset.sha256.slice(0, 12)}).`,
      'Name the same data by --data, or train a new run on these pictures.',
    );
  }
  if (start.hyperparameters.patience > 0 && splits.validation.count === 0) {
    throw new ArgumentError(
      `patience=${start.hyperparameters.patience} waits for the validation accuracy, but ${name} has no validation split.`,
      'Split one off with --validation 0.15, or leave patience out.',
    );
  }
  companionOf(start.hyperparameters, dataset, start.seed); // refuses classes without drawings
  const { network, preset } = start;
  if (network === null) return asArgument(() => presetNetwork(preset, { classes: classes.length }));
  asArgument(() => requireFit(network, classes.length));
  return network;
}
