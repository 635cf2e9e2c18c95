/** Why a sweep refuses what was asked of it. */
import { HostError } from '../../hosts/host-error.ts';
import type { SweepRow } from './sweep-rows.ts';

const STATES: Readonly<Record<SweepRow['state']['kind'], string>> = {
  queued: 'waits in the queue',
  running: 'is running',
  pausing: 'is being paused',
  finishing: 'is being finished',
  paused: 'is paused',
  done: 'is done',
  failed: 'has failed',
};

/** @param what `cannot be paused`; `remedy` the way out */
export function refused({ name, state }: Pick<SweepRow, 'name' | 'state'>, what: string, remedy: string): HostError {
  return new HostError({ message: `${name} ${STATES[state.kind]}: it ${what}.`, remedy, badArgument: true });
}

export function wrongSweep(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}

export function noTrial(sweep: string, trial: number): HostError {
  return wrongSweep(`${sweep} has no trial ${trial}.`, 'The table of its trials shows which there are.');
}
