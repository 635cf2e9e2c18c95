/** Sends one request to a new compute host and follows it to its end. */
import { ComputeEvent, type ComputeRequest } from '../../native-bridge/host/compute-messages.ts';
import type { SweepControl } from '../../native-bridge/host/sweep-messages.ts';
import { HostError, HostStopped } from './host-error.ts';
import { startHost } from './start-host.ts';

type Kind = ComputeEvent['kind'];
type EventOf<K extends Kind> = Extract<ComputeEvent, { kind: K }>;

export interface Watching {
  /** Every event that does not end the request. */
  onEvent?(event: ComputeEvent): void;
  /** Asks the host to stop after its current step. */
  signal?: AbortSignal;
  /** Kills the host at once: for work during which it does not listen. */
  kill?: AbortSignal;
  /** Called when a host has been started (again), with the means to send it more while it works. */
  onHost?(host: RunningHost): void;
  /** Remedy if the host ends early, in place of the general one; called when that has happened. */
  afterCrash?(): string;
}

export interface RunningHost {
  readonly pid: number;
  send(request: Extract<ComputeRequest, { kind: 'stop' | 'finish' }> | SweepControl): void;
}

/**
 * Starts a host, sends `request`, resolves with the first event whose kind is in `ends`.
 * @throws HostError for what the host reports and for its death.
 */
export async function compute<K extends Kind>(
  request: ComputeRequest,
  ends: readonly K[],
  watching: Watching = {},
): Promise<EventOf<K>> {
  const end = await once(request, [...ends, 'restart'], watching, {});
  if (end.kind !== 'restart') return end as EventOf<K>;
  // The loader reads some variables only at start; a host that lacks them reports which.
  return (await once(request, ends, watching, end.environment)) as EventOf<K>;
}

function once(
  request: ComputeRequest,
  ends: readonly Kind[],
  watching: Watching,
  environment: Record<string, string>,
): Promise<ComputeEvent> {
  const host = startHost('compute', environment);
  const send: RunningHost['send'] = (request) => host.send(request);
  const stop = () => send({ kind: 'stop' });
  const kill = () => host.kill();
  watching.signal?.addEventListener('abort', stop);
  watching.kill?.addEventListener('abort', kill);
  return new Promise<ComputeEvent>((resolve, reject) => {
    host.onMessage((message) => {
      const parsed = ComputeEvent.safeParse(message);
      if (!parsed.success) {
        // A bug: it ends this request, not the lab.
        host.kill();
        reject(new Error(`The compute host sent an invalid message: ${parsed.error.message}`));
        return;
      }
      const event = parsed.data;
      if (event.kind === 'failed') reject(new HostError(event.error));
      else if (ends.includes(event.kind)) resolve(event);
      else watching.onEvent?.(event);
    });
    host.onError(reject);
    host.onExit((code, signal) => reject(died(code, signal, host.printed(), watching)));
    host.send(request);
    watching.onHost?.({ pid: host.pid ?? 0, send });
    // Aborted before this host existed: while the previous one reported that it must be started again.
    if (watching.signal?.aborted) stop();
    if (watching.kill?.aborted) kill();
  }).finally(() => {
    host.release();
    watching.signal?.removeEventListener('abort', stop);
    watching.kill?.removeEventListener('abort', kill);
  });
}

/** Ctrl+C, a closed terminal and `timeout`: they reach the hosts too (native-bridge/host/port.ts). */
const STOPPING: readonly (string | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The error of a request whose host has ended without an answer. */
export function died(
  code: number | null,
  signal: string | null,
  printed: string,
  { signal: stop, afterCrash }: Pick<Watching, 'signal' | 'afterCrash'> = {},
): HostError {
  // A host that is still loading cannot catch the signal that made the person's program stop.
  if (stop?.aborted && STOPPING.includes(signal)) {
    return new HostStopped(afterCrash?.());
  }
  const how =
    signal === 'SIGKILL'
      ? 'was killed (SIGKILL; often the system does this when memory runs out)'
      : `ended with ${signal ?? `exit status ${code}`}`;
  return new HostError({
    message: `The compute host ${how} before it had finished.`,
    remedy: afterCrash?.() ?? 'Run the same command again; with --debug it shows what the host printed.',
    badArgument: false,
    stack: printed,
  });
}
