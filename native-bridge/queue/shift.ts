/**
 * A worker's shift on one sweep: it downloads the pictures, opens a work place for training, and takes pieces until it
 * is asked to leave. If it leaves in the middle of a piece it returns whole epochs, and another worker continues from
 * there.
 */

import type { WorkOrder } from '../tuning/work.ts';
import { type Job, UnrecoverableError, Worker } from './bullmq.ts';
import type { SweepCard, WorkerState } from './cards.ts';
import type { Connection, QueueServer } from './connect.ts';
import { CurveReporter } from './curve-reporter.ts';
import { QUEUE_PREFIX, type SweepKeys, sweepKeys } from './keys.ts';
import { KEYS_LIVE, removeRemains } from './own-queue.ts';
import { fetchPictures, type OnProgress } from './picture-transfer.ts';
import { MOST_CRASHES, type PieceDone, PieceJob } from './piece-job.ts';
import type { Timing } from './timing.ts';
import { whileWorthIt, withinLimit } from './waiting.ts';
import type { TrainedPiece, WorkPlace } from './work-place.ts';

export interface ShiftNeeds {
  readonly server: QueueServer;
  readonly card: SweepCard;
  readonly name: string;
  /** Folder of the picture cache. */
  readonly cache: string;
  readonly timing: Timing;
  open(card: SweepCard, pictures: string): Promise<WorkPlace>;
  onProgress?: OnProgress;
  /** Called when a piece has ended. */
  onPiece(piece: EndedPiece): void;
}

export interface EndedPiece {
  readonly trial: number;
  readonly from: number;
  /** Number of the epoch after its last one. */
  readonly until: number;
  readonly lane: number;
  readonly seconds: number;
  /** Why it failed; null if it was done. */
  readonly failure: string | null;
}

/** ms between two checks whether a piece should end. */
const ASK_EVERY = 250;
/** ms to return the last pieces to a server that does not answer. */
const GOODBYE = 5000;

export class Shift {
  readonly card: SweepCard;
  readonly #needs: ShiftNeeds;
  readonly #keys: SweepKeys;
  /** Pieces in progress, by job. */
  readonly #underWay = new Map<string, AbortController>();
  readonly #begun: Promise<void>;
  #state: WorkerState = { kind: 'preparing' };
  #place: WorkPlace | null = null;
  #worker: Worker<unknown, PieceDone> | null = null;
  #connection: Connection | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;

