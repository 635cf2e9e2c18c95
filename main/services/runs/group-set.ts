/** The training set in which runs of one group train side by side: one host, a run a thread. */
import { HostError } from '../../hosts/host-error.ts';
import { TrainingSet } from '../../hosts/training-set.ts';
import type { RunSummary } from '../../ipc/schemas/run.ts';

/** What has the machine: one run, or those of a group in a set. */
export interface Turn {
  readonly first: RunSummary;
  /** Null: one run alone. */
  readonly set: TrainingSet | null;
  /** How many runs train now. */
  running: number;
}

/** Whether one more run may train in it now; none where its host has died. */
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
 * @param waiting in their order; the first begins
 * @returns null where the runs train one after another: no two at the head of the queue belong together, the backend
 * gains nothing from it, or no set can be opened (a run alone then reports why).
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
