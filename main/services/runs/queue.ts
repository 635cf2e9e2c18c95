/**
 * Trains queued runs one after another, and the runs of a group side by side. Runs and sweeps wait for each other (see
 * machine.ts).
 */
import { existsSync } from 'node:fs';
import { HostError } from '../../hosts/host-error.ts';
import type { TrainingSet } from '../../hosts/training-set.ts';
import { failureOf } from '../../ipc/answer.ts';
import type { RunState, RunSummary } from '../../ipc/schemas/run.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Machine } from '../machine.ts';
import { modelFile } from '../models/model-files.ts';
import type { Models } from '../models/service.ts';
import { readRunRecord } from '../run-record.ts';
import { checkpointOf } from '../training.ts';
import { datasetGone, requireFinishable } from './failure-words.ts';
import { belongTogether, hasPlace, openGroupSet, type Turn } from './group-set.ts';
import type { RunRows } from './run-rows.ts';

import { lookedAtTest, testFrozen } from './test-split.ts';
import { columnsOf, type Ending, type SessionWatch, TrainingSession, training } from './training-session.ts';

interface Rooms {
  readonly datasets: Datasets;
  readonly models: Models;
  readonly machine: Machine;
}

export class RunQueue {
  readonly #context: LabContext;
  readonly #rows: RunRows;
  readonly #rooms: Rooms;
  /** Runs that are training or being finished now; each at most once. */
  readonly #sessions = new Map<number, { session: TrainingSession; end: Promise<void> }>();
  readonly #wake = () => this.next();
  /** Null: nothing is training; a promise: its set is being opened. */
  #turn: Turn | Promise<void> | null = null;
  /** Runs whose set died: one of them may be the cause, so each continues in a separate host. */
  readonly #alone = new Set<number>();
  /** Releases the machine at the end of the turn. */
  #release: () => void = () => {};
  #closed = false;

  constructor(context: LabContext, rows: RunRows, rooms: Rooms) {
    this.#context = context;
    this.#rows = rows;
    this.#rooms = rooms;
  }

  /**
   * Called after the lab is opened: runs that were training when it closed or died are paused with what their folders
   * contain. Queued runs start by themselves.
   */
  reopen(): void {
    for (const run of this.#rows.interrupted()) {
      const history = readRunRecord(this.#context.paths.run(run.id))?.history ?? [];
      this.#rows.putEpochs(run.id, history, 0);
      this.#rows.setState(run.id, { kind: 'paused' });
    }
    this.next();
  }

  /** Starts the next queued run if the machine is free or a set has a free thread. */
  next(): void {
    if (this.#closed || this.#turn instanceof Promise) return;
    const [run, second] = this.#rows.waiting();
    if (this.#turn) {
      if (!this.#rooms.machine.contended) this.#fill(this.#turn);
      return;
    }
    if (!run) {
      this.#rooms.machine.leave(this.#wake);
      return;
    }
    const release = this.#rooms.machine.take({ kind: 'run', name: run.name }, this.#wake);
    if (!release) {
      this.changed(run.id);
      return;
    }
    if (second && this.#together(run, second)) this.#turn = this.#open([run, second], release);
    else this.#begin({ first: run, set: null, running: 0 }, release);
  }

  /** Never rejects: if no set can be opened, the run trains alone. */
  async #open(waiting: readonly RunSummary[], release: () => void): Promise<void> {
    const set = await openGroupSet(waiting).catch((error: unknown) => {
      console.error(error);
      return null;
    });
    // Queued runs may have been paused or moved meanwhile.
    const [first] = this.#rows.waiting();
    this.#turn = null;
    if (first && !this.#closed) {
      const fits = set !== null && this.#together(waiting[0]!, first);
      if (!fits) set?.close();
      this.#begin({ first, set: fits ? set : null, running: 0 }, release);
    } else {
      set?.close();
      release();
    }
  }

  #begin(turn: Turn, release: () => void): void {
    this.#turn = turn;
    this.#release = release;
    this.#fill(turn);
  }

  /** Starts as many runs as the turn has threads for. */
  #fill(turn: Turn): void {
    for (const run of this.#rows.waiting()) {
      if (!hasPlace(turn) || (run.id !== turn.first.id && !this.#together(turn.first, run))) return;
      turn.running++;
      void this.#startSession(run, null, turn.set).finally(() => {
        turn.running--;
        // If a sweep waits for the machine, it gets it once the current runs have ended.
        if (turn.set && !this.#closed && !this.#rooms.machine.contended) this.#fill(turn);
        if (turn.running === 0) this.#leave(turn);
      });
    }
  }

  #together(first: RunSummary, run: RunSummary): boolean {
    return belongTogether(first, run) && !this.#alone.has(first.id) && !this.#alone.has(run.id);
  }

  #leave(turn: Turn): void {
    turn.set?.close();
    this.#turn = null;
    this.#release();
    this.next();
  }

