/**
 * States of waiting trials between two pieces: in memory, and one file each, so that a sweep that is killed resumes
 * without training an epoch twice.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { packState, unpackState } from './packed-state.ts';
import type { WorkEpoch, WorkState } from './work.ts';

export interface Snapshot {
  readonly state: WorkState;
  /** All epochs up to it. */
  readonly curve: readonly WorkEpoch[];
}

/** Bytes of states that are kept in memory; beyond that the files are used. */
const MOST_MEMORY = 512 * 2 ** 20;

const NAME = /^trial-(\d+)\.safetensors$/;

export class Snapshots {
  readonly #folder: string;
  /** Most recently used last. */
  readonly #memory = new Map<number, { readonly snapshot: Snapshot; readonly bytes: number }>();
  #bytes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Snapshots> {
    await mkdir(folder, { recursive: true });
    return new Snapshots(folder);
  }

  /** Numbers of the trials that have one on disk. */
  numbers(): number[] {
    return readdirSync(this.#folder).flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  }

  /**
   * Renamed but not synced: if this process dies nothing is lost, in a power cut the newest data. It takes a tenth of a
   * millisecond, and is complete when the call returns.
   */
  put(trial: number, snapshot: Snapshot): void {
    const packed = packState(snapshot.state, snapshot.curve);
    this.#remember(trial, snapshot, packed.byteLength);
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    writeFileAtomic.sync(this.#file(trial), bytes, { fsync: false });
  }

  /** Null if there is none, or the file is damaged: the trial then starts again, with the same result. */
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
