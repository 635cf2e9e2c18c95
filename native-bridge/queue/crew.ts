/**
 * All workers of a queue as one crew of a sweep. A piece is a BullMQ job; news of the queue say when one has ended, and a
 * look at every job now and then finds what the news have missed: connections are lost, servers forget.
 */
import { randomUUID } from 'node:crypto';
import type { BackendId } from '../backends/backend.ts';
import { packState, unpackState } from '../tuning/packed-state.ts';
import type { Judge } from '../tuning/trainer.ts';
import { type Crew, type DoneWork, GivenBack, WorkError, type WorkOrder, type WorkState } from '../tuning/work.ts';
import type { Job, Queue, QueueEvents } from './bullmq.ts';
import type { SweepCard } from './cards.ts';
import { connectQueue, type QueueServer } from './connect.ts';
import { type SweepKeys, sweepKeys } from './keys.ts';
import { removeAbandoned, removeSweep, showLife, sweepNews, sweepQueue } from './own-queue.ts';
import { CHUNK, type OnProgress, uploadPictures } from './picture-transfer.ts';
import { type PackedPictures, packPictures, type SweepSplits } from './pictures.ts';
import { Piece } from './piece.ts';
import { JOB_NAME, MOST_CRASHES, PieceDone, type PieceJob } from './piece-job.ts';
import { QueueError } from './queue-error.ts';
import { type SeenWorker, SeenWorkers } from './seen-workers.ts';
import { TIMING, type Timing } from './timing.ts';
import { ownVersions } from './versions.ts';
import { withinLimit } from './waiting.ts';

export interface QueueCrewOptions {
  /** As address.ts has it. */
  readonly url: string;
  /** What the workers' people see. */
  readonly title: string;
  readonly pictures: SweepSplits;
  readonly judge: Judge;
  readonly backend: BackendId;
  readonly onProgress?: OnProgress;
  readonly timing?: Timing;
}

export interface QueueCrew extends Crew {
  /** Those that are refused too, with their reasons. */
  readonly workers: readonly SeenWorker[];
  /** Whether the server answers. While it does not, there are no places; what is under way waits. */
  readonly reachable: boolean;
}

/** Pieces more than lanes, by worker: what it takes next lies there when it has finished one. */
const lookahead = (lanes: number) => Math.ceil(lanes / 2);
/** Beats between two looks at every job. */
const LOOK_EVERY = 3;
/** Beats that the card of a sweep outlives it by. */
const CARD_BEATS = 15;
/** ms to say goodbye to a server that does not answer. */
const GOODBYE = 3000;
/** Looks at a job that fail until its piece does. */
const MOST_FAULTS = 5;
/** ms without places after a piece that the server did not take. */
const REST = 5000;

/**
 * Sends the pictures and opens the sweep to workers.
 * @throws ArgumentError, QueueError as connectQueue has it; QueueError where the pictures do not fit the server's memory.
 */
