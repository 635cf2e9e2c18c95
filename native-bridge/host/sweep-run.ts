/**
 * A sweep at work: crews are given pieces as long as the study has any, what they bring back is kept and told, and at the
 * end the best are trained again with seeds that the sweep has not seen.
 */

import { freshReplicate, type Judging } from '../tuning/orders.ts';
import type { SweepPictures } from '../tuning/pictures.ts';
import type { Budget, SweepPlan } from '../tuning/plan.ts';
import type { Snapshots } from '../tuning/snapshots.ts';
import type { Study } from '../tuning/study.ts';
import type { FreshScore, Trial } from '../tuning/trial.ts';
import type { Division, DoneWork, WorkEpoch, WorkOrder, WorkState } from '../tuning/work.ts';
import { type Crew, WorkError } from '../tuning/work.ts';
import type { ComputeEvent } from './compute-messages.ts';
import { LatencyAsked } from './latency-asked.ts';
import type { SweepControl } from './sweep-messages.ts';
import { SweepReport } from './sweep-report.ts';

export interface SweepParts {
  readonly plan: SweepPlan;
  readonly study: Study;
  readonly crews: readonly Crew[];
  readonly snapshots: Snapshots;
  readonly pictures: SweepPictures;
  readonly judging: Judging;
  readonly classes: readonly string[];
  /** Seconds of earlier sittings. */
  readonly elapsed: number;
  /** Fresh scores that are there already. */
  readonly fresh: readonly FreshScore[];
  send(event: ComputeEvent): void;
}

/** What a person wants: `pause` keeps what is under way, `finish` ends the search and goes on to the fresh seeds. */
type Wish = 'go on' | 'finish' | 'pause';

/** A piece that the machine failed is given out so often. */
const MOST_TRIES = 3;
/** The models of so many of the best are kept. */
const BEST_KEPT = 3;

/** One training that is under way or to be done. */
interface Job {
  readonly order: WorkOrder;
  readonly state: WorkState | null;
  ended(done: DoneWork, cut: boolean): void;
  failed(reason: string): void;
}

export class SweepRun {
  readonly #parts: SweepParts;
  readonly #report: SweepReport;
  readonly #latency: LatencyAsked;
  /** Pieces under way by their crew. */
  readonly #load = new Map<Crew, number>();
  readonly #aborts = new Set<AbortController>();
  readonly #measuring = new Set<Promise<void>>();
  /** Trials whose snapshot is kept though they have ended: their models may be wanted. */
  #best: number[] = [];
  #minutes: number | null;
  #wish: Wish = 'go on';
  #phase: 'trials' | 'fresh' = 'trials';
  #kernelSeconds = 0;
  #failure: unknown = null;
  #timeUp: NodeJS.Timeout | null = null;
  #wake: () => void = () => {};
  readonly #began = performance.now();

  constructor(parts: SweepParts) {
    this.#parts = parts;
    this.#minutes = parts.plan.budget.minutes;
    this.#report = new SweepReport(parts.send, () => this.#moment());
    this.#latency = new LatencyAsked(parts.send, parts.classes);
    for (const crew of parts.crews) crew.onChange(() => this.#wake());
  }

  /** @returns whether it came to its end, or was paused. @throws what the study or a crew throws: bugs, and TuningError. */
  async run(): Promise<'ended' | 'paused'> {
    this.#setAlarm();
    try {
      await this.#work(() => this.#nextPiece());
      if (this.#wish !== 'pause') {
        await this.#endSearch();
        await this.#work(this.#freshJobs());
      }
    } finally {
      this.#clearAlarm();
      await Promise.all(this.#measuring);
      this.#report.flush();
    }
    return this.#wish === 'pause' ? 'paused' : 'ended';
  }

  /** Trials whose snapshot has a model worth keeping, the best first. */
  get best(): readonly number[] {
    return this.#best;
  }

  pause(): void {
    this.#wish = 'pause';
    this.#cutAll();
  }

  /** Of the search; once it is done this changes nothing. */
  finish(): void {
    if (this.#wish === 'pause' || this.#phase === 'fresh') return;
    this.#wish = 'finish';
    this.#parts.study.finish();
    this.#cutAll();
  }

  hear(control: SweepControl): void {
    switch (control.kind) {
      case 'latency':
        this.#latency.answer(control.id, control.seconds);
        break;
      case 'guess':
        for (const values of control.values) this.#parts.study.guess(values, 'guess');
        this.#report.changed();
        this.#wake();
        break;
      case 'extend':
        this.#extend(control.budget);
    }
  }

  #extend({ trials, minutes }: Budget): void {
    this.#parts.study.allow(trials);
    this.#minutes = minutes;
    this.#setAlarm();
    this.#wake();
  }

  /** Gives out jobs until there are none, or something is to end. */
  async #work(next: () => Job | 'wait' | 'end'): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (;;) {
      if (this.#failure !== null || this.#wish === 'pause') break;
      const crew = this.#freeCrew();
      const job = crew ? next() : 'wait';
      if (job === 'end') break;
      if (job === 'wait' || !crew) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const piece = this.#give(crew, job).finally(() => {
        underWay.delete(piece);
        this.#wake();
      });
      underWay.add(piece);
    }
    if (this.#failure !== null) this.#cutAll();
    await Promise.all(underWay);
    if (this.#failure !== null) throw this.#failure;
  }

  #freeCrew(): Crew | undefined {
    return this.#parts.crews.find((crew) => (this.#load.get(crew) ?? 0) < crew.places);
  }

