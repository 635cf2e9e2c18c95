/**
 * A running sweep: crews get pieces as long as the study has any, their results are stored and reported, and at the end
 * the best trials are retrained with seeds that the sweep has not used.
 */
import { Dispatcher, type Job } from '../tuning/dispatcher.ts';
import type { Judging } from '../tuning/orders.ts';
import type { SweepPictures } from '../tuning/pictures.ts';
import type { SweepPlan } from '../tuning/plan.ts';
import type { Snapshots } from '../tuning/snapshots.ts';
import type { Study } from '../tuning/study.ts';
import type { FreshScore, Trial } from '../tuning/trial.ts';
import type { Crew, DoneWork, WorkEpoch, WorkOrder } from '../tuning/work.ts';
import { ChecksAsked } from './checks-asked.ts';
import type { ComputeEvent } from './compute-messages.ts';
import { doneBefore, withEpochs } from './earlier-epochs.ts';
import { judgedBy, picturesNumber } from './judged-by.ts';
import { LatencyAsked } from './latency-asked.ts';
import { SweepClock } from './sweep-clock.ts';
import { freshJobs } from './sweep-fresh.ts';
import { asksForMore, type SweepControl } from './sweep-messages.ts';
import type { SweepModel } from './sweep-models.ts';
import { SweepReport } from './sweep-report.ts';

export interface SweepParts {
  readonly plan: SweepPlan;
  readonly study: Study;
  readonly crews: readonly Crew[];
  readonly snapshots: Snapshots;
  readonly pictures: SweepPictures;
  readonly judging: Judging;
  readonly classes: readonly string[];
  /** Seconds of earlier sessions. */
  readonly elapsed: number;
  /** Existing scores of retrained trials. */
  readonly fresh: readonly FreshScore[];
  send(event: ComputeEvent): void;
}

/**
 * What a person wants: `pause` keeps the pieces in progress, `finish` ends the search and continues with the fresh
 * seeds.
 */
type Wish = 'go on' | 'finish' | 'pause';

/** The number of best trials whose models are kept. */
const BEST_KEPT = 3;

export class SweepRun {
  readonly #parts: SweepParts;
  readonly #report: SweepReport;
  readonly #latency: LatencyAsked;
  readonly #checks: ChecksAsked;
  readonly #dispatcher: Dispatcher;
  readonly #clock: SweepClock;
  readonly #measuring = new Set<Promise<void>>();
  /** Number of epochs of each trial that were reported to main during training. */
  readonly #reported = new Map<number, number>();
  /** Trials whose snapshot is kept after their end, because their models may be needed. */
  #best: number[] = [];
  #wish: Wish = 'go on';
  #phase: 'trials' | 'fresh' = 'trials';
  #kernelSeconds = 0;
  #heard = 0;

  constructor(parts: SweepParts) {
    this.#parts = parts;
    this.#report = new SweepReport(parts.send, () => this.#moment());
    this.#latency = new LatencyAsked(parts.send, parts.classes);
    this.#checks = new ChecksAsked(parts.send);
    this.#dispatcher = new Dispatcher(parts.crews);
    // When time is up, the search ends as if a person had ended it.
    this.#clock = new SweepClock(parts.elapsed, () => this.finish());
  }

