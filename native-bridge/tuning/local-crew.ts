/**
 * The lanes of this machine: each trains one piece at a time, with one thread if the backend allows concurrent
 * sessions.
 */
import type { Backend } from '../backends/backend.ts';
import { type Trainer, trainPiece } from './trainer.ts';
import type { Crew, DoneWork, WorkOrder, WorkState } from './work.ts';

export const THIS_MACHINE = 'this machine';

/** @param wanted null: one lane per core */
export function laneCount(backend: Backend, wanted: number | null, cores: number): number {
  return backend.concurrentSessions ? (wanted ?? cores) : 1;
}

export class LocalCrew implements Crew {
  readonly name = THIS_MACHINE;
  readonly places: number;
  readonly #trainer: Trainer;
  readonly #free: number[];

  constructor(trainer: Omit<Trainer, 'threads'>, lanes: number) {
    this.places = lanes;
    this.#free = Array.from({ length: lanes }, (_, lane) => lane);
    // A single lane has the whole machine.
    this.#trainer = lanes > 1 ? { ...trainer, threads: 1 } : trainer;
  }

  onChange(): void {
    // The lanes of a machine never change.
  }

  async train(order: WorkOrder, state: WorkState | null, signal: AbortSignal): Promise<DoneWork> {
    const lane = this.#free.shift();
    if (lane === undefined) throw new Error('a piece was given to a crew whose lanes are taken');
    const beganAt = Date.now();
    try {
      const result = await trainPiece(this.#trainer, order, state, signal);
      return { result, worker: this.name, lane, beganAt, endedAt: Date.now() };
    } finally {
      this.#free.unshift(lane);
      this.#free.sort((a, b) => a - b);
    }
  }

  async close(): Promise<void> {
    // Sessions are closed at the end of their pieces.
  }
}
