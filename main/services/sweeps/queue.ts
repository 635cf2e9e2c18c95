/** Runs sweeps one after another; runs and sweeps wait for each other (see machine.ts). */
import type { Budget, QueueState, SweepControl, Values } from '../../../native-bridge/host/sweep-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { failureOf } from '../../ipc/answer.ts';
import type { SweepState, SweepSummary } from '../../ipc/schemas/sweep.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Machine } from '../machine.ts';
import { curveColumns } from './curve-columns.ts';
import { latencyMeter } from './latency.ts';
import { guessedTrials } from './ordering.ts';
import { SweepSession, type SweepWatch } from './session.ts';
import { summaryOf } from './summary.ts';
import { QUEUED, type SweepRow, type SweepRows } from './sweep-rows.ts';
import type { SweepProgress, TrialRows } from './trial-rows.ts';

interface Parts {
  readonly context: LabContext;
  readonly rows: SweepRows;
  readonly trials: TrialRows;
  readonly datasets: Datasets;
  readonly machine: Machine;
}

/** The part of a sweep that exists only while it is running. */
interface Active {
  readonly session: SweepSession;
  readonly end: Promise<void>;
}

export class SweepQueue {
  readonly #parts: Parts;
  readonly #latency: (model: Uint8Array) => Promise<number>;
  readonly #active = new Map<number, Active>();
  readonly #secondsLeft = new Map<number, number | null>();
  /** Workers on other machines, by sweep. */
  readonly #workers = new Map<number, QueueState>();
  /** Addresses of servers, by sweep: in memory only. */
  readonly #servers = new Map<number, string>();
  /** States that could not be stored because the disk is full. */
  readonly #unsaved = new Map<number, SweepState>();
  readonly #wake = () => this.next();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#latency = latencyMeter(parts.context.db);
  }

  /** Called after the lab is opened: sweeps that were running are paused, queued ones start by themselves. */
  reopen(): void {
    for (const { id } of this.#parts.rows.interrupted()) this.#parts.rows.setState(id, { kind: 'paused' });
    this.next();
  }

  /** @param server address of a Redis or Valkey server, for this session and those after it until the lab is closed */
  setServer(id: number, server: string | undefined): void {
    if (server === undefined) this.#servers.delete(id);
    else this.#servers.set(id, server);
  }

  /** Adds it to the end of the queue. @param finishing only the best are to be trained again */
  enqueue(id: number, finishing = false): void {
    this.setState(id, { ...QUEUED, finishing });
    this.next();
  }

  /** Starts the next queued sweep if the machine is free. */
  next(): void {
    if (this.#closed || this.#active.size > 0) return;
    const { rows, machine } = this.#parts;
    const [sweep] = rows.waiting();
    if (!sweep) {
      machine.leave(this.#wake);
      return;
    }
    const release = machine.take({ kind: 'sweep', name: sweep.name }, this.#wake);
    if (!release) {
      this.changed(sweep.id);
      return;
    }
    void this.#work(sweep).finally(() => {
      this.#active.delete(sweep.id);
      this.#secondsLeft.delete(sweep.id);
      this.#workers.delete(sweep.id);
      this.changed(sweep.id);
      release();
      this.next();
    });
  }

  /** False if it is not running. */
  end(id: number, ending: 'stop' | 'finish'): boolean {
    const active = this.#active.get(id);
    if (!active) return false;
    active.session.end(ending);
    this.setState(id, { kind: ending === 'stop' ? 'pausing' : 'finishing' });
    return true;
  }

  /** False if it is not running. */
  control(id: number, control: SweepControl): boolean {
    const active = this.#active.get(id);
    active?.session.control(control);
    return active !== undefined;
  }

  extend(sweep: SweepRow, budget: Budget): void {
    this.#parts.rows.setPlan(sweep.id, { ...sweep.plan, budget });
    if (!this.control(sweep.id, { kind: 'extend', budget }) && isOver(sweep)) this.enqueue(sweep.id);
    else this.changed(sweep.id);
  }

  /** Resolves when that sweep is no longer running. */
  async settled(id: number): Promise<void> {
    await this.#active.get(id)?.end;
  }

  /** Running sweeps keep what they have and are paused. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = [...this.#active].map(([id, { session, end }]) => {
      session.end('stop');
      this.setState(id, { kind: 'pausing' });
      return end;
    });
    await Promise.all(ends);
  }

  get(id: number): SweepRow {
    const sweep = this.#parts.rows.get(id);
    const unsaved = this.#unsaved.get(id);
    return unsaved ? { ...sweep, state: unsaved } : sweep;
  }

  summary(id: number): SweepSummary {
    const { rows, trials, machine } = this.#parts;
    const live = {
      ...{ secondsLeft: this.#secondsLeft.get(id) ?? null, waitsFor: machine.holder?.name ?? null },
      queue: this.#workers.get(id) ?? null,
    };
    return summaryOf(this.get(id), rows, trials, live);
  }

  changed(id: number): void {
    this.#parts.context.emit('sweep', { kind: 'changed', sweep: this.summary(id) });
  }

  /** Stores and reports a state; a full disk must not keep it from being reported. */
  setState(id: number, state: SweepState): void {
    try {
      this.#parts.rows.setState(id, state);
      this.#unsaved.delete(id);
    } catch (error) {
      console.error(error);
      this.#unsaved.set(id, state);
    }
    this.changed(id);
  }

  #work(sweep: SweepRow): Promise<void> {
    const { id } = sweep;
    const session = this.#session(sweep);
    const finishing = sweep.state.kind === 'queued' && sweep.state.finishing;
    if (finishing) session.end('finish');
    const end = this.#follow(id, session);
    this.#active.set(id, { session, end });
    this.setState(id, finishing ? { kind: 'finishing' } : running(null, Date.now()));
    for (const waits of this.#parts.rows.waiting()) this.changed(waits.id);
    return end;
  }

  #session({ id, pictures }: SweepRow): SweepSession {
    const { context, rows, trials, datasets } = this.#parts;
    if (pictures.kind !== 'dataset') throw new Error(`sweep ${id} has no dataset`);
    const order = {
      ...{ sweep: id, rows, trials, database: context.paths.database, folder: context.paths.sweep(id) },
      data: () => datasets.versionFile(pictures.dataset, pictures.version),
      ...{ queue: this.#servers.get(id), latency: this.#latency, background: true },
      afterCrash: 'What was trained before is kept: resume the sweep.',
    };
    return new SweepSession(order, this.#watchOf(id));
  }

  async #follow(id: number, session: SweepSession): Promise<void> {
    try {
      const end = await session.run();
      if (end === 'more') this.enqueue(id);
      else this.setState(id, { kind: end === 'swept' ? 'done' : 'paused' });
    } catch (error) {
      if (!(error instanceof HostError)) console.error(error);
      this.setState(id, { kind: 'failed', error: failureOf(error) });
    } finally {
      this.#keepGuesses(id, session.openGuesses);
    }
  }

  /** Keeps trials that the host did not receive before it ended. */
  #keepGuesses(id: number, guesses: readonly Values[]): void {
    const { trials } = this.#parts;
    if (guesses.length > 0) trials.put(id, guessedTrials(this.get(id), guesses, trials.list(id).length));
  }

  #watchOf(id: number): SweepWatch {
    return {
      step: (step) => {
        const { state } = this.get(id);
        if (state.kind === 'running') this.setState(id, { ...state, step });
      },
      begun: () => this.changed(id),
      queue: (state) => {
        this.#workers.set(id, state);
        this.changed(id);
      },
      progress: (progress) => {
        this.#secondsLeft.set(id, progress.secondsLeft);
        const { state } = this.get(id);
        const other = state.kind === 'running' && state.phase !== progress.phase;
        if (other) this.setState(id, { ...state, phase: progress.phase });
        this.#emitProgress(id, progress);
        if (!other) this.changed(id);
      },
    };
  }

  #emitProgress(id: number, { trials, epochs, pieces }: SweepProgress): void {
    if (trials.length + epochs.length + pieces.length === 0) return;
    const curves = curveColumns(epochs);
    this.#parts.context.emit('sweep', { kind: 'trials', sweep: id, trials, curves, pieces });
  }
}

function running(step: string | null, since: number): SweepState {
  return { kind: 'running', since, phase: 'trials', step };
}

/** It has ended, successfully or not: a larger budget continues it. */
function isOver({ state }: SweepRow): boolean {
  return state.kind === 'done' || state.kind === 'failed';
}
