/** What `tune` prints: a line for every trial that ends, a progress bar, and the result. */
import { DIRECTIONS, ENDED, type QueueState, type Trial } from '../../native-bridge/host/sweep-messages.ts';
import { HostError } from '../hosts/host-error.ts';
import type { SweepResult } from '../services/sweeps/results.ts';
import type { SweepWatch } from '../services/sweeps/session.ts';
import type { SweepFolder } from '../services/sweeps/sweep-folder.ts';
import type { SweepProgress } from '../services/sweeps/trial-rows.ts';
import type { Output } from './output.ts';

export class TrialReporter implements SweepWatch {
  readonly #folder: SweepFolder;
  readonly #output: Output;
  /** Trials that have ended: each is printed once. */
  readonly #printed: Set<number>;
  #fresh: number;
  #reachable = true;
  /** What was last printed about each worker. */
  readonly #workers = new Map<string, string>();

  constructor(folder: SweepFolder, output: Output) {
    this.#folder = folder;
    this.#output = output;
    const { trials, sweep } = folder;
    this.#printed = new Set(trials.list(sweep).flatMap(({ number, state }) => (ENDED.has(state) ? [number] : [])));
    this.#fresh = trials.fresh(sweep).length;
  }

  step(step: string | null): void {
    if (step !== null) this.#output.progress({ step, done: 0, total: 1 });
  }

  begun(): void {
    const { backend, plan } = this.#folder.rows.get(this.#folder.sweep);
    const { id, device, why, lanes } = backend!;
    this.#output.note(
      `Tuning ${plan.preset}: ${Object.keys(plan.space).length} dimensions, ${plan.sampler}, ${plan.scheduler.kind}; ` +
        `${lanes} at the same time with ${id} on ${device} (${why}).`,
    );
    if (this.#printed.size > 0) this.#output.note(`Resuming after ${this.#printed.size} trials.`);
  }

  progress(progress: SweepProgress): void {
    for (const trial of progress.trials) {
      if (!ENDED.has(trial.state) || this.#printed.has(trial.number)) continue;
      this.#printed.add(trial.number);
      this.#printTrial(trial);
    }
    this.#fresh += progress.fresh.length;
    this.#output.progress(this.#bar(progress));
  }

  queue({ reachable, workers }: QueueState): void {
    if (reachable !== this.#reachable) {
      this.#reachable = reachable;
      this.#output.note(
        reachable ? 'The queue answers again.' : 'The queue does not answer; this machine continues meanwhile.',
      );
    }
    for (const { name, lanes, state, reason } of workers) {
      const words =
        reason ?? (state === 'ready' ? `works on ${lanes === 1 ? 'one trial' : `${lanes} trials`} at once` : '');
      if (words === '' || this.#workers.get(name) === words) continue;
      this.#workers.set(name, words);
      this.#output.note(`Worker ${name}: ${reason === null ? words : `cannot work on this. ${reason}`}`);
    }
  }

  #printTrial({ number, state, values, scores, epochs, seconds, reason }: Trial): void {
    const score = scores?.[0] ?? null;
    this.#output.record({ kind: 'trial', number, state, values, score, epochs, seconds });
    const what = score === null ? `${state}${reason ? `: ${reason}` : ''}` : `${score.toFixed(4)} ${state}`;
    this.#output.say(`Trial ${number}: ${what}, ${epochs} epochs, ${seconds.toFixed(1)} s  ${valuesText(values)}`);
  }

  /** By time if the host has an estimate: under ASHA most trials wait at a rung until the end, and few end before. */
  #bar({ phase, secondsLeft }: SweepProgress) {
    const { rows, trials, sweep } = this.#folder;
    const { plan, elapsed } = rows.get(sweep);
    const { budget, fresh, objectives } = plan;
    if (phase === 'fresh') return { step: 'Fresh seeds', done: this.#fresh, total: fresh.best * fresh.seeds };
    const { counts } = trials.totals(sweep);
    const begun = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.waiting;
    const best = trials.best(sweep, DIRECTIONS[objectives[0]!])?.scores?.[0];
    const of = budget.trials === null ? '' : ` of ${budget.trials}`;
    const step = `Trial ${begun}${of}${typeof best === 'number' ? `, best ${best.toFixed(4)}` : ''}`;
    if (secondsLeft === null) return { step, done: 0, total: 1 };
    return { step, done: elapsed, total: elapsed + secondsLeft };
  }
}

/** @throws HostError if no trial reached a score */
export function conclude(result: SweepResult, { files, path }: SweepFolder, output: Output): void {
  const { best, fresh, trials, pruned, epochs, seconds } = result;
  const again = fresh?.trials.find(({ trial }) => trial === best?.number);
  const score = best?.scores?.[0] ?? null;
  output.record({
    kind: 'tuned',
    best: best && { number: best.number, values: best.values, score },
    fresh: again ? { mean: again.mean, low: again.low, high: again.high, n: again.scores.length } : null,
    optimism: fresh?.optimism ?? null,
    ...{ trials, pruned, epochs, seconds },
  });
  if (!best || score === null) {
    throw new HostError({
      message: `None of ${trials} trials reached a score.`,
      remedy: `${files.trials} says why each ended; a space with smaller learning rates diverges less.`,
      badArgument: false,
    });
  }
  output.say(`${trials} trials (${pruned} pruned), ${epochs} epochs in ${seconds.toFixed(1)} s.`);
  output.say(`Best: trial ${best.number}, ${score.toFixed(4)}  ${valuesText(best.values)}`);
  if (again && fresh) output.say(freshText(again, fresh));
  output.say(`Settings: ${files.best} (train --settings); everything is in ${path}`);
}

function freshText(
  { mean, low, high, scores }: NonNullable<SweepResult['fresh']>['trials'][number],
  { optimism, difference }: NonNullable<SweepResult['fresh']>,
): string {
  const interval = `${mean.toFixed(4)} (95 % interval ${low.toFixed(4)} to ${high.toFixed(4)})`;
  const lines = [
    `With ${scores.length} fresh seeds: ${interval}; the sweep's own score was ${Math.abs(optimism).toFixed(4)} ${optimism < 0 ? 'worse' : 'better'}.`,
  ];
  if (difference) {
    const { first, second, p, differ } = difference;
    const words = differ ? 'differ' : 'do not differ beyond chance';
    lines.push(
      `The two best by fresh seeds, trials ${first} and ${second}, ${words} (Welch's t-test, p = ${p.toFixed(3)}).`,
    );
  }
  return lines.join('\n');
}

function valuesText(values: Trial['values']): string {
  const short = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  return Object.entries(values)
    .map(([name, value]) => `${name}=${short(value)}`)
    .join(' ');
}
