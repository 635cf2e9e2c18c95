/**
 * Trials that wait, between two pieces: in memory, and as a file each, so that a sweep that is killed goes on where it was
 * and no epoch is trained twice.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { packState, unpackState } from './packed-state.ts';
import type { WorkEpoch, WorkState } from './work.ts';

export interface Snapshot {
  readonly state: WorkState;
  /** All epochs that led to it. */
  readonly curve: readonly WorkEpoch[];
}

/** Bytes of states that are kept in memory; beyond that the files serve. */
const MOST_MEMORY = 512 * 2 ** 20;

const NAME = /^trial-(\d+)\.safetensors$/;

export class Snapshots {
  readonly #folder: string;
  /** The one that was used last comes last. */
  readonly #memory = new Map<number, { readonly snapshot: Snapshot; readonly bytes: number }>();
  #bytes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Snapshots> {
    await mkdir(folder, { recursive: true });
    return new Snapshots(folder);
  }

  /** Numbers of the trials that have one on the disk. */
  numbers(): number[] {
    return readdirSync(this.#folder).flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  }

  /**
   * Renamed but not synced: the death of this process loses nothing, a power cut what is newest. It is a tenth of a
   * millisecond, and what follows may count on it.
   */
  put(trial: number, snapshot: Snapshot): void {
    const packed = packState(snapshot.state, snapshot.curve);
    this.#remember(trial, snapshot, packed.byteLength);
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    writeFileAtomic.sync(this.#file(trial), bytes, { fsync: false });
  }

  /** Null if there is none, or where the file is damaged: the trial then begins again, and comes to the same. */
  get(trial: number): Snapshot | null {
    const known = this.#memory.get(trial);
    if (known) return known.snapshot;
    try {
      return unpackState(readFileSync(this.#file(trial)));
    } catch {
      return null;
    }
  }

  drop(trial: number): void {
    this.#forget(trial);
    rmSync(this.#file(trial), { force: true });
  }

  #file(trial: number): string {
    return join(this.#folder, `trial-${trial}.safetensors`);
  }

  #remember(trial: number, snapshot: Snapshot, bytes: number): void {
    this.#forget(trial);
    this.#memory.set(trial, { snapshot, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#memory.keys()) {
      if (this.#bytes <= MOST_MEMORY) break;
      this.#forget(oldest);
    }
  }

  #forget(trial: number): void {
    this.#bytes -= this.#memory.get(trial)?.bytes ?? 0;
    this.#memory.delete(trial);
  }
}
