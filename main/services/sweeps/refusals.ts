/** Errors for requests that a sweep's state does not allow. */
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

/** @param what `cannot be paused` @param remedy what to do instead */
export function refused({ name, state }: Pick<SweepRow, 'name' | 'state'>, what: string, remedy: string): HostError {
  return new HostError({ message: `${name} ${STATES[state.kind]}: it ${what}.`, remedy, badArgument: true });
}

export function wrongSweep(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}

export function noTrial(sweep: string, trial: number): HostError {
  return wrongSweep(`${sweep} has no trial ${trial}.`, 'Choose one from the table of its trials.');
}
