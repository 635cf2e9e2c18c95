/** Errors for requests that a run's state does not allow. */
import { HostError } from '../../hosts/host-error.ts';
import type { RunSummary } from '../../ipc/schemas/run.ts';

const STATES: Readonly<Record<RunSummary['state']['kind'], string>> = {
  queued: 'waits in the queue',
  training: 'is training',
  pausing: 'is being paused',
  finishing: 'is being finished',
  paused: 'is paused',
  done: 'is done',
  failed: 'has failed',
};

/** @param wish `cannot be resumed` @param remedy what to do instead */
export function refused({ name, state }: RunSummary, wish: string, remedy: string): HostError {
  return new HostError({ message: `${name} ${STATES[state.kind]}: it ${wish}.`, remedy, badArgument: true });
}

export function wrongSettings(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}

/** @throws HostError if there is no such epoch to make a model from */
export function requireFinishable(run: RunSummary, at: 'last' | 'best'): void {
  if (run.epochs === 0) throw refused(run, 'has no completed epoch to make a model from', 'Let it train longer.');
  if (at === 'best' && run.best === null) {
    throw refused(
      run,
      'has no best epoch, because no validation accuracy was measured',
      'Stop at the last epoch; a run with a validation split finds its best one.',
    );
  }
}

/** Such a run can neither train nor be finished, which reads pictures too. */
export function datasetGone({ datasetName }: RunSummary): HostError {
  return wrongSettings(
    `The pictures of this run's dataset, ${datasetName}, are no longer in the lab.`,
    'Duplicate the run and choose another dataset for the copy.',
  );
}
