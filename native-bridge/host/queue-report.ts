/** Reports the current state of a sweep's workers. */
import type { QueueCrew } from '../queue/crew.ts';
import type { ComputeEvent } from './compute-messages.ts';
import type { QueueState } from './sweep-messages.ts';

/** Sends it once, and then whenever it changes. */
export function reportQueue(crew: QueueCrew, send: (event: ComputeEvent) => void): void {
  let reported = '';
  const report = () => {
    const state = queueState(crew);
    const text = JSON.stringify(state);
    if (text === reported) return;
    reported = text;
    send({ kind: 'sweep-queue', ...state });
  };
  crew.onChange(report);
  report();
}

function queueState({ reachable, workers }: QueueCrew): QueueState {
  return {
    reachable,
    workers: workers.map(({ name, lanes, state }) => {
      return { name, lanes, state: state.kind, reason: state.kind === 'refused' ? state.reason : null };
    }),
  };
}
