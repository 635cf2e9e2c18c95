/** Publishes a sweep on a queue and watches its workers, with a beat once a second. */
import { randomUUID } from 'node:crypto';
import type { BackendId } from '../backends/backend.ts';
import type { Judge } from '../tuning/trainer.ts';
import type { SweepCard } from './cards.ts';
import type { QueueServer } from './connect.ts';
import { sweepKeys } from './keys.ts';
import { showLife } from './own-queue.ts';
import { CHUNK, uploadPictures } from './picture-transfer.ts';
import type { PackedPictures } from './pictures.ts';
import { type SeenWorker, SeenWorkers } from './seen-workers.ts';
import type { Timing } from './timing.ts';
import { ownVersions } from './versions.ts';

export interface PresenceNeeds {
  readonly server: QueueServer;
  readonly packed: PackedPictures;
  readonly title: string;
  readonly judge: Judge;
  readonly backend: BackendId;
  readonly timing: Timing;
}

/** Extra pieces per worker in addition to its lanes, so that the next one is ready when it finishes one. */
const lookahead = (lanes: number) => Math.ceil(lanes / 2);
/** Number of beats that a sweep's card outlives it. */
const CARD_BEATS = 15;

export class Presence {
  readonly card: SweepCard;
  readonly #needs: PresenceNeeds;
  readonly #seen = new SeenWorkers();
  #beats = 0;
  #beating = false;
  #lastReady = performance.now(); // ms: when there was last a worker
  #timer: NodeJS.Timeout | null = null;

  constructor(needs: PresenceNeeds) {
    const { packed, title, judge, backend } = needs;
    this.#needs = needs;
    this.card = {
      ...{ sweep: randomUUID(), title, versions: ownVersions(backend), judge },
      pictures: { sha256: packed.sha256, bytes: packed.bytes, chunk: CHUNK },
    };
  }

  /** @param afterBeat called with the number of beats so far */
  async begin(afterBeat: (beats: number) => void): Promise<void> {
    const beat = async () => {
      await this.#beat();
      afterBeat(this.#beats);
    };
    this.#needs.server.onReachable((reachable) => void (reachable && beat()));
    await beat();
    this.#timer = setInterval(() => void beat(), this.#needs.timing.beat);
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Number of pieces that the current workers can take. */
  get places(): number {
    if (this.forsaken) return 0;
    return this.#seen.lanes.reduce((sum, lanes) => sum + lanes + lookahead(lanes), 0);
  }

  get workers(): readonly SeenWorker[] {
    return this.#seen.all;
  }

  /** Whether there has been no worker for some time. */
  get forsaken(): boolean {
    return performance.now() - this.#lastReady > this.#needs.timing.forsaken;
  }

  async #beat(): Promise<void> {
    const { server, packed, timing } = this.#needs;
    if (this.#beating || !server.reachable) return;
    this.#beating = true;
    this.#beats++;
    try {
      const { pictures, workers } = await showLife(server, this.card, CARD_BEATS * timing.beat);
      if (!pictures) await uploadPictures(server.client, packed);
      const gone = this.#seen.look(workers);
      if (gone.length > 0) await server.client.hdel(sweepKeys(this.card.sweep).workers, ...gone);
      if (this.#seen.lanes.length > 0) this.#lastReady = performance.now();
    } catch {
      // The next beat tries again; a server that cannot be written to is detected when it does not take a piece.
    } finally {
      this.#beating = false;
    }
  }
}
