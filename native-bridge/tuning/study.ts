/**
 * The logic of a sweep without its machinery: which trial trains next, and what its results mean. It only receives
 * events, so the same results in the same order give the same trials.
 */
import {
  countsAsBegun,
  type Entry,
  isUnderWay,
  newEntry,
  objectiveOf,
  observedOf,
  restoredEntry,
  restoredOf,
  scoresOf,
} from './entry.ts';
import { intervalOf } from './interval.ts';
import { type Judging, replicatesOf } from './orders.ts';
import { DIRECTIONS, type Objective, type SweepPlan } from './plan.ts';
import type { Sampler } from './sampler.ts';
import type { Scheduler } from './scheduler.ts';
import { type BaseSettings, type TrialSettings, trialSettings } from './settings.ts';
import type { Values } from './space.ts';
import type { Judge } from './trainer.ts';
import type { Origin, Trial } from './trial.ts';
import { TuningError } from './tuning-error.ts';
import type { BestEpoch, WorkEpoch, WorkOrder, WorkResult } from './work.ts';

/** What the sweep does next. */
export type StudyMove =
  | { readonly kind: 'train'; readonly order: WorkOrder }
  /** A piece in progress must end first. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'end' };

export interface StudyParts {
  readonly plan: SweepPlan;
  readonly classes: number;
  readonly judging: Judging;
  readonly sampler: Sampler;
  readonly scheduler: Scheduler;
  /** ms since 1970. */
  now(): number;
}

/** When this many proposals in a row have an invalid network, the space has hardly any valid ones. */
const MOST_IMPOSSIBLE = 1000;

export class Study {
  readonly #parts: StudyParts;
  readonly #entries: Entry[] = [];
  readonly #underWay = new Set<number>();
  readonly #changed = new Set<number>();
  #sampled = true;
  #trials: number;
  #finishing = false;

  constructor(parts: StudyParts) {
    this.#parts = parts;
    this.#trials = parts.plan.budget.trials ?? Number.POSITIVE_INFINITY;
  }

  get trials(): readonly Trial[] {
    return this.#entries.map(({ trial }) => trial);
  }

  trial(number: number): Trial {
    return this.#entry(number).trial;
  }

  settings(number: number): TrialSettings {
    const { settings } = this.#entry(number);
    if (!settings) throw new Error(`trial ${number} has no network`);
    return settings;
  }

  curve(number: number): readonly WorkEpoch[] {
    return this.#entry(number).curve;
  }

