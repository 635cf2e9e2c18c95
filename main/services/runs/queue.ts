/** Trains what waits, one after the other; a run and a sweep wait for one another (see machine.ts). */
import { existsSync } from 'node:fs';
import { HostError } from '../../hosts/host-error.ts';
import { failureOf } from '../../ipc/answer.ts';
import type { RunState, RunSummary } from '../../ipc/nouns/run.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Machine } from '../machine.ts';
import type { Models } from '../models/service.ts';
import { readRunRecord } from '../run-record.ts';
import { refused } from './failure-words.ts';
import type { RunRows } from './run-rows.ts';
import { checkpointOf, columnsOf, type Ending, Sitting, type SittingWatch } from './sitting.ts';

interface Rooms {
  readonly datasets: Datasets;
  readonly models: Models;
  readonly machine: Machine;
}

export class RunQueue {
  readonly #context: LabContext;
  readonly #rows: RunRows;
  readonly #rooms: Rooms;
  /** What trains now, or is being finished; a run at most once. */
  readonly #sittings = new Map<number, { sitting: Sitting; end: Promise<void> }>();
  readonly #wake = () => this.next();
  #training = false;
  #closed = false;

  constructor(context: LabContext, rows: RunRows, rooms: Rooms) {
    this.#context = context;
    this.#rows = rows;
    this.#rooms = rooms;
  }

  /**
   * Behind the opening of the lab: what was training when it closed, or died, is paused with what its folder holds. What
   * waited goes on by itself.
   */
  reopen(): void {
    for (const run of this.#rows.interrupted()) {
      const history = readRunRecord(this.#context.paths.run(run.id))?.history ?? [];
      this.#rows.putEpochs(run.id, history, 0);
      this.#rows.setState(run.id, { kind: 'paused' });
    }
    this.next();
  }

  /** Begins with the next that waits, where the machine is free. */
  next(): void {
    if (this.#training || this.#closed) return;
    const [run] = this.#rows.waiting();
    if (!run) {
      this.#rooms.machine.leave(this.#wake);
      return;
    }
    const release = this.#rooms.machine.take({ kind: 'run', name: run.name }, this.#wake);
    if (!release) {
      this.changed(run.id);
      return;
    }
    this.#training = true;
    void this.#sit(run, null).finally(() => {
      this.#training = false;
      release();
      this.next();
    });
  }

  /** Pauses one that trains; it keeps its last whole epoch. False where it does not train. */
  pause(run: RunSummary): boolean {
    const running = this.#sittings.get(run.id);
    if (!running || run.state.kind !== 'training') return false;
    this.#say(run.id, { kind: 'pausing' });
    running.sitting.end({ kind: 'stop' });
    return true;
  }

  /** Makes the model of what there is: of one that trains, or of one that rests, beside what trains. */
  finish(run: RunSummary, at: 'last' | 'best'): void {
    if (run.epochs === 0) throw refused(run, 'has no whole epoch to make a model of', 'Let it train longer.');
    if (at === 'best' && run.best === null) {
      throw refused(
        run,
        'has no best epoch, for no validation accuracy was measured',
        'Stop at the last epoch; a run with a validation split finds its best one.',
      );
    }
    const running = this.#sittings.get(run.id);
    if (running) {
      this.#say(run.id, { kind: 'finishing', at });
      running.sitting.end({ kind: 'finish', at });
    } else {
      void this.#sit(run, { kind: 'finish', at });
    }
  }

  /** Resolves when that run does not train any more. */
  async settled(id: number): Promise<void> {
    await this.#sittings.get(id)?.end;
  }

  /** Ends what trains behind its step; it is paused. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = [...this.#sittings].map(([id, { sitting, end }]) => {
      if (this.#rows.get(id).state.kind === 'training') sitting.end({ kind: 'stop' });
      return end;
    });
    await Promise.all(ends);
  }

  #sit(run: RunSummary, ending: Ending | null): Promise<void> {
    const { dataset } = run.settings;
    const folder = this.#context.paths.run(run.id);
    const order = {
      ...{ run, folder, resume: existsSync(checkpointOf(folder)), measureTest: !this.#testFrozen(dataset) },
      data: () => this.#rooms.datasets.versionFile(dataset, run.datasetVersion),
    };
    const sitting = new Sitting(order, this.#watchOf(run.id));
    if (ending) sitting.end(ending);
    this.#say(run.id, ending?.kind === 'finish' ? { kind: 'finishing', at: ending.at } : training(null, Date.now()));
    if (run.state.kind === 'queued') this.queueChanged();
    const end = this.#train(run, sitting, folder).finally(() => this.#sittings.delete(run.id));
    this.#sittings.set(run.id, { sitting, end });
    return end;
  }

  async #train(run: RunSummary, sitting: Sitting, folder: string): Promise<void> {
    const { id } = run;
    try {
      const trained = await sitting.run();
      if (trained === null) return this.#say(id, { kind: 'paused' });
      const model = await this.#rooms.models.addFromRun({ id, name: this.#rows.get(id).name, folder });
      const { epoch, trainAccuracy, validationAccuracy, testAccuracy } = trained;
      // It was chosen among many: from here on the test split has been looked at.
      if (testAccuracy !== null && run.settings.trial) this.#lookedAtTest(run, model);
      this.#say(id, { kind: 'done', epoch, trainAccuracy, validationAccuracy, testAccuracy, model });
    } catch (error) {
      if (!(error instanceof HostError)) console.error(error);
      this.#say(id, { kind: 'failed', error: failureOf(error), resumable: existsSync(checkpointOf(folder)) });
    }
  }

  /** A dataset that is gone by now keeps no record. */
  #lookedAtTest({ settings }: RunSummary, model: number): void {
    try {
      this.#rooms.datasets.lookAtTest(settings.dataset, model);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
    }
  }

  /** A dataset that is gone has no test split to protect; the version's file then says what is missing. */
  #testFrozen(dataset: number): boolean {
    try {
      return this.#rooms.datasets.summary(dataset).testFrozen;
    } catch {
      return false;
    }
  }

  #watchOf(id: number): SittingWatch {
    return {
      step: (step) => {
        const { state } = this.#rows.get(id);
        if (state.kind === 'training') this.#say(id, training(step, state.since));
      },
      begun: (backend) => {
        this.#rows.setBackend(id, backend);
        this.changed(id);
      },
      known: () => this.#rows.get(id).epochs,
      epochs: (epochs, whole, pace) => {
        this.#rows.putEpochs(id, epochs, whole);
        if (epochs.length > 0) this.#context.emit('run', { kind: 'epochs', run: id, columns: columnsOf(epochs), pace });
        else this.changed(id);
      },
    };
  }

  #say(id: number, state: RunState): void {
    this.#rows.setState(id, state);
    this.changed(id);
  }

  changed(id: number): void {
    this.#context.emit('run', { kind: 'changed', run: this.#rows.get(id) });
  }

  /** Tells of those that wait: where one comes or goes, the others have another place. */
  queueChanged(but?: number): void {
    for (const run of this.#rows.waiting()) {
      if (run.id !== but) this.#context.emit('run', { kind: 'changed', run });
    }
  }
}

function training(step: string | null, since: number): RunState {
  return { kind: 'training', since, step };
}
