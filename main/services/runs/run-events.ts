/** A run's curves for TensorBoard. */
import { eventFile, type Scalar } from '../../../native-bridge/host/export-messages.ts';
import type { Output } from '../../ipc/contract.ts';
import type { EpochColumns, RunSummary } from '../../ipc/schemas/run.ts';

const TAGS = {
  cost: 'cost',
  learningRate: 'learning_rate',
  trainAccuracy: 'accuracy/train',
  duringAccuracy: 'accuracy/train_during_epoch',
  validationAccuracy: 'accuracy/validation',
  validationCost: 'cost_validation',
} as const satisfies Partial<Record<keyof EpochColumns, string>>;

/** Epochs are timed back to back from the run's creation: their durations are stored, their start times are not. */
export function runEvents(
  { id, createdAt }: Pick<RunSummary, 'id' | 'createdAt'>,
  epochs: EpochColumns,
): Output<'runs.tensorboard'> {
  let at = createdAt; // ms since 1970
  const scalars = epochs.seconds.flatMap((seconds, i): Scalar[] => {
    at += seconds * 1000;
    return Object.entries(TAGS).flatMap(([column, tag]) => {
      const value = epochs[column as keyof typeof TAGS][i] ?? null;
      return value === null ? [] : [{ tag, step: epochs.from + i, value, at }];
    });
  });
  return { name: `run-${id}.tfevents.${Math.floor(createdAt / 1000)}`, bytes: eventFile(scalars) };
}
