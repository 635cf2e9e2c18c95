/**
 * All workers of a queue as one crew of a sweep. A piece is a BullMQ job; events of the queue report when one has
 * ended. A regular look at every job finds what the events missed, because connections get lost and servers forget.
 */
import { packState, unpackState } from '../tuning/packed-state.ts';
import type { Trainer } from '../tuning/trainer.ts';
import { type Crew, type DoneWork, GivenBack, WorkError, type WorkOrder, type WorkState } from '../tuning/work.ts';
import type { Job, Queue, QueueEvents } from './bullmq.ts';
import type { QueueServer } from './connect.ts';
import { type SweepKeys, sweepKeys } from './keys.ts';
import { removeSweep, sweepNews, sweepQueue } from './own-queue.ts';
import { Piece } from './piece.ts';
import { JOB_NAME, MOST_CRASHES, PieceDone, type PieceJob, PieceProgress } from './piece-job.ts';
import type { Presence } from './presence.ts';
import { reasonOf } from './queue-error.ts';
import type { SeenWorker } from './seen-workers.ts';
import { withinLimit } from './waiting.ts';

export type OnScores = NonNullable<Trainer['onScores']>;

export interface QueueCrew extends Crew {
  /** All workers, including refused ones with their reasons. */
  readonly workers: readonly SeenWorker[];
  /** Whether the server answers. While it does not, there are no places, and pieces wait, except cancelled ones. */
  readonly reachable: boolean;
}

/** Beats between two looks at every job. */
const LOOK_EVERY = 3;
/** ms to sign off from a server that does not answer. */
const GOODBYE = 3000;
/** Number of failed looks at a job until its piece fails. */
const MOST_FAULTS = 5;
/** ms without places after a piece that the server did not take. */
const REST = 5000;

export class RedisCrew implements QueueCrew {
  readonly name = 'queue';
  readonly #server: QueueServer;
  readonly #presence: Presence;
  readonly #keys: SweepKeys;
  readonly #queue: Queue;
  readonly #news: QueueEvents;
  readonly #onScores: OnScores | undefined;
  readonly #pieces = new Map<string, Piece>();
  /** Seconds per epoch, by trial. */
  readonly #pace = new Map<number, number>();
  readonly #hearers: (() => void)[] = [];
  #pieceCount = 0;
  #restsUntil = 0; // ms
  #closed = false;

  constructor(server: QueueServer, presence: Presence, onScores?: OnScores) {
    const { sweep } = presence.card;
    this.#server = server;
    this.#presence = presence;
    this.#onScores = onScores;
    this.#keys = sweepKeys(sweep);
    this.#queue = sweepQueue(server, sweep);
    this.#news = sweepNews(server, sweep);
  }

