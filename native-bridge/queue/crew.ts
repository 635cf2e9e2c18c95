/** Opens a sweep's crew of workers: uploads its pictures, publishes its card, removes the remains of killed sweeps. */
import type { BackendId } from '../backends/backend.ts';
import type { Judge } from '../tuning/trainer.ts';
import { connectQueue, type QueueServer } from './connect.ts';
import { removeAbandoned } from './own-queue.ts';
import { type OnProgress, uploadPictures } from './picture-transfer.ts';
import { type PackedPictures, packPictures, type SweepSplits } from './pictures.ts';
import { Presence } from './presence.ts';
import { QueueError, reasonOf } from './queue-error.ts';
import { type OnScores, type QueueCrew, RedisCrew } from './redis-crew.ts';
import { TIMING, type Timing } from './timing.ts';

export type { OnScores, QueueCrew } from './redis-crew.ts';

export interface QueueCrewOptions {
  /** See address.ts. */
  readonly url: string;
  /** Shown to the people who run workers. */
  readonly title: string;
  readonly pictures: SweepSplits;
  readonly judge: Judge;
  readonly backend: BackendId;
  readonly onProgress?: OnProgress;
  /**
   * Called with epochs of pieces in progress, within a second or two; some may come twice or never. The results have
   * all.
   */
  readonly onScores?: OnScores;
  readonly timing?: Timing;
}

/**
 * Uploads the pictures and opens the sweep to workers.
 * @throws ArgumentError, QueueError as in connectQueue; QueueError if the pictures do not fit into the server's memory.
 */
export async function queueCrew(options: QueueCrewOptions): Promise<QueueCrew> {
  const server = await connectQueue(options.url, options.timing);
  try {
    await removeAbandoned(server);
    const packed = packPictures(options.pictures);
    await offerPictures(server, packed, options.onProgress);
    const { title, judge, backend, timing = TIMING, onScores } = options;
    const crew = new RedisCrew(server, new Presence({ server, packed, title, judge, backend, timing }), onScores);
    await crew.begin();
    return crew;
  } catch (error) {
    server.close();
    throw error;
  }
}

async function offerPictures(server: QueueServer, packed: PackedPictures, onProgress?: OnProgress): Promise<void> {
  try {
    await uploadPictures(server.client, packed, onProgress);
  } catch (error) {
    const size = `${Math.ceil(packed.bytes / 2 ** 20)} MiB`;
    throw new QueueError(
      `The queue server at ${server.shown} did not take the pictures (${size}): ${reasonOf(error)}`,
      'Raise its maxmemory, or free some of its memory.',
    );
  }
}
