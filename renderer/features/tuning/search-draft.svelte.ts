import type { Input } from '../../../main/ipc/contract.ts';
import type { SweepSummary } from '../../../main/ipc/schemas/sweep.ts';
import { t } from './messages/index.ts';
import type { Objective } from './sweep-types.ts';

type Settings = Input<'sweeps.start'>;
type Scheduler = Settings['scheduler']['kind'];

/** The form's settings for searching, judging and running trials. Null: the typed text is not a number. */
export class SearchDraft {
  sampler = $state<Settings['sampler']>('tpe');
  gridPoints = $state<number | null>(5);
  scheduler = $state<Scheduler>('asha');
  eta = $state<number | null>(4);
  minEpochs = $state<number | null>(1);
  warmupTrials = $state<number | null>(5);
  warmupEpochs = $state<number | null>(0);
  trials = $state<number | null>(64);
  minutes = $state<number | null>(null);
  budgetValid = $state(true);
  epochs = $state<number | null>(100);
  seeds = $state<number | null>(1);
  folds = $state<number | null>(0);
  validation = $state(0.15);
  objectives = $state.raw<readonly Objective[]>(['validationAccuracy']);
  freshBest = $state<number | null>(3);
  freshSeeds = $state<number | null>(5);
  seed = $state<number | null>(3);
  backend = $state<Settings['backend']>('auto');
  /** Null: one per core. */
  lanes = $state<number | null>(null);
  /** Address of a queue: sent when the sweep starts, stored nowhere. */
  queue = $state('');

  copy(settings: SweepSummary['settings']): void {
    const { scheduler, budget, fresh } = settings;
    this.sampler = settings.sampler;
    this.gridPoints = settings.gridPoints;
    this.scheduler = scheduler.kind;
    if ('eta' in scheduler) this.eta = scheduler.eta;
    if ('minEpochs' in scheduler) this.minEpochs = scheduler.minEpochs;
    if (scheduler.kind === 'median') {
      this.warmupTrials = scheduler.warmupTrials;
      this.warmupEpochs = scheduler.warmupEpochs;
    }
    this.trials = budget.trials;
    this.minutes = budget.minutes;
    this.epochs = settings.epochs;
    this.seeds = settings.seeds;
    this.folds = settings.folds;
    this.validation = settings.validation;
    this.objectives = settings.objectives;
    this.freshBest = fresh.best;
    this.freshSeeds = fresh.seeds;
    this.seed = settings.seed;
    this.backend = settings.backend;
    this.lanes = settings.lanes;
  }

  /** The first is one of the two that the scheduler can follow; more make a Pareto front. */
  choose(objective: Objective, is: boolean): void {
    const others = this.objectives.filter((one) => one !== objective);
    this.objectives = is ? [...others, objective] : others;
  }

  chooseFirst(objective: Objective): void {
    this.objectives = [objective, ...this.objectives.slice(1).filter((one) => one !== objective)];
  }

  get blocked(): string | null {
    if (!this.budgetValid) return t.giveBudget();
    const numbers: readonly (readonly [string, number | null])[] = [
      [t.theMostEpochs(), this.epochs],
      [t.theSeeds(), this.seeds],
      [t.theFolds(), this.folds],
      [t.theSeed(), this.seed],
      [t.theFreshBest(), this.freshBest],
      [t.theFreshSeeds(), this.freshSeeds],
      ...(this.sampler === 'grid' ? [[t.theGridPoints(), this.gridPoints] as const] : []),
      ...this.#schedulerNumbers,
    ];
    const missing = numbers.find(([, value]) => value === null);
    return missing ? t.giveNumberFor({ what: missing[0] }) : null;
  }

  get #schedulerNumbers(): readonly (readonly [string, number | null])[] {
    if (this.scheduler === 'none') return [];
    if (this.scheduler === 'median') {
      return [
        [t.theWarmupTrials(), this.warmupTrials],
        [t.theWarmupEpochs(), this.warmupEpochs],
      ];
    }
    return [
      [t.theEta(), this.eta],
      [t.theMinEpochs(), this.minEpochs],
    ];
  }

  get #scheduler(): Settings['scheduler'] {
    if (this.scheduler === 'none') return { kind: 'none' };
    if (this.scheduler === 'median') {
      return { kind: 'median', warmupTrials: this.warmupTrials ?? 5, warmupEpochs: this.warmupEpochs ?? 0 };
    }
    return { kind: this.scheduler, eta: this.eta ?? 4, minEpochs: this.minEpochs ?? 1 };
  }

  /** Only valid while there is no problem. */
  get settings() {
    return {
      sampler: this.sampler,
      gridPoints: this.gridPoints ?? 5,
      scheduler: this.#scheduler,
      objectives: [...this.objectives],
      budget: { trials: this.trials, minutes: this.minutes },
      epochs: this.epochs ?? 1,
      seeds: this.seeds ?? 1,
      folds: this.folds ?? 0,
      validation: this.validation,
      seed: this.seed ?? 0,
      backend: this.backend,
      lanes: this.lanes,
      fresh: { best: this.freshBest ?? 0, seeds: this.freshSeeds ?? 2 },
    } satisfies Partial<Settings>;
  }
}