  /** Trials that have changed since the last call, in their current state. */
  takeChanged(): Trial[] {
    const changed = [...this.#changed].sort((a, b) => a - b).map((number) => this.trial(number));
    this.#changed.clear();
    return changed;
  }

  /**
   * Resumes an interrupted sweep, or starts with the results of an earlier one. Trials that were in progress continue
   * where their curves end.
   * @param trials by number, from 0, without gaps
   */
  restore(trials: readonly Trial[], curves: ReadonlyMap<number, readonly WorkEpoch[]>): void {
    for (const trial of trials) {
      const settings = trial.state === 'impossible' ? null : this.#settingsOf(trial.values);
      this.#entries.push(restoredEntry(trial, settings, curves.get(trial.number) ?? []));
      if (isUnderWay(trial.state)) this.#changed.add(trial.number);
    }
    this.#parts.scheduler.restore(this.#entries.flatMap((entry) => restoredOf(entry, this.#judge)));
  }

  /** Queues values to be tried before anything that the sampler proposes. */
  guess(values: Values, origin: Origin): void {
    this.#add(values, origin, 'waiting');
  }

  /** Sets how many trials may start in total; null: as many as time allows. */
  allow(trials: number | null): void {
    this.#trials = trials ?? Number.POSITIVE_INFINITY;
    this.#sampled = true;
  }

  /** Starts no new trial and continues none. */
  finish(): void {
    this.#finishing = true;
  }

  /** @throws TuningError if the space has hardly any valid network. */
  next(): StudyMove {
    if (this.#finishing) return this.#underWay.size > 0 ? { kind: 'wait' } : { kind: 'end' };
    const move = this.#parts.scheduler.next(this.#mayStart());
    if (move.kind === 'continue') return this.#train(this.#entry(move.trial), move.until);
    if (move.kind === 'wait') return this.#underWay.size > 0 ? { kind: 'wait' } : { kind: 'end' };
    const entry = this.#nextTrial();
    if (!entry) return this.next(); // the sampler has no more: ask again without a new trial
    this.#parts.scheduler.started(entry.trial.number, move.until);
    return this.#train(entry, move.until);
  }

  /** A piece was completed, or diverged. */
  ended({ trial: number, until }: WorkOrder, result: WorkResult): void {
    const entry = this.#entry(number);
    this.#underWay.delete(number);
    this.#take(entry, result);
    const { scheduler } = this.#parts;
    if (result.diverged !== null) {
      scheduler.failed(number);
      this.#set(entry, {
        state: 'diverged',
        reason: result.diverged,
        scores: null,
        interval: null,
        endedAt: this.#now(),
      });
      return;
    }
    const verdict = scheduler.report(number, until, scoresOf(entry, this.#judge));
    if (verdict === 'waiting') this.#set(entry, { state: 'paused' });
    else this.#set(entry, { state: verdict, endedAt: this.#now() });
  }

  /** A piece was cut short because the sweep is paused. After a `restore` the trial continues where its curve ends. */
  interrupted({ trial: number }: WorkOrder, result: WorkResult | null): void {
    const entry = this.#entry(number);
    this.#underWay.delete(number);
    if (result) this.#take(entry, result);
    this.#set(entry, { state: 'paused' });
  }

  /** A piece was cut short because time is up, or a person ended the search: its epochs so far count. */
  cut(order: WorkOrder, result: WorkResult | null): void {
    this.interrupted(order, result);
    this.#parts.scheduler.failed(order.trial);
    this.#set(this.#entry(order.trial), { state: 'pruned', endedAt: this.#now() });
  }

  /** The machine failed repeatedly, or the network is too large for the backend. */
  failed({ trial: number }: WorkOrder, reason: string): void {
    this.#underWay.delete(number);
    this.#parts.scheduler.failed(number);
    this.#set(this.#entry(number), { state: 'failed', reason, endedAt: this.#now() });
  }

  /**
   * The end of the sweep: trials waiting at a rung are pruned; a person's trials that never started stay as they are.
   */
  close(): void {
    for (const entry of this.#entries) {
      if (entry.trial.state === 'paused') this.#set(entry, { state: 'pruned', endedAt: this.#now() });
    }
  }

  /** An objective that is measured separately from training. */
  measured(number: number, objective: Objective, value: number): void {
    const { objectives } = this.#parts.plan;
    const entry = this.#entry(number);
    const { scores } = entry.trial;
    if (!scores) return;
    this.#set(entry, { scores: scores.with(objectives.indexOf(objective), value) });
  }

  /** The check of a trial's model found a problem; its scores stay. */
  flawed(number: number, reason: string): void {
    this.#set(this.#entry(number), { reason });
  }

  /**
   * Trials by the first objective, best first: the complete ones, or while there are none, those with the most epochs.
   */
  ranking(): Trial[] {
    const judge = this.#judge;
    const sign = DIRECTIONS[judge] === 'maximize' ? -1 : 1;
    const scored = this.trials.filter(({ scores, state }) => typeof scores?.[0] === 'number' && state !== 'failed');
    const most = Math.max(...scored.map(({ epochs }) => epochs));
    const complete = scored.filter(({ state }) => state === 'complete');
    const field = complete.length > 0 ? complete : scored.filter(({ epochs }) => epochs === most);
    return field.sort((a, b) => sign * (a.scores![0]! - b.scores![0]!) || a.number - b.number);
  }

  /** Share of the allowed trials that have got as far as they can for now; null if their number is not limited. */
  shareDone(): number | null {
    if (!Number.isFinite(this.#trials)) return null;
    return Math.max(0, this.#begun - this.#underWay.size) / this.#trials;
  }

  get #judge(): Judge {
    return this.#parts.plan.objectives[0] as Judge; // guaranteed by the plan's schema
  }

  #now(): number {
    return Math.round(this.#parts.now());
  }

  #entry(number: number): Entry {
    const entry = this.#entries[number];
    if (!entry) throw new Error(`there is no trial ${number}`);
    return entry;
  }

  get #begun(): number {
    return this.#entries.filter(countsAsBegun).length;
  }

  /** A person's values are tried regardless of the budget. */
  #mayStart(): boolean {
    return this.#waitingTrial() !== undefined || (this.#sampled && this.#begun < this.#trials);
  }

  #waitingTrial(): Entry | undefined {
    return this.#entries.find(({ trial }) => trial.state === 'waiting');
  }

