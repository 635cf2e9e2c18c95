/** A worker: finds sweeps on a queue, works on one of them at a time, and shows itself to all of them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { homeFolder } from '../backends/building/install.ts';
import { readSweepCard, type SweepCard, type WorkerCard, type WorkerState } from './cards.ts';
import { chooseSweep, type OpenSweep } from './choose-sweep.ts';
import { connectQueue, type QueueServer } from './connect.ts';
import { SWEEPS, sweepKeys } from './keys.ts';
import { KEYS_LIVE } from './own-queue.ts';
import type { OnProgress } from './picture-transfer.ts';
import { type EndedPiece, Shift } from './shift.ts';
import { TIMING, type Timing } from './timing.ts';
import { mismatch, ownVersions } from './versions.ts';
import { whileWorthIt, withinLimit } from './waiting.ts';
import type { WorkPlace } from './work-place.ts';

export interface WorkerOptions {
  /** See address.ts. */
  readonly url: string;
  /** Shown to the people who run sweeps. */
  readonly name: string;
  /** Shown until the first work place is open. */
  readonly lanes: number;
  /** Folder of the picture cache; default: in the user's cache folder. */
  readonly cache?: string;
  readonly timing?: Timing;
  /** Opens a work place. @throws Error with the reason why this machine cannot work on that sweep */
  open(card: SweepCard, pictures: string): Promise<WorkPlace>;
  hear(event: WorkerEvent): void;
  onProgress?: OnProgress;
  /** Ends the worker: pieces in progress end after their epoch and are returned. */
  readonly signal: AbortSignal;
}

export type WorkerEvent =
  | { readonly kind: 'connected'; readonly name: string }
  | { readonly kind: 'reachable'; readonly reachable: boolean }
  | {
      readonly kind: 'sweep';
      readonly sweep: string;
      readonly title: string;
      readonly state: WorkerState | { kind: 'left' };
    }
  | ({ readonly kind: 'piece'; readonly sweep: string } & EndedPiece);

/** ms until a sweep that this machine could not work on is tried again. */
const TRY_AGAIN = 60_000;
/** ms to sign off from a server that does not answer. */
const GOODBYE = 1000;
/** Number of beats without a sign of life until the worker leaves a sweep. */
const PATIENCE = 5;

/**
 * Works until the signal is aborted.
 * @throws ArgumentError, QueueError as in connectQueue; once connected, it waits for a lost server
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const server = await connectQueue(options.url, options.timing);
  options.hear({ kind: 'connected', name: options.name });
  server.onReachable((reachable) => options.hear({ kind: 'reachable', reachable }));
  const worker = new QueueWorker(server, options);
  try {
    while (!options.signal.aborted) {
      // A beat waits for an unreachable server, but leaving does not.
      await whileWorthIt(worker.beat(), GOODBYE, () => !options.signal.aborted || server.reachable);
      await pause((options.timing ?? TIMING).beat, undefined, { signal: options.signal }).catch(() => {});
    }
  } finally {
    await worker.leave();
    server.close();
  }
}

/** A sweep on the server; a string says why its card cannot be read. */
interface Found {
  readonly id: string;
  readonly card: SweepCard | string;
}

class QueueWorker {
  readonly #id = randomUUID();
  readonly #server: QueueServer;
  readonly #options: WorkerOptions;
  readonly #timing: Timing;
  #beats = 0;
  #left = false;
  #shift: Shift | null = null;
  /** Beats since the current sweep was last seen. */
  #missed = 0;
  /** Sweeps that this machine cannot work on: the reason, and until when. */
  readonly #refused = new Map<string, { reason: string; until: number }>();
  /** The last report, by sweep. */
  readonly #reported = new Map<string, string>();

  constructor(server: QueueServer, options: WorkerOptions) {
    this.#server = server;
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
  }

