/** Checks the settings of a new run and turns them into a row. */
import {
  checkSettings,
  companionFor,
  courseNetwork,
  HYPERPARAMETER_FIELDS,
  type HyperparameterField,
} from '../../../native-bridge/host/settings-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { DatasetSummary } from '../../ipc/schemas/dataset.ts';
import type { RunSettings } from '../../ipc/schemas/run.ts';
import { wrongSettings } from './failure-words.ts';
import type { NewRunRow } from './run-rows.ts';

/** The lab draws accuracy curves, so by default it evaluates after every epoch. */
const LAB_DEFAULTS: Readonly<Record<string, number>> = { evaluateEvery: 1 };

/** The hyperparameters with the lab's defaults. */
export const LAB_FIELDS: HyperparameterField[] = HYPERPARAMETER_FIELDS.map((field) => {
  const value = LAB_DEFAULTS[field.key];
  return value === undefined || field.value.kind !== 'number'
    ? field
    : { ...field, value: { ...field.value, default: value } };
});

/**
 * @param version of the dataset
 * @throws HostError for impossible settings, with a remedy.
 */
export function ordered(
  settings: RunSettings,
  dataset: DatasetSummary,
  group: number | null,
  version = dataset.version,
): Omit<NewRunRow, 'name'> {
  const hyperparameters = { ...LAB_DEFAULTS, ...settings.hyperparameters };
  const { network, preset } = settings;
  const checked = checkSettings({ network, classes: dataset.classes.length, hyperparameters });
  if (!checked.ok) throw new HostError(checked.failure);
  const { train, validation } = dataset.counts;
  if (train.total === 0) {
    throw wrongSettings(
      `${dataset.name} has no training pictures.`,
      'Move or include some, or choose another dataset.',
    );
  }
  if (validation.total > 0 && !settings.joinValidation && settings.validation !== undefined) {
    throw wrongSettings(`${dataset.name} has its own validation split.`, 'Leave out the share for validation.');
  }
  if (settings.joinValidation && settings.validation !== undefined) {
    throw wrongSettings(
      'Training on the validation pictures and splitting off a validation share exclude each other.',
      'Leave out one of the two.',
    );
  }
  const own = validation.total > 0 && !settings.joinValidation;
  const validates = own || settings.validation !== undefined;
  if (checked.value.hyperparameters.patience > 0 && !validates) {
    throw wrongSettings(
      'Patience waits for the validation accuracy, but there is no validation split.',
      'Split one off, or set patience to 0.',
    );
  }
  // The resolved value is stored: a preset's drawn hands only apply to signs that can be drawn.
  const companion = companionFor(preset, checked.value.hyperparameters.companion, dataset.classes);
  const named = 'companion' in hyperparameters ? { ...hyperparameters, companion } : hyperparameters;
  return {
    settings: { ...settings, hyperparameters: named },
    datasetName: dataset.name,
    datasetVersion: version,
    parameters: checked.value.parameters,
    group,
  };
}

/** The course's seeds, the first of a series that varies both. */
const COURSE_SEEDS = { seed: 3, initSeed: 1 };

/** The k-th run of "Reproduce the course". */
export function courseRun(dataset: DatasetSummary, epochs: number, k: number): RunSettings {
  const [seed, initSeed] = [COURSE_SEEDS.seed + k, COURSE_SEEDS.initSeed + k];
  return {
    name: `Course, seeds ${seed} and ${initSeed}`,
    dataset: dataset.id,
    preset: 'course',
    network: courseNetwork(dataset.classes.length),
    hyperparameters: { initSeed },
    ...{ backend: 'auto', seed, epochs },
  };
}

/** @throws HostError if there is no test accuracy to compare. */
export function requireTest(dataset: DatasetSummary): void {
  if (dataset.counts.test.total === 0) {
    throw wrongSettings(
      `${dataset.name} has no test pictures, and test accuracy is what is compared.`,
      "Choose a dataset with a test split, such as the course's HDF5 pair, or split one off.",
    );
  }
  if (!dataset.testFrozen) return;
  throw wrongSettings(
    `The test split of ${dataset.name} is frozen, and test accuracy is what is compared.`,
    'Unfreeze it for this, or choose another dataset.',
  );
}