  /** Pauses a training run; it keeps its last completed epoch. False if it is not training. */
  pause(run: RunSummary): boolean {
    const running = this.#sessions.get(run.id);
    if (!running || run.state.kind !== 'training') return false;
    this.#setState(run.id, { kind: 'pausing' });
    running.session.end({ kind: 'stop' });
    return true;
  }

  /** Makes the model from what there is: of a training run, or of one at rest, alongside other training. */
  finish(run: RunSummary, at: 'last' | 'best'): void {
    requireFinishable(run, at);
    const running = this.#sessions.get(run.id);
    if (running) {
      this.#setState(run.id, { kind: 'finishing', at });
      running.session.end({ kind: 'finish', at });
    } else {
      void this.#startSession(run, { kind: 'finish', at }, null);
    }
  }

  /** Resolves when that run is no longer training. */
  async settled(id: number): Promise<void> {
    await this.#sessions.get(id)?.end;
  }

  /** Stops training runs after their current step; they are paused. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#turn instanceof Promise) await this.#turn;
    const ends = [...this.#sessions].map(([id, { session, end }]) => {
      if (this.#rows.get(id).state.kind === 'training') session.end({ kind: 'stop' });
      return end;
    });
    await Promise.all(ends);
  }

  #startSession(run: RunSummary, ending: Ending | null, set: TrainingSet | null): Promise<void> {
    const { dataset, from } = run.settings;
    const folder = this.#context.paths.run(run.id);
    const order = {
      ...{
        run,
        folder,
        set,
        resume: existsSync(checkpointOf(folder)),
        measureTest: !testFrozen(this.#rooms.datasets, dataset),
        from: typeof from === 'number' ? modelFile(this.#context.paths.model(from)) : from,
      },
      data: () => this.#rooms.datasets.versionFile(dataset, run.datasetVersion),
    };
    const session = new TrainingSession(order, this.#watchOf(run.id));
    if (ending) session.end(ending);
    this.#setState(
      run.id,
      ending?.kind === 'finish' ? { kind: 'finishing', at: ending.at } : training(null, Date.now()),
    );
    if (run.state.kind === 'queued') this.queueChanged();
    const end = this.#train(run, session, { folder, set }).finally(() => this.#sessions.delete(run.id));
    this.#sessions.set(run.id, { session, end });
    return end;
  }

  async #train(
    run: RunSummary,
    session: TrainingSession,
    at: { folder: string; set: TrainingSet | null },
  ): Promise<void> {
    const { id } = run;
    const { folder, set } = at;
    try {
      const trained = await session.run();
      if (trained === null) return this.#setState(id, { kind: 'paused' });
      const model = await this.#rooms.models.addFromRun({ id, name: this.#rows.get(id).name, folder });
      const { epoch, trainAccuracy, validationAccuracy, testAccuracy } = trained;
      // The trial was chosen among many: from now on the test split counts as looked at.
      if (testAccuracy !== null && run.settings.trial) lookedAtTest(this.#rooms.datasets, run, model);
      this.#setState(id, { kind: 'done', epoch, trainAccuracy, validationAccuracy, testAccuracy, model });
    } catch (error) {
      if (!(error instanceof HostError)) console.error(error);
      if (set && !set.alive) {
        const { kind } = this.#rows.get(id).state;
        if (kind === 'pausing') return this.#setState(id, { kind: 'paused' });
        if (kind === 'training') {
          this.#alone.add(id);
          return this.#setState(id, { kind: 'queued', place: 1 });
        }
      }
      // Whatever the host reported: its remedy, to resume, would be of no use.
      const gone = this.#rooms.datasets.has(run.settings.dataset) ? null : datasetGone(run);
      const resumable = gone === null && existsSync(checkpointOf(folder));
      this.#setState(id, { kind: 'failed', error: failureOf(gone ?? error), resumable });
    }
  }

  #watchOf(id: number): SessionWatch {
    return {
      step: (step) => {
        const { state } = this.#rows.get(id);
        if (state.kind === 'training') this.#setState(id, training(step, state.since));
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

  #setState(id: number, state: RunState): void {
    this.#rows.setState(id, state);
    this.changed(id);
  }

  changed(id: number): void {
    this.#context.emit('run', { kind: 'changed', run: this.#rows.get(id) });
  }

  /** Reports the queued runs: when one is added or removed, the others get another place. */
  queueChanged(but?: number): void {
    for (const run of this.#rows.waiting()) {
      if (run.id !== but) this.#context.emit('run', { kind: 'changed', run });
    }
  }
}
