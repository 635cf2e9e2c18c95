/** Saves a run to its folder; the latest epochs can still be waiting in memory. */
import { type Checkpoint, saveCheckpoint } from '../training/checkpoint.ts';
import { type RunFolder, recordRun } from './run-folder.ts';

/**
 * Minimum time between saves of two epochs, in ms. A save syncs three files, 5 ms (course) to 35 ms (lenet5) on our
 * disk, and an epoch can take 10 ms: with a save each time, a run would wait for the disk. A kill loses at most this
 * much training.
 */
export const SAVE_EVERY = 1000;

/** Writes a run's checkpoint, run.json and cost.svg together: the last two show the content of the first. */
export class RunKeeper {
  readonly #folder: RunFolder;
  readonly #now: () => number;
  /** The last whole epoch, if it is not on disk yet. */
  #waiting: Checkpoint | null = null;
  /** ms; initially in the distant past, so that the first epoch is saved at once. */
  #lastSave = Number.NEGATIVE_INFINITY;

  /** @param now clock in ms; only differences matter */
  constructor(folder: RunFolder, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Saves the initial state: a run that is killed in its first epoch can be resumed like any other. */
  async begin(checkpoint: Checkpoint): Promise<void> {
    this.#waiting = checkpoint;
    await this.flush();
  }

  /** Takes over a whole epoch (its arrays must not change); saves it if the last save is long enough ago. */
  async epoch(checkpoint: Checkpoint): Promise<void> {
    this.#waiting = checkpoint;
    if (this.#now() - this.#lastSave < SAVE_EVERY) return;
    await this.flush();
    this.#lastSave = this.#now();
  }

  /** Saves the last whole epoch if it is not saved yet: at the end, at a stop, and before an error ends the run. */
  async flush(): Promise<void> {
    if (!this.#waiting) return;
    await saveCheckpoint(this.#folder.checkpoint, this.#waiting);
    await recordRun(this.#folder, this.#waiting.state);
    this.#waiting = null;
  }
}