  /** Looks for sweeps, moves where it is needed, and shows itself. */
  async beat(): Promise<void> {
    if (!this.#server.reachable) return;
    this.#beats++;
    try {
      const found = await this.#find();
      await this.#move(found);
      await this.#show(found);
    } catch {
      // The server is unreachable again; the next beat notices.
    }
  }

  async leave(): Promise<void> {
    this.#left = true;
    const shift = this.#shift;
    await shift?.end();
    if (shift) this.#report(shift.card.sweep, shift.card.title, { kind: 'left' });
    if (this.#server.reachable) await withinLimit(this.#removeCards(), GOODBYE);
  }

  async #find(): Promise<Found[]> {
    const { client } = this.#server;
    const ids = await client.zrange(SWEEPS, '0', '-1');
    if (ids.length === 0) return [];
    const cards = await client.mget(ids.map((id) => sweepKeys(id).card));
    return ids.flatMap((id, i) => (cards[i] ? [{ id, card: readSweepCard(cards[i]) }] : []));
  }

  async #move(found: readonly Found[]): Promise<void> {
    const current = this.#shift?.card.sweep ?? null;
    // Its sign of life may just be late, for example after the server was unreachable.
    this.#missed = current === null || found.some(({ id }) => id === current) ? 0 : this.#missed + 1;
    if (this.#missed > 0 && this.#missed < PATIENCE) return;
    if (this.#shift?.state.kind === 'refused') this.#refuse(this.#shift);
    const choice = chooseSweep(this.#id, current, await this.#open(found));
    if (choice === current && this.#shift?.state.kind !== 'refused') return;
    await this.#leaveShift();
    const next = found.find(({ id }) => id === choice);
    if (next && typeof next.card === 'object' && !this.#left) this.#shift = this.#begin(next.card);
  }

  #begin(card: SweepCard): Shift {
    const { name, cache = join(homeFolder(), 'pictures'), open, onProgress, hear } = this.#options;
    return new Shift({
      ...{ server: this.#server, card, name, cache, timing: this.#timing },
      open: (sweep, pictures) => open(sweep, pictures),
      ...(onProgress && { onProgress }),
      onPiece: (piece) => hear({ kind: 'piece', sweep: card.sweep, ...piece }),
    });
  }

  async #leaveShift(): Promise<void> {
    const shift = this.#shift;
    if (!shift) return;
    this.#shift = null;
    await shift.end();
    if (shift.state.kind !== 'refused') this.#report(shift.card.sweep, shift.card.title, { kind: 'left' });
  }

  #refuse(shift: Shift): void {
    if (shift.state.kind !== 'refused') return;
    this.#refused.set(shift.card.sweep, { reason: shift.state.reason, until: performance.now() + TRY_AGAIN });
  }

  /** The sweeps that it can work on, oldest first; with their workers if there are several sweeps. */
  async #open(found: readonly Found[]): Promise<OpenSweep[]> {
    const fit = found.filter((sweep) => this.#reason(sweep) === null);
    if (fit.length === 1) return [{ id: fit[0]!.id, workers: [] }];
    return Promise.all(
      fit.map(async ({ id }) => {
        const cards = await this.#server.client.hgetall(sweepKeys(id).workers);
        const workers = Object.entries(cards).filter(([, json]) => /"kind":"(ready|preparing)"/.test(json));
        return { id, workers: workers.map(([worker]) => worker) };
      }),
    );
  }

  /** Why it cannot work on that sweep; null if it can, as far as known. */
  #reason({ id, card }: Found): string | null {
    if (typeof card === 'string') return card;
    const refused = this.#refused.get(id);
    if (refused && performance.now() < refused.until) return refused.reason;
    return mismatch(card.versions, ownVersions(card.versions.backend));
  }

  async #show(found: readonly Found[]): Promise<void> {
    const calls = this.#server.client.pipeline();
    for (const sweep of found) {
      const state = this.#stateFor(sweep);
      const lanes = this.#shift?.lanes ?? this.#options.lanes;
      const card: WorkerCard = { name: this.#options.name, lanes, state, beat: this.#beats };
      const { workers } = sweepKeys(sweep.id);
      // The sweep may have ended since it was found, and nobody else would remove the card.
      calls.hset(workers, this.#id, JSON.stringify(card)).pexpire(workers, KEYS_LIVE);
      const title = typeof sweep.card === 'string' ? sweep.id : sweep.card.title;
      if (state.kind !== 'elsewhere') this.#report(sweep.id, title, state);
    }
    await calls.exec();
  }

  #stateFor(sweep: Found): WorkerState {
    if (this.#shift?.card.sweep === sweep.id) return this.#shift.state;
    const reason = this.#reason(sweep);
    return reason === null ? { kind: 'elsewhere' } : { kind: 'refused', reason };
  }

  /** Reports every change once. */
  #report(sweep: string, title: string, state: WorkerState | { kind: 'left' }): void {
    const text = JSON.stringify(state);
    if (this.#reported.get(sweep) === text) return;
    this.#reported.set(sweep, text);
    this.#options.hear({ kind: 'sweep', sweep, title, state });
  }

  async #removeCards(): Promise<void> {
    const ids = await this.#server.client.zrange(SWEEPS, '0', '-1');
    await Promise.all(ids.map((id) => this.#server.client.hdel(sweepKeys(id).workers, this.#id)));
  }
}