  async begin(): Promise<void> {
    this.#news.on('completed', ({ jobId, returnvalue }) => {
      void this.#settling(jobId, (piece) => this.#accept(piece, PieceDone.parse(returnvalue)));
    });
    this.#news.on('progress', ({ jobId, data }) => this.#hear(jobId, data));
    this.#news.on('failed', ({ jobId }) => void this.#look(jobId));
    this.#server.onReachable((reachable) => {
      if (!reachable) this.#abandonCancelled();
      this.#report();
    });
    await this.#news.waitUntilReady();
    await this.#presence.begin((beats) => {
      this.#report();
      if (beats % LOOK_EVERY === 0) for (const job of this.#pieces.keys()) void this.#look(job);
    });
  }

  get places(): number {
    if (!this.reachable || performance.now() < this.#restsUntil) return 0;
    return this.#presence.places;
  }

  get workers(): readonly SeenWorker[] {
    return this.#presence.workers;
  }

  get reachable(): boolean {
    return this.#server.reachable && !this.#closed;
  }

  onChange(hear: () => void): void {
    this.#hearers.push(hear);
  }

  #report(): void {
    for (const hear of this.#hearers) hear();
  }

  train(order: WorkOrder, state: WorkState | null, signal: AbortSignal): Promise<DoneWork> {
    return new Promise<DoneWork>((resolve, reject) => {
      if (this.#closed) return reject(new GivenBack('The queue has been closed.'));
      const piece = new Piece({ order, state, signal, job: this.#jobName(order) }, { resolve, reject });
      signal.addEventListener('abort', () => void this.#takeBack(piece), { once: true });
      void this.#send(piece);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#presence.end();
    for (const piece of this.#pieces.values()) piece.reject(new GivenBack('The queue has been closed.'));
    this.#pieces.clear();
    // While the server is unreachable, every command would wait for it.
    if (this.#server.reachable) await withinLimit(this.#leave(), GOODBYE);
    this.#server.close();
    await withinLimit(this.#closeOwn(), GOODBYE);
  }

  async #leave(): Promise<void> {
    await removeSweep(this.#server, this.#presence.card.sweep, this.#queue);
    await this.#closeOwn();
  }

  async #closeOwn(): Promise<void> {
    await Promise.allSettled([this.#news.close(), this.#queue.close()]);
  }

  #jobName({ trial, from, until }: WorkOrder): string {
    this.#pieceCount++;
    return `${trial}-${from}-${until}-${this.#pieceCount}`;
  }

  /** Can be repeated if the server has forgotten the job: an existing job does not change. */
  async #send(piece: Piece): Promise<void> {
    this.#pieces.set(piece.job, piece);
    const { job, order, state } = piece;
    const data: PieceJob = { order, state: state !== null, epochSeconds: this.#pace.get(order.trial) ?? null };
    try {
      if (state !== null) await this.#server.client.hset(this.#keys.states, job, Buffer.from(packState(state, [])));
      if (!this.#knows(piece)) return;
      await this.#queue.add(JOB_NAME, data, { jobId: job, attempts: MOST_CRASHES + 1 });
      piece.sent = true;
      if (piece.signal.aborted) await this.#takeBack(piece);
    } catch (error) {
      this.#restsUntil = performance.now() + REST;
      const refused = new GivenBack(`The queue did not take a piece: ${reasonOf(error)}`);
      this.#settle(piece, () => piece.reject(refused));
    }
  }

  /** Whether it is still expected, by its current name: a wait for the server can outlast it. */
  #knows(piece: Piece): boolean {
    return this.#pieces.get(piece.job) === piece;
  }

  /** Checks the state of a job. */
  async #look(name: string): Promise<void> {
    if (!this.#pieces.get(name)?.sent) return;
    await this.#settling(name, async (piece) => {
      const job: Job | undefined = await this.#queue.getJob(name);
      const state = job ? await job.getState() : 'unknown';
      if (!this.#knows(piece)) return;
      if (job && state === 'completed') await this.#accept(piece, PieceDone.parse(job.returnvalue));
      else if (job && state === 'failed') this.#fail(piece, job.failedReason);
      else if (state === 'unknown') await this.#send(piece);
      else if (job && (piece.signal.aborted || this.#presence.forsaken)) {
        if (state === 'waiting' || (state === 'active' && (await this.#isOrphan(job)))) await this.#withdraw(piece);
      }
    });
  }

  /** Unreadable or late progress does not matter: the result contains everything. */
  #hear(name: string, data: unknown): void {
    const { success, data: progress } = PieceProgress.safeParse(data);
    const piece = this.#pieces.get(name);
    if (piece && success) progress.epochs.forEach((it, i) => void this.#onScores?.(piece.order, progress.from + i, it));
  }

  /** Handles a piece unless it is already being handled. */
  async #settling(name: string, how: (piece: Piece) => Promise<void>): Promise<void> {
    const piece = this.#pieces.get(name);
    if (!piece || piece.settling || this.#closed) return;
    piece.settling = true;
    try {
      await how(piece);
    } catch (error) {
      // A result can be unreadable, for example from a modified worker; a lost connection does not count as a fault.
      if (this.#server.reachable && ++piece.faults > MOST_FAULTS) this.#fail(piece, reasonOf(error));
    } finally {
      piece.settling = false;
    }
  }

  /** A result counts only once: afterwards the piece is no longer known by that name. */
  async #accept(piece: Piece, done: PieceDone): Promise<void> {
    const { outcome, worker, lane, beganAt, endedAt } = done;
    const bytes = done.state === null ? null : await this.#server.client.hgetBuffer(this.#keys.results, done.state);
    if (!this.#knows(piece)) return;
    // The server has forgotten the result: the piece is trained again.
    if (done.state !== null && bytes === null) {
      this.#forget(piece, null);
      return this.#next(piece);
    }
    const local = (time: number) => time - this.#server.serverTime(0);
    const state = bytes === null ? null : unpackState(bytes).state;
    const part = {
      ...{ worker, lane, beganAt: local(beganAt), endedAt: local(endedAt) },
      result: { ...outcome, state },
    };
    this.#forget(piece, done.state);
    const pace = outcome.seconds / outcome.epochs.length;
    if (Number.isFinite(pace)) this.#pace.set(piece.order.trial, pace);
    if (piece.add(part)) return piece.resolve(piece.done);
    if (piece.hopeless)
      return piece.reject(new GivenBack('Its workers left again and again before an epoch was done.'));
    await this.#next(piece);
  }

  async #next(piece: Piece): Promise<void> {
    piece.job = this.#jobName(piece.order);
    piece.sent = false;
    await this.#send(piece);
  }

  #fail(piece: Piece, reason: string): void {
    this.#settle(piece, () => piece.reject(new WorkError(reason, true)));
  }

  /** Ends a piece: at once if nobody is working on it, otherwise after the current epoch. */
  async #takeBack(piece: Piece): Promise<void> {
    if (!this.#server.reachable) this.#abandonCancelled();
    if (!piece.sent || !this.#knows(piece)) return;
    try {
      await this.#server.client.sadd(this.#keys.stops, piece.job);
      await this.#look(piece.job);
    } catch {
      // The connection was closed in the meantime; every look at the job tries again.
    }
  }

  /**
   * Ends cancelled pieces with what is done, because nobody knows when the server returns. These commands wait for it:
   * a worker that has such a piece ends it then, and its report does not count.
   */
  #abandonCancelled(): void {
    for (const piece of this.#pieces.values()) {
      if (!piece.signal.aborted) continue;
      const { job } = piece;
      this.#pieces.delete(job);
      const calls = this.#server.client.pipeline().sadd(this.#keys.stops, job).hdel(this.#keys.states, job);
      void Promise.allSettled([calls.exec(), this.#queue.remove(job)]);
      piece.resolve(piece.done);
    }
  }

  /**
   * Whether an active job's worker was killed: it no longer renews its lock, and without another worker nobody would
   * give the job to anyone. The state is read again after the lock, which a worker gives up when it completes a job:
   * its result must not be removed. Without its lock a worker that was only stopped cannot complete it any more.
   */
  async #isOrphan(job: Job): Promise<boolean> {
    if ((await this.#server.client.exists(`${this.#queue.toKey(job.id!)}:lock`)) === 1) return false;
    return (await job.getState()) === 'active';
  }

  /** Withdraws a piece that nobody is working on; the next look tries again. */
  async #withdraw(piece: Piece): Promise<void> {
    if ((await this.#queue.remove(piece.job)) === 0) return; // a worker has just taken it
    this.#settle(piece, () => {
      if (piece.signal.aborted) piece.resolve(piece.done);
      else piece.reject(new GivenBack('The queue has no worker left.'));
    });
  }

  #settle(piece: Piece, how: () => void): void {
    this.#forget(piece, null);
    how();
  }

  /** Drops its job, even if a worker is still working on it. */
  #forget(piece: Piece, result: string | null): void {
    const { job } = piece;
    this.#pieces.delete(job);
    const { client } = this.#server;
    const calls = client.pipeline().hdel(this.#keys.states, job).srem(this.#keys.stops, job);
    if (result !== null) calls.hdel(this.#keys.results, result);
    void Promise.allSettled([calls.exec(), this.#queue.remove(job)]);
  }
}
