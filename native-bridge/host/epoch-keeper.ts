/** Keeps epochs of a run for later inspection (see training/kept-epochs.ts), in the run's folder `kept`. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ImageSet } from '../../datasets/dataset.ts';
import { placeOfSource, VERSION_FILE_ENDING } from '../../datasets/formats/version-file.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import type { RunState } from '../training/checkpoint-state.ts';
import { staysKept } from '../training/kept-epochs.ts';
import { encodeKept, KEPT_RUN, type KeptRun, keptAfter, keptName } from '../training/kept-file.ts';

/**
 * Every file is written under another name and renamed, so a kill leaves no half-written file. Each exists before the
 * checkpoint of its epoch is saved, so a run that is resumed from there has no gap; `begin` writes that of the checkpoint
 * it starts at. Nothing is synced: a sync takes as long as an epoch, and a power cut could only lose a view of the past,
 * not the run.
 */
export class EpochKeeper {
  readonly #folder: string;
  readonly #kept: Set<number>;
  /** The last whole epoch. */
  #last: Checkpoint;

  private constructor(folder: string, kept: Set<number>, last: Checkpoint) {
    this.#folder = folder;
    this.#kept = kept;
    this.#last = last;
  }

  /**
   * Starts at the checkpoint: later epochs kept by a killed session are removed, because they are trained again.
   * @throws the system's error if the disk fails, here and in the other methods
   */
  static async begin(folder: string, checkpoint: Checkpoint, train: ImageSet): Promise<EpochKeeper> {
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(join(folder, KEPT_RUN), JSON.stringify(keptRun(checkpoint.state, train)));
    const names = await readdir(folder);
    const kept = new Set(names.map(keptAfter).filter((after) => after !== null));
    const keeper = new EpochKeeper(folder, kept, checkpoint);
    await keeper.flush();
    return keeper;
  }

  /** After every whole epoch, before its checkpoint is saved. */
  async epoch(checkpoint: Checkpoint): Promise<void> {
    this.#last = checkpoint;
    if (!staysKept(this.#done, this.#done)) return;
    await this.#write();
    await this.#prune();
  }

  /** At the end of a session: makes sure that the last epoch is kept. */
  async flush(): Promise<void> {
    if (!this.#kept.has(this.#done)) await this.#write();
    await this.#prune();
  }

  get #done(): number {
    return this.#last.state.history.length;
  }

  async #write(): Promise<void> {
    const { parameters, slots, state } = this.#last;
    const bytes = encodeKept({ parameters, optimizer: { steps: state.steps, slots } });
    await writeFileAtomic(join(this.#folder, keptName(this.#done)), Buffer.from(bytes.buffer), { fsync: false });
    this.#kept.add(this.#done);
  }

  async #prune(): Promise<void> {
    for (const after of this.#kept) {
      if (after === this.#done || (after < this.#done && staysKept(after, this.#done))) continue;
      await rm(join(this.#folder, keptName(after)), { force: true });
      this.#kept.delete(after);
    }
  }
}

function keptRun({ network, hyperparameters, seed, epochs, dataset }: RunState, train: ImageSet): KeptRun {
  const ofLab = dataset.spec.endsWith(VERSION_FILE_ENDING);
  const pictures = ofLab ? train.sources.map(placeOfSource) : null;
  return { format: 1, network, hyperparameters, seed, epochs, count: train.count, pictures };
}
