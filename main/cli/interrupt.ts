/** Ctrl+C, and the signals with which a system ends a program, as a request to stop. */
import type { Output } from './output.ts';

/**
 * Runs `work` with a signal that is aborted when the person presses Ctrl+C. A second Ctrl+C ends the process at once;
 * SIGTERM and SIGHUP may arrive twice (to the group, and forwarded by the launcher) and count only once.
 */
export async function interruptible<T>(
  output: Output,
  work: (signal: AbortSignal) => Promise<T>,
  stopping = 'Stopping after this step; the last completed epoch is kept.',
): Promise<T> {
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) return;
    output.note(`${stopping} Press Ctrl+C again to end at once.`);
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  try {
    return await work(stop.signal);
  } finally {
    output.settle();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt);
  }
}
