/** The use case "worker": takes pieces of sweeps from a queue and has work hosts train them. */
import type { SweepCard } from '../../native-bridge/queue/cards.ts';
import type { Timing } from '../../native-bridge/queue/timing.ts';
import type { WorkPlace } from '../../native-bridge/queue/work-place.ts';
import type { WorkerEvent } from '../../native-bridge/queue/worker.ts';
import { HostError } from '../hosts/host-error.ts';
import { PATIENCE, type Patience, WorkHost } from '../hosts/work.ts';

export interface WorkerSettings {
  /** Address of the queue; it never leaves this process. */
  readonly url: string;
  readonly name: string;
  /** Pieces at the same time; null: one per core. */
  readonly lanes: number | null;
  readonly cores: number;
  hear(event: WorkerEvent): void;
  onProgress(progress: { step: string; done: number; total: number }): void;
  readonly signal: AbortSignal;
  readonly patience?: Patience;
  readonly timing?: Timing;
}

/**
 * Works until the signal is aborted.
 * @throws HostError if the queue cannot be reached or is unsuitable; it waits for the queue only after the first contact
 */
export async function work(settings: WorkerSettings): Promise<void> {
  const { url, name, lanes, cores, hear, onProgress, signal, patience = PATIENCE, timing } = settings;
  // BullMQ and its client are loaded only by processes that work on a queue.
  const { runWorker } = await import('../../native-bridge/queue/worker.ts');
  try {
    await runWorker({
      ...{ url, name, lanes: lanes ?? cores, hear, onProgress, signal },
      ...(timing && { timing }),
      open: (card, pictures) => openPlace(card, { pictures, lanes, patience, onProgress }),
    });
  } catch (error) {
    throw asHostError(error);
  }
}

interface PlaceNeeds extends Pick<WorkerSettings, 'lanes' | 'onProgress'> {
  readonly pictures: string;
  readonly patience: Patience;
}

/** A work host that is replaced if it dies; a piece that has crashed before gets a host of its own. */
async function openPlace(card: SweepCard, { pictures, lanes, patience, onProgress }: PlaceNeeds): Promise<WorkPlace> {
  const { judge, versions } = card;
  const opening = { backend: versions.backend, judge, pictures, sha256: card.pictures.sha256 };
  const open = (count: number | null) => WorkHost.open({ ...opening, lanes: count }, onProgress, patience);
  const first = await open(lanes);
  let shared = Promise.resolve(first);
  const alive = async (): Promise<WorkHost> => {
    const before = shared;
    const host = await before.catch(() => null);
    if (host?.alive) return host;
    // The first caller replaces it; the others wait for the same new one.
    if (shared === before) shared = open(lanes);
    return shared;
  };
  return {
    lanes: first.lanes,
    train: async (...piece) => (piece[0].alone ? alone(await open(1), piece) : (await alive()).train(...piece)),
    close: async () => (await shared.catch(() => null))?.close(),
  };
}

async function alone(host: WorkHost, piece: Parameters<WorkPlace['train']>) {
  try {
    return await host.train(...piece);
  } finally {
    host.close();
  }
}

/** Errors of native-bridge with their remedy. */
function asHostError(error: unknown): unknown {
  if (!(error instanceof Error && 'remedy' in error)) return error;
  const { message, remedy } = error;
  return new HostError({ message, remedy: String(remedy), badArgument: error.name !== 'QueueError' });
}
