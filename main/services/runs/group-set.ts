/** The training set in which runs of one group train side by side: one host, one thread per run. */
import { HostError } from '../../hosts/host-error.ts';
import { TrainingSet } from '../../hosts/training-set.ts';
import type { RunSummary } from '../../ipc/schemas/run.ts';

/** What is using the machine: one run, or those of a group in a set. */
export interface Turn {
  readonly first: RunSummary;
  /** Null: a single run. */
  readonly set: TrainingSet | null;
  /** Number of runs that are training now. */
  running: number;
}

/** Whether one more run may train in it now; false if its host has died. */
export function hasPlace({ set, running }: Turn): boolean {
  return set ? set.alive && running < set.lanes : running === 0;
}

/** Whether `run` may train in a set that was opened for `first`: of one group, so one network and one dataset. */
export function belongTogether(first: RunSummary, run: RunSummary): boolean {
  const { preset, backend } = first.settings;
  const alike = run.settings.preset === preset && run.settings.backend === backend;
  return first.group !== null && run.group === first.group && alike;
}

/**
 * @param waiting in queue order; the first one starts
 * @returns null if the runs are to train one after another: the first two in the queue do not belong together, the backend
 * gains nothing from it, or no set can be opened (a single run then reports why).
 */
export async function openGroupSet([first, second]: readonly RunSummary[]): Promise<TrainingSet | null> {
  if (!first || !second || !belongTogether(first, second)) return null;
  const { preset, backend } = first.settings;
  try {
    const set = await TrainingSet.open({ backend, preset });
    if (set.lanes > 1) return set;
    set.close();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
  return null;
}
