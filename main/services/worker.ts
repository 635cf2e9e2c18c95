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
  /** Pieces at the same time; null: one a core. */
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
 * @throws HostError where the queue cannot be reached or is not fit to be one: it is waited for only afterwards
 */
export async function work(settings: WorkerSettings): Promise<void> {
  const { url, name, lanes, cores, hear, onProgress, signal, patience = PATIENCE, timing } = settings;
  // BullMQ and its client are loaded by who works on a queue, and nobody else.
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

/** A work host that is replaced where it dies; pieces that have crashed before get one that nobody else is in. */
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
    // Whoever comes first replaces it; the others wait for the same one.
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

/** Errors of native-bridge with their way out. */
function asHostError(error: unknown): unknown {
  if (!(error instanceof Error && 'remedy' in error)) return error;
  const { message, remedy } = error;
  return new HostError({ message, remedy: String(remedy), badArgument: error.name !== 'QueueError' });
}