  async #give(crew: Crew, job: Job): Promise<void> {
    const abort = new AbortController();
    this.#aborts.add(abort);
    this.#load.set(crew, (this.#load.get(crew) ?? 0) + 1);
    try {
      const done = await this.#tried(crew, job, abort.signal);
      // A piece that was whole before it heard of the end is whole.
      const whole = done.result.epochs.length === job.order.until - job.order.from || done.result.diverged !== null;
      this.#kernelSeconds += done.result.kernelSeconds;
      this.#tellPiece(job.order, done);
      job.ended(done, !whole);
    } catch (error) {
      if (isOfTheTrial(error)) job.failed(error.message);
      else this.#failure ??= error;
    } finally {
      this.#aborts.delete(abort);
      this.#load.set(crew, this.#load.get(crew)! - 1);
    }
  }

  async #tried(crew: Crew, { order, state }: Job, signal: AbortSignal): Promise<DoneWork> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await crew.train(order, state, signal);
      } catch (error) {
        if (!(error instanceof WorkError) || attempt === MOST_TRIES || signal.aborted) throw error;
      }
    }
  }

  #nextPiece(): Job | 'wait' | 'end' {
    const move = this.#parts.study.next();
    this.#report.changed();
    if (move.kind !== 'train') return move.kind;
    const { order } = move;
    const snapshot = this.#parts.snapshots.get(order.trial);
    if (order.from > 0 && !snapshot) throw new Error(`the snapshot of trial ${order.trial} has gone`);
    // A sweep that was killed may have trained further than main was told: what the snapshot has is not trained again.
    const known = snapshot?.curve.slice(order.from, order.until) ?? [];
    const from = order.from + known.length;
    if (snapshot && from === order.until) {
      this.#pieceEnded(order, doneBefore(known, snapshot.state), false);
      return this.#nextPiece();
    }
    return {
      ...{ order: { ...order, from }, state: snapshot?.state ?? null },
      ended: (done, cut) => this.#pieceEnded(order, withEpochs(known, done), cut),
      failed: (reason) => this.#parts.study.failed(order, reason),
    };
  }

  #pieceEnded(order: WorkOrder, done: DoneWork, cut: boolean): void {
    const { study, snapshots } = this.#parts;
    const { result } = done;
    this.#tellEpochs(order, done);
    // Before it is told: what main knows of, a snapshot has.
    if (result.state && result.epochs.length > 0) {
      snapshots.put(order.trial, { state: result.state, curve: [...study.curve(order.trial), ...result.epochs] });
    }
    if (!cut) study.ended(order, result);
    else if (this.#wish === 'pause') study.interrupted(order, result);
    else study.cut(order, result);
    this.#measureLatency(order);
    this.#keepBest(study.trial(order.trial));
  }

  /** Snapshots of trials that wait are needed; of those that have ended, only the best few's. */
  #keepBest({ number, state }: Trial): void {
    if (state === 'paused' || state === 'running') return;
    const { study, snapshots, plan } = this.#parts;
    const kept = study
      .ranking()
      .slice(0, Math.max(BEST_KEPT, plan.fresh.best))
      .map((trial) => trial.number);
    for (const gone of [...this.#best, number]) {
      const waits = study.trial(gone).state === 'paused';
      if (!kept.includes(gone) && !waits) snapshots.drop(gone);
    }
    this.#best = kept;
  }

  #measureLatency({ trial, network }: WorkOrder): void {
    const { study, plan } = this.#parts;
    const place = plan.objectives.indexOf('latency');
    if (place < 0 || study.trial(trial).scores?.[place] !== null) return;
    const measuring = this.#latency
      .of(network)
      .then((seconds) => {
        if (seconds !== null) study.measured(trial, 'latency', seconds);
        this.#report.changed();
      })
      .finally(() => this.#measuring.delete(measuring));
    this.#measuring.add(measuring);
  }

  #tellPiece({ trial, from }: WorkOrder, { worker, lane, beganAt, endedAt, result }: DoneWork): void {
    const until = from + result.epochs.length;
    this.#report.piece({ trial, worker, lane, from, until, beganAt, endedAt });
  }

  #tellEpochs({ trial, from, replicates }: WorkOrder, { result }: DoneWork): void {
    this.#report.epochs(result.epochs.map((epoch, i) => ({ trial, epoch: from + i, ...epoch })));
    const best = result.state?.best;
    if (!best || best.epoch < from) return;
    const divisions = judgedBy(replicates);
    const number = numberOf(divisions[0]!);
    this.#report.answers({ trial, pictures: number, predicted: best.predicted }, () => {
      const divided = divisions.map((division) => this.#parts.pictures.divide(division));
      return {
        ...{ number, split: divided[0]!.split },
        places: Int32Array.from(divided.flatMap(({ places }) => [...places])),
        labels: Int32Array.from(divided.flatMap(({ judge }) => [...judge.labels])),
      };
    });
  }

  /** Latencies that are still being measured decide who is best. */
  async #endSearch(): Promise<void> {
    await Promise.all(this.#measuring);
    const { study, snapshots } = this.#parts;
    study.close();
    for (const number of snapshots.numbers()) if (!this.#best.includes(number)) snapshots.drop(number);
    this.#phase = 'fresh';
    this.#wish = 'go on';
    this.#clearAlarm();
    this.#report.flush();
  }

  /** The best few, once for each fresh seed that has no score yet. */
  #freshJobs(): () => Job | 'wait' | 'end' {
    const { plan, study, fresh } = this.#parts;
    const { best, seeds } = plan.fresh;
    const jobs = study
      .ranking()
      .slice(0, best)
      .flatMap(({ number }) => Array.from({ length: seeds }, (_, k) => this.#freshJob(number, k)))
      .filter(
        ({ order }) => !fresh.some(({ trial, seed }) => trial === order.trial && seed === order.replicates[0]!.seed),
      );
    return () => jobs.shift() ?? 'end';
  }

  /** As a run of that trial's settings would be trained: its best number of epochs, from the beginning. */
  #freshJob(trial: number, k: number): Job {
    const { plan, judging, study } = this.#parts;
    const { network, hyperparameters } = study.settings(trial);
    const replicate = freshReplicate(plan, judging, k);
    const epochs = study.trial(trial).bestEpoch! + 1;
    const order = { trial, network, hyperparameters, replicates: [replicate], from: 0, until: epochs, epochs };
    return {
      ...{ order, state: null },
      ended: ({ result }, cut) => {
        const last = result.epochs.at(-1);
        const score = last?.[plan.objectives[0] as 'validationAccuracy' | 'validationLoss'];
        if (!cut && score !== undefined) this.#report.fresh({ trial, seed: replicate.seed, score });
      },
      failed: (reason) => {
        this.#failure ??= new Error(`Trial ${trial} cannot be trained again: ${reason}`);
      },
    };
  }

  #cutAll(): void {
    for (const abort of this.#aborts) abort.abort();
    this.#wake();
  }

  /** When the minutes are used up the search ends as if a person had said so. */
  #setAlarm(): void {
    this.#clearAlarm();
    if (this.#minutes === null || this.#phase === 'fresh') return;
    this.#timeUp = setTimeout(() => this.finish(), Math.max(0, 60 * this.#minutes - this.#elapsed()) * 1000);
  }

  #clearAlarm(): void {
    if (this.#timeUp) clearTimeout(this.#timeUp);
    this.#timeUp = null;
  }

  /** Seconds of all sittings. */
  #elapsed(): number {
    return this.#parts.elapsed + this.#sitting();
  }

  #sitting(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #moment() {
    return {
      ...{ phase: this.#phase, trials: this.#parts.study.takeChanged() },
      ...{ elapsed: this.#sitting(), kernelSeconds: this.#kernelSeconds, secondsLeft: this.#secondsLeft() },
    };
  }

  /** By the pace of the trials so far; null until one has ended, or where nobody can tell. */
  #secondsLeft(): number | null {
    if (this.#phase === 'fresh') return null;
    const minutes = this.#minutes === null ? Number.POSITIVE_INFINITY : 60 * this.#minutes - this.#elapsed();
    const byTrials = this.#parts.study.shareDone() ?? 0;
    const trials = byTrials > 0.02 ? (this.#elapsed() * (1 - byTrials)) / byTrials : Number.POSITIVE_INFINITY;
    const left = Math.max(0, Math.min(minutes, trials));
    return Number.isFinite(left) ? left : null;
  }
}

/** What a trial cannot help: its network is too large here, its pictures cannot be divided so, no worker survives it. */
function isOfTheTrial(error: unknown): error is Error {
  return error instanceof Error && ('remedy' in error || error instanceof WorkError);
}

/** A piece that an earlier session did and could not tell of. Its seconds are not known any more. */
function doneBefore(epochs: readonly WorkEpoch[], state: WorkState): DoneWork {
  const now = Date.now();
  const result = { epochs, state, diverged: null, seconds: 0, kernelSeconds: 0 };
  return { result, worker: '', lane: 0, beganAt: now, endedAt: now };
}

function withEpochs(before: readonly WorkEpoch[], done: DoneWork): DoneWork {
  return { ...done, result: { ...done.result, epochs: [...before, ...done.result.epochs] } };
}

/** Those whose answers are kept: the first seed's, all of its folds. */
function judgedBy(replicates: WorkOrder['replicates']): Division[] {
  const [first] = replicates;
  const all = replicates.filter(({ seed }) => seed === first!.seed).map(({ division }) => division);
  return first!.division.kind === 'fold' ? all : all.slice(0, 1);
}

/** Divisions by one seed have the same pictures. */
function numberOf(division: Division): number {
  return division.kind === 'own' ? 0 : division.seed;
}