  constructor(needs: ShiftNeeds) {
    this.card = needs.card;
    this.#needs = needs;
    this.#keys = sweepKeys(needs.card.sweep);
    this.#begun = this.#begin().catch((error: unknown) => {
      this.#state = { kind: 'refused', reason: reasonOf(error) };
    });
  }

  get state(): WorkerState {
    return this.#state;
  }

  get lanes(): number | null {
    return this.#place?.lanes ?? null;
  }

  /** Ends pieces in progress after their epoch, returns them, and closes everything. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const abort of this.#underWay.values()) abort.abort();
    await this.#begun;
    if (this.#timer) clearInterval(this.#timer);
    const { server } = this.#needs;
    const closed = this.#worker?.close() ?? Promise.resolve();
    await whileWorthIt(closed, GOODBYE, () => server.reachable);
    // Pieces that still wait for an unreachable server are dropped: another worker gets them.
    this.#connection?.close();
    await withinLimit(closed, GOODBYE);
    await this.#place?.close();
    if (server.reachable) await withinLimit(removeRemains(server, this.card.sweep), GOODBYE);
  }

  async #begin(): Promise<void> {
    const { card, open } = this.#needs;
    const pictures = await this.#pictures();
    if (pictures === null) return;
    const place = await open(card, pictures);
    this.#place = place;
    if (this.#ended) return;
    this.#worker = this.#take(place.lanes);
    this.#timer = setInterval(() => void this.#askForStops(), ASK_EVERY);
    this.#state = { kind: 'ready' };
  }

  /** Waits while the sweep is still uploading them; null if the shift ends before they are complete. */
  async #pictures(): Promise<string | null> {
    const { server, card, cache, onProgress, timing } = this.#needs;
    while (!this.#ended) {
      const file = await fetchPictures(server.client, card.pictures, cache, onProgress);
      if (file !== null) return file;
      await pause(timing.beat);
    }
    return null;
  }

  #take(lanes: number): Worker<unknown, PieceDone> {
    const { server, name, timing } = this.#needs;
    this.#connection = server.another();
    const worker = new Worker<unknown, PieceDone>(this.card.sweep, (job, token) => this.#train(job, token ?? ''), {
      ...{ connection: this.#connection.client, prefix: QUEUE_PREFIX, skipVersionCheck: true },
      ...{ name, concurrency: lanes, lockDuration: timing.lock, stalledInterval: timing.stalled },
      maxStalledCount: MOST_CRASHES,
      // After a connection was closed in the middle of a call.
      runRetryDelay: 1000,
    });
    worker.on('error', () => {});
    // Another worker has it, or will have it: nobody waits for this result.
    worker.on('lockRenewalFailed', (jobs: string[]) => {
      for (const job of jobs) this.#underWay.get(job)?.abort();
    });
    return worker;
  }

  async #train(job: Job<unknown>, token: string): Promise<PieceDone> {
    const crashes = job.attemptsMade + job.stalledCounter;
    if (crashes > MOST_CRASHES) throw new UnrecoverableError(`It has crashed ${crashes} workers or compute hosts.`);
    const { order, state, epochSeconds } = PieceJob.parse(job.data);
    const abort = new AbortController();
    if (this.#ended) abort.abort();
    const name = job.id ?? '';
    this.#underWay.set(name, abort);
    try {
      const bytes = state ? await this.#needs.server.client.hgetBuffer(this.#keys.states, name) : null;
      if (state && bytes === null) throw new Error('The server has forgotten the state of the piece.');
      const piece = { order, state: bytes, epochSeconds, alone: crashes > 0 };
      const curve = new CurveReporter(order.from, (progress) => job.updateProgress(progress));
      const trained = await this.#place!.train(piece, abort.signal, (epochs) => curve.add(epochs));
      this.#report(order, trained);
      return await this.#giveBack(trained, `${name}:${token}`);
    } catch (error) {
      const failure = reasonOf(error);
      this.#needs.onPiece({ trial: order.trial, from: order.from, until: order.from, lane: 0, seconds: 0, failure });
      // A plain error, because it is written into the job with its stack.
      throw new Error(failure);
    } finally {
      this.#underWay.delete(name);
    }
  }

  async #giveBack({ outcome, state, lane, beganAt, endedAt }: TrainedPiece, field: string): Promise<PieceDone> {
    const { server, name } = this.#needs;
    if (state !== null) {
      const calls = server.client.pipeline().hset(this.#keys.results, field, Buffer.from(state));
      for (const [error] of (await calls.pexpire(this.#keys.results, KEYS_LIVE).exec()) ?? []) if (error) throw error;
    }
    return {
      ...{ outcome, state: state && field, worker: name, lane },
      ...{ beganAt: server.serverTime(beganAt), endedAt: server.serverTime(endedAt) },
    };
  }

  #report({ trial, from }: WorkOrder, { outcome, lane }: TrainedPiece): void {
    const until = from + outcome.epochs.length;
    this.#needs.onPiece({ ...{ trial, from, until, lane }, seconds: outcome.seconds, failure: null });
  }

  async #askForStops(): Promise<void> {
    const names = [...this.#underWay.keys()];
    if (names.length === 0 || !this.#needs.server.reachable) return;
    const stops = await this.#needs.server.client.smismember(this.#keys.stops, ...names).catch(() => []);
    for (const [i, stop] of stops.entries()) if (stop === 1) this.#underWay.get(names[i]!)?.abort();
  }
}

/** The message with the remedy, if there is one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'remedy' in error && error.remedy ? `${error.message} ${error.remedy}` : error.message;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