export async function queueCrew(options: QueueCrewOptions): Promise<QueueCrew> {
  const server = await connectQueue(options.url, options.timing);
  try {
    await removeAbandoned(server);
    const packed = packPictures(options.pictures);
    await offerPictures(server, packed, options.onProgress);
    const crew = new RedisCrew(server, packed, options);
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

class RedisCrew implements QueueCrew {
  readonly name = 'queue';
  readonly #server: QueueServer;
  readonly #packed: PackedPictures;
  readonly #timing: Timing;
  readonly #card: SweepCard;
  readonly #keys: SweepKeys;
  readonly #queue: Queue;
  readonly #news: QueueEvents;
  readonly #seen = new SeenWorkers();
  readonly #pieces = new Map<string, Piece>();
  /** Seconds of an epoch, by trial. */
  readonly #pace = new Map<number, number>();
  readonly #hearers: (() => void)[] = [];
  #beats = 0;
  #beating = false;
  #lastReady = performance.now(); // ms: when there was a worker
  #pieceCount = 0;
  #restsUntil = 0; // ms
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(
    server: QueueServer,
    packed: PackedPictures,
    { title, judge, backend, timing = TIMING }: QueueCrewOptions,
  ) {
    const { sha256, bytes } = packed;
    this.#card = {
      ...{ sweep: randomUUID(), title, versions: ownVersions(backend), judge },
      pictures: { sha256, bytes, chunk: CHUNK },
    };
    this.#server = server;
    this.#packed = packed;
    this.#timing = timing;
    this.#keys = sweepKeys(this.#card.sweep);
    this.#queue = sweepQueue(server, this.#card.sweep);
    this.#news = sweepNews(server, this.#card.sweep);
  }

  async begin(): Promise<void> {
    this.#news.on('completed', ({ jobId, returnvalue }) => {
      void this.#settling(jobId, (piece) => this.#accept(piece, PieceDone.parse(returnvalue)));
    });
    this.#news.on('failed', ({ jobId }) => void this.#look(jobId));
    this.#server.onReachable((reachable) => {
      this.#tell();
      if (reachable) void this.#beat(true);
    });
    await this.#news.waitUntilReady();
    await this.#beat(false);
    this.#timer = setInterval(() => void this.#beat(this.#beats % LOOK_EVERY === 0), this.#timing.beat);
  }

  get places(): number {
    if (!this.reachable || this.#forsaken || performance.now() < this.#restsUntil) return 0;
    return this.#seen.lanes.reduce((sum, lanes) => sum + lanes + lookahead(lanes), 0);
  }

  get workers(): readonly SeenWorker[] {
    return this.#seen.all;
  }

  get reachable(): boolean {
    return this.#server.reachable && !this.#closed;
  }

  onChange(hear: () => void): void {
    this.#hearers.push(hear);
  }

  #tell(): void {
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
    if (this.#timer) clearInterval(this.#timer);
    for (const piece of this.#pieces.values()) piece.reject(new GivenBack('The queue has been closed.'));
    this.#pieces.clear();
    // A server that is away would let every command wait for it.
    if (this.#server.reachable) await withinLimit(this.#leave(), GOODBYE);
    this.#server.close();
    await withinLimit(this.#closeOwn(), GOODBYE);
  }

  async #leave(): Promise<void> {
    await removeSweep(this.#server, this.#card.sweep, this.#queue);
    await this.#closeOwn();
  }

  async #closeOwn(): Promise<void> {
    await Promise.allSettled([this.#news.close(), this.#queue.close()]);
  }

  #jobName({ trial, from, until }: WorkOrder): string {
    this.#pieceCount++;
    return `${trial}-${from}-${until}-${this.#pieceCount}`;
  }

  /** Also again, where the server has forgotten it: a job that is there already stays as it is. */
  async #send(piece: Piece): Promise<void> {
    this.#pieces.set(piece.job, piece);
    const { job, order, state } = piece;
    const data: PieceJob = { order, state: state !== null, epochSeconds: this.#pace.get(order.trial) ?? null };
    try {
      if (state !== null) await this.#server.client.hset(this.#keys.states, job, Buffer.from(packState(state, [])));
      await this.#queue.add(JOB_NAME, data, { jobId: job, attempts: MOST_CRASHES + 1 });
      piece.sent = true;
      if (piece.signal.aborted) await this.#takeBack(piece);
    } catch (error) {
      this.#restsUntil = performance.now() + REST;
      const refused = new GivenBack(`The queue did not take a piece: ${reasonOf(error)}`);
      this.#settle(piece, () => piece.reject(refused));
    }
  }

  /** Shows that the sweep lives, sees who works on it, and now and then looks at every job. */
  async #beat(look: boolean): Promise<void> {
    if (this.#beating || !this.reachable) return;
    this.#beating = true;
    this.#beats++;
    try {
      const { card, client } = { card: this.#card, client: this.#server.client };
      const lives = CARD_BEATS * this.#timing.beat;
      const { pictures, workers } = await showLife(
        this.#server,
        card.sweep,
        JSON.stringify(card),
        this.#packed.sha256,
        lives,
      );
      if (!pictures) await uploadPictures(client, this.#packed);
      const gone = this.#seen.look(workers);
      if (gone.length > 0) await client.hdel(this.#keys.workers, ...gone);
      if (this.#seen.lanes.length > 0) this.#lastReady = performance.now();
      this.#tell();
      if (look) await Promise.all([...this.#pieces.keys()].map((job) => this.#look(job)));
    } catch {
      // The next beat does it: a server that cannot be written to is found out by the piece that it does not take.
    } finally {
      this.#beating = false;
    }
  }

  /** What has become of a job. */
  #look(name: string): Promise<void> {
    return this.#settling(name, async (piece) => {
      const job: Job | undefined = await this.#queue.getJob(name);
      const state = job ? await job.getState() : 'unknown';
      if (this.#pieces.get(name) !== piece) return;
      if (job && state === 'completed') await this.#accept(piece, PieceDone.parse(job.returnvalue));
      else if (job && state === 'failed') this.#fail(piece, job.failedReason);
      else if (state === 'unknown') await this.#send(piece);
      else if (state === 'waiting' && (piece.signal.aborted || this.#forsaken)) await this.#withdraw(piece);
    });
  }

  /** Does something about a piece unless that is being done already. */
  async #settling(name: string, how: (piece: Piece) => Promise<void>): Promise<void> {
    const piece = this.#pieces.get(name);
    if (!piece?.sent || piece.settling || this.#closed) return;
    piece.settling = true;
    try {
      await how(piece);
    } catch (error) {
      // What comes back may be unreadable, as from a worker that is changed by hand; a lost connection is no fault.
      if (this.#server.reachable && ++piece.faults > MOST_FAULTS) this.#fail(piece, reasonOf(error));
    } finally {
      piece.settling = false;
    }
  }

  /** A result counts once: the piece is known here until then, and by that name no longer afterwards. */
  async #accept(piece: Piece, done: PieceDone): Promise<void> {
    const { outcome, worker, lane, beganAt, endedAt } = done;
    const bytes = done.state === null ? null : await this.#server.client.hgetBuffer(this.#keys.results, done.state);
    // The server has forgotten it: it is trained again.
    if (done.state !== null && bytes === null) return this.#again(piece);
    const local = (time: number) => time - this.#server.serverTime(0);
    const state = bytes === null ? null : unpackState(bytes).state;
    const part = {
      ...{ worker, lane, beganAt: local(beganAt), endedAt: local(endedAt) },
      result: { ...outcome, state },
    };
    this.#forget(piece, done.state);
    if (outcome.epochs.length > 0) {
      this.#pace.set(piece.order.trial, outcome.seconds / outcome.epochs.length);
    }
    if (piece.add(part)) return piece.resolve(piece.done);
    if (piece.hopeless)
      return piece.reject(new GivenBack('Its workers left again and again before an epoch was done.'));
    await this.#next(piece);
  }

  async #again(piece: Piece): Promise<void> {
    this.#forget(piece, null);
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

  /** The controller wants it to end: at once where nobody has begun it, else after the epoch under way. */
  async #takeBack(piece: Piece): Promise<void> {
    if (!piece.sent || this.#pieces.get(piece.job) !== piece) return;
    try {
      await this.#server.client.sadd(this.#keys.stops, piece.job);
      await this.#look(piece.job);
    } catch {
      // The connection was closed meanwhile; every look at the job tries again.
    }
  }

  /** Nobody has begun it. */
  async #withdraw(piece: Piece): Promise<void> {
    if ((await this.#queue.remove(piece.job)) === 0) return;
    const { aborted } = piece.signal;
    this.#settle(piece, () => {
      if (aborted) piece.resolve(piece.done);
      else piece.reject(new GivenBack('The queue has no worker left.'));
    });
  }

  get #forsaken(): boolean {
    return performance.now() - this.#lastReady > this.#timing.forsaken;
  }

  #settle(piece: Piece, how: () => void): void {
    this.#forget(piece, null);
    how();
  }

  /** Its job is of no more interest, whoever may still work on it. */
  #forget(piece: Piece, result: string | null): void {
    const { job } = piece;
    this.#pieces.delete(job);
    const { client } = this.#server;
    const calls = client.pipeline().hdel(this.#keys.states, job).srem(this.#keys.stops, job);
    if (result !== null) calls.hdel(this.#keys.results, result);
    void Promise.allSettled([calls.exec(), this.#queue.remove(job)]);
  }
}

/** Without what the client library adds to its errors: the command and its arguments. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
