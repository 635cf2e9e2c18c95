/** Brings a run to its folder: which whole epoch lies on the disk, and which still waits in memory. */
import { type Checkpoint, saveCheckpoint } from '../training/checkpoint.ts';
import { type RunFolder, recordRun } from './run-folder.ts';

/**
 * Least time between the saves of two epochs, in ms. A save syncs three files, 5 ms (course) to 35 ms (lenet5) on our disk,
 * and an epoch can take 10 ms: saved each time, a run would wait for the disk. A kill costs so much of training at most.
 */
export const SAVE_EVERY = 1000;

/** One run's checkpoint, run.json and cost.svg, written together: the last two show what the first holds. */
export class RunKeeper {
  readonly #folder: RunFolder;
  readonly #now: () => number;
  /** The last whole epoch, where it is not on the disk yet. */
  #waiting: Checkpoint | null = null;
  /** ms; long ago at first, so that a run that has shown an epoch can always go on from it. */
  #lastSave = Number.NEGATIVE_INFINITY;

  /** @param now ms; only differences count */
  constructor(folder: RunFolder, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Saves what a run starts from: one that is killed in its first epoch can be resumed like any other. */
  async begin(checkpoint: Checkpoint): Promise<void> {
    this.#waiting = checkpoint;
    await this.flush();
  }

  /** Takes a whole epoch over (its arrays must stay as they are); saves it where the last save is long enough ago. */
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
