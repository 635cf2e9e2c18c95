/** Whether a sweep is possible on these pictures, or why not, and what can be searched over. */
import { foldedPictures, splitOffPictures } from '../../../native-bridge/host/dataset-messages.ts';
import type { SweepPlan } from '../../../native-bridge/host/sweep-messages.ts';
import { checkPlan, type PlanProblem, sweepOptions } from '../../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { Asked, Output } from '../../ipc/contract.ts';
import type { DatasetSummary } from '../../ipc/schemas/dataset.ts';
import type { Datasets } from '../datasets/service.ts';

export function checkSweep(plan: SweepPlan, dataset: DatasetSummary, datasets: Datasets): Output<'sweeps.check'> {
  const check = checkPlan(plan, dataset.classes.length);
  return { ...check, problems: [...check.problems, ...pictureProblems(plan, dataset, datasets)] };
}

/** Whether trials can be evaluated: on a validation split, on one that is split off, or on folds. */
function pictureProblems(plan: SweepPlan, dataset: DatasetSummary, datasets: Datasets): PlanProblem[] {
  const { train, validation } = dataset.counts;
  if (train.total === 0) {
    return [problem(`${dataset.name} has no training pictures.`, 'Move or include some, or choose another dataset.')];
  }
  if (plan.folds === 0 && validation.total > 0) return plan.space.validationSeed ? [uselessSeed(dataset)] : [];
  const list = datasets.list(dataset.id, ['train']);
  const [labels, groups] = [Int32Array.from(list.labels), datasets.groups(dataset.id, list)];
  const divided =
    plan.folds > 0
      ? foldedPictures(labels, groups, plan.folds, plan.seed)
      : splitOffPictures(labels, groups, plan.validation, plan.seed, dataset.classes);
  if (divided.ok) return [];
  const { message, remedy = 'Choose another dataset.' } = divided.failure;
  return [problem(`${dataset.name}: ${message}.`, remedy)];
}

function uselessSeed({ name }: DatasetSummary): PlanProblem {
  return {
    dimension: 'validationSeed',
    message: `validationSeed has no effect: ${name} has its own validation split.`,
    remedy: 'Leave it out, or use cross-validation.',
  };
}

function problem(message: string, remedy: string): PlanProblem {
  return { dimension: null, message, remedy };
}

/** @throws HostError if there is no such preset */
export function optionsOf(base: Asked<'sweeps.options'>): Output<'sweeps.options'> {
  const options = sweepOptions(base);
  if (!options.ok) throw new HostError(options.failure);
  return { ...options.value, space: { ...options.value.space }, defaults: { ...options.value.defaults } };
}