  /** @returns whether it ended or was paused. @throws errors of the study or a crew: bugs, and TuningError. */
  async run(): Promise<'ended' | 'paused'> {
    const { plan, study } = this.#parts;
    this.#clock.allow(plan.budget.minutes);
    // An earlier session may have been killed before it had them.
    for (const { number } of study.trials) this.#measureLatency(number);
    try {
      await this.#search();
      if (this.#wish !== 'pause') await this.#trainAgain();
    } finally {
      this.#clock.stop();
      await Promise.all(this.#measuring);
      this.#report.flush();
    }
    return this.#wish === 'pause' ? 'paused' : 'ended';
  }

  /** Number of guesses and larger budgets that came in time to be tried; the search was over for any others. */
  get heard(): number {
    return this.#heard;
  }

  /** Trials whose snapshot has a model worth keeping, best first. */
  get best(): readonly number[] {
    return this.#best;
  }

  /** Lets main compare the models with their nets; if one differs, its trial is marked. */
  async check(models: readonly SweepModel[]): Promise<void> {
    for (const { trial, reason } of await this.#checks.of(models)) this.#parts.study.flawed(trial, reason);
    this.#report.flush();
  }

  pause(): void {
    this.#wish = 'pause';
    this.#dispatcher.stop();
  }

  /** Ends the search; no effect once it is over. */
  finish(): void {
    if (this.#wish === 'pause' || this.#phase === 'fresh') return;
    this.#wish = 'finish';
    this.#parts.study.finish();
    this.#dispatcher.cutAll();
  }

  /**
   * An epoch of a piece in progress, to show its curve live. A worker can be lost, so its epochs are reported again
   * with the result.
   */
  heardEpoch({ trial }: WorkOrder, epoch: number, scores: WorkEpoch, whose: 'own' | 'worker'): void {
    if (this.#phase === 'fresh') return; // retrainings belong to the same trials, but not to their curves
    if (whose === 'own') this.#reported.set(trial, epoch + 1);
    this.#report.epochs([{ trial, epoch, ...scores }]);
  }

  hear(control: SweepControl): void {
    const searching = this.#phase === 'trials' && this.#wish === 'go on';
    if (searching && asksForMore(control)) this.#heard++;
    switch (control.kind) {
      case 'latency':
        this.#latency.answer(control.id, control.seconds);
        break;
      case 'checked':
        this.#checks.answer(control.failures);
        break;
      case 'guess':
        for (const values of control.values) this.#parts.study.guess(values, 'guess');
        this.#report.changed();
        break;
      case 'extend':
        this.#parts.study.allow(control.budget.trials);
        if (this.#phase === 'trials') this.#clock.allow(control.budget.minutes);
    }
    this.#dispatcher.wake();
  }

  /** Waits for latencies that are still being measured: they affect the ranking. Meanwhile more may be asked for. */
  async #search(): Promise<void> {
    for (;;) {
      await this.#dispatcher.run(() => this.#nextPiece());
      if (this.#measuring.size === 0) return;
      await Promise.all(this.#measuring);
    }
  }

  #nextPiece(): Job | 'wait' | 'end' {
    const move = this.#parts.study.next();
    this.#report.changed();
    if (move.kind !== 'train') return move.kind;
    const { order } = move;
    const snapshot = this.#parts.snapshots.get(order.trial, order.until);
    if (order.from > (snapshot?.curve.length ?? 0)) throw new Error(`the snapshot of trial ${order.trial} is missing`);
    // A sweep that was killed may have trained further than it reported to main: epochs in the snapshot are not trained
    // again.
    const known = snapshot?.curve.slice(order.from) ?? [];
    const from = order.from + known.length;
    if (snapshot && from === order.until) {
      this.#pieceEnded(order, doneBefore(known, snapshot.state), false);
      return this.#nextPiece();
    }
    return {
      ...{ order: { ...order, from }, state: snapshot?.state ?? null },
      ended: (done, cut) => {
        this.#tellPiece({ ...order, from }, done);
        this.#pieceEnded(order, withEpochs(known, done), cut);
      },
      failed: (reason) => this.#parts.study.failed(order, reason),
    };
  }

  #pieceEnded(order: WorkOrder, done: DoneWork, cut: boolean): void {
    const { study, snapshots } = this.#parts;
    const { result } = done;
    this.#kernelSeconds += result.kernelSeconds;
    this.#tellEpochs(order, done);
    // Before reporting, so that a snapshot always has what main knows.
    if (result.state && result.epochs.length > 0) {
      snapshots.put(order.trial, { state: result.state, curve: [...study.curve(order.trial), ...result.epochs] });
    }
    if (!cut) study.ended(order, result);
    else if (this.#wish === 'pause') study.interrupted(order, result);
    else study.cut(order, result);
    this.#measureLatency(order.trial);
    this.#keepBest(study.trial(order.trial));
  }

  /** Snapshots of waiting trials are needed; of ended trials, only those of the best few. */
  #keepBest({ number, state }: Trial): void {
    if (state === 'paused' || state === 'running') return;
    const { study, snapshots } = this.#parts;
    const kept = this.#bestNow();
    for (const gone of [...this.#best, number]) {
      const waits = study.trial(gone).state === 'paused';
      if (!kept.includes(gone) && !waits) snapshots.drop(gone);
    }
    this.#best = kept;
  }

  #bestNow(): number[] {
    const { study, plan } = this.#parts;
    const best = study.ranking().slice(0, Math.max(BEST_KEPT, plan.fresh.best));
    return best.map(({ number }) => number);
  }

  /** Unless it is known, or no objective. */
  #measureLatency(trial: number): void {
    const { study, plan } = this.#parts;
    const place = plan.objectives.indexOf('latency');
    if (place < 0 || study.trial(trial).scores?.[place] !== null) return;
    const measuring = this.#latency
      .of(study.settings(trial).network)
      .then((seconds) => {
        if (seconds !== null) study.measured(trial, 'latency', seconds);
        this.#report.changed();
      })
      .finally(() => this.#measuring.delete(measuring));
    this.#measuring.add(measuring);
  }

  #tellPiece({ trial, from }: WorkOrder, { worker, lane, beganAt, endedAt, result }: DoneWork): void {
    if (result.epochs.length === 0) return; // nothing was trained
    const until = from + result.epochs.length;
    this.#report.piece({ trial, worker, lane, from, until, beganAt, endedAt });
  }

  #tellEpochs({ trial, from, replicates }: WorkOrder, { result }: DoneWork): void {
    const epochs = result.epochs.map((epoch, i) => ({ trial, epoch: from + i, ...epoch }));
    const reported = this.#reported.get(trial) ?? 0;
    this.#report.epochs(epochs.filter(({ epoch }) => epoch >= reported));
    const best = result.state?.best;
    if (!best || best.epoch < from) return;
    const divisions = judgedBy(replicates);
    const number = picturesNumber(divisions[0]!);
    this.#report.answers({ trial, pictures: number, predicted: best.predicted }, () => {
      const divided = divisions.map((division) => this.#parts.pictures.divide(division));
      return {
        ...{ number, split: divided[0]!.split },
        places: Int32Array.from(divided.flatMap(({ places }) => [...places])),
        labels: Int32Array.from(divided.flatMap(({ judge }) => [...judge.labels])),
      };
    });
  }

  /** The search is over. */
  async #trainAgain(): Promise<void> {
    const { study, snapshots } = this.#parts;
    study.close();
    // No trial may have ended in this session.
    this.#best = this.#bestNow();
    for (const number of snapshots.numbers()) if (!this.#best.includes(number)) snapshots.drop(number);
    this.#phase = 'fresh';
    this.#wish = 'go on';
    this.#clock.stop();
    this.#report.flush();
    const jobs = freshJobs(this.#parts, (score) => this.#report.fresh(score));
    await this.#dispatcher.run(() => jobs.shift() ?? 'end');
  }

  #moment() {
    const left = this.#phase === 'fresh' ? null : this.#clock.left(this.#parts.study.shareDone());
    return {
      ...{ phase: this.#phase, trials: this.#parts.study.takeChanged(), secondsLeft: left },
      ...{ elapsed: this.#clock.session, kernelSeconds: this.#kernelSeconds },
    };
  }
}
