/**
 * States of waiting trials between two pieces: in memory, and one file per piece, so that a sweep that is killed resumes
 * without training an epoch twice. What is resumed may know less of a trial than was trained: it needs the state where
 * its own piece ends, not the newest. That is why the files of earlier pieces stay until their trial is dropped.
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

/** Of trial 8 after 4 epochs: `trial-8-4.safetensors`. */
const NAME = /^trial-(\d+)-(\d+)\.safetensors$/;

export class Snapshots {
  readonly #folder: string;
  /** The numbers of epochs after which each trial has a file, ascending. */
  readonly #epochs = new Map<number, number[]>();
  /** The last one put of each trial; most recently used last. */
  readonly #memory = new Map<number, { readonly snapshot: Snapshot; readonly bytes: number }>();
  #bytes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    for (const name of readdirSync(folder)) {
      const [, trial, epochs] = NAME.exec(name) ?? [];
      if (trial !== undefined) this.#list(Number(trial), Number(epochs));
      // Half-written by a process that was killed, or named by an older version, without the number of epochs.
      else rmSync(join(folder, name), { force: true });
    }
  }

  static async open(folder: string): Promise<Snapshots> {
    await mkdir(folder, { recursive: true });
    return new Snapshots(folder);
  }

  /** Numbers of the trials that have one. */
  numbers(): number[] {
    return [...this.#epochs.keys()];
  }

  /**
   * Renamed but not synced: if this process dies nothing is lost, in a power cut the newest data. It takes a tenth of a
   * millisecond, and is complete when the call returns.
   */
  put(trial: number, snapshot: Snapshot): void {
    const packed = packState(snapshot.state, snapshot.curve);
    this.#remember(trial, snapshot, packed.byteLength);
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    writeFileAtomic.sync(this.#file(trial, snapshot.curve.length), bytes, { fsync: false });
    this.#list(trial, snapshot.curve.length);
  }

  /**
   * The newest of a trial with at most so many epochs. Null if there is none that is not damaged: the trial then starts
   * again, with the same result.
   */
  get(trial: number, mostEpochs = Number.POSITIVE_INFINITY): Snapshot | null {
    for (const epochs of (this.#epochs.get(trial) ?? []).toReversed()) {
      const found = epochs <= mostEpochs ? this.#read(trial, epochs) : null;
      if (found) return found;
    }
    return null;
  }

  drop(trial: number): void {
    this.#forget(trial);
    for (const epochs of this.#epochs.get(trial) ?? []) rmSync(this.#file(trial, epochs), { force: true });
    this.#epochs.delete(trial);
  }

  #read(trial: number, epochs: number): Snapshot | null {
    const known = this.#memory.get(trial)?.snapshot;
    if (known?.curve.length === epochs) return known;
    try {
      return unpackState(readFileSync(this.#file(trial, epochs)));
    } catch {
      return null;
    }
  }

  #file(trial: number, epochs: number): string {
    return join(this.#folder, `trial-${trial}-${epochs}.safetensors`);
  }

  #list(trial: number, epochs: number): void {
    const known = this.#epochs.get(trial) ?? [];
    this.#epochs.set(
      trial,
      [...new Set([...known, epochs])].sort((a, b) => a - b),
    );
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