  /** Null if the sampler has nothing left to propose. */
  #nextTrial(): Entry | null {
    const waiting = this.#waitingTrial();
    if (waiting) return waiting;
    for (let tried = 0; tried < MOST_IMPOSSIBLE; tried++) {
      const number = this.#entries.length;
      const directions = this.#parts.plan.objectives.map((objective) => DIRECTIONS[objective]);
      const values = this.#parts.sampler.ask({ trials: this.#entries.map(observedOf), directions }, number);
      if (values === null) {
        this.#sampled = false;
        return null;
      }
      const entry = this.#add(values, 'sampler', 'running');
      if (entry.settings) return entry;
    }
    throw new TuningError(
      `${MOST_IMPOSSIBLE} networks of the space in a row are invalid: ${this.#entries.at(-1)?.trial.reason}`,
      'Narrow the dimensions of the network: fewer layers, smaller kernels, less pooling.',
    );
  }

  #add(values: Values, origin: Origin, state: 'waiting' | 'running'): Entry {
    const entry = newEntry(this.#entries.length, { values, origin, state }, this.#settingsOf(values), this.#now());
    this.#entries.push(entry);
    this.#changed.add(entry.trial.number);
    return entry;
  }

  #settingsOf(values: Values) {
    const { preset, network, hyperparameters } = this.#parts.plan;
    const base: BaseSettings = { preset, network, hyperparameters };
    return trialSettings(base, values, this.#parts.classes);
  }

  #train(entry: Entry, until: number): StudyMove {
    const { plan, judging } = this.#parts;
    const { number, epochs, beganAt } = entry.trial;
    const { network, hyperparameters, validationSeed } = this.settings(number);
    this.#underWay.add(number);
    this.#set(entry, { state: 'running', beganAt: beganAt ?? this.#now() });
    const replicates = replicatesOf(plan, judging, validationSeed);
    const order = { trial: number, network, hyperparameters, replicates, from: epochs, until, epochs: plan.epochs };
    return { kind: 'train', order };
  }

  #take(entry: Entry, { epochs, seconds, state }: WorkResult): void {
    entry.curve.push(...epochs);
    this.#set(entry, { epochs: entry.curve.length, seconds: entry.trial.seconds + seconds });
    if (state?.best) this.#setBest(entry, state.best);
  }

  #setBest(entry: Entry, best: BestEpoch): void {
    const { replicates, epoch, predicted } = best;
    const judge = this.#judge;
    const interval = intervalOf(replicates, judge === 'validationAccuracy' ? predicted.length : null);
    const { scores } = entry.trial;
    const measured = scores?.[this.#parts.plan.objectives.indexOf('latency')] ?? null;
    this.#set(entry, {
      ...{ bestEpoch: epoch, replicates: [...replicates], interval },
      scores: this.#parts.plan.objectives.map((objective) => objectiveOf(entry, objective, epoch, measured)),
    });
  }

  #set(entry: Entry, change: Partial<Trial>): void {
    entry.trial = { ...entry.trial, ...change };
    this.#changed.add(entry.trial.number);
  }
}
