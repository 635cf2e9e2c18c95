import { Addressed } from '../../lib/addressed.svelte.ts';
import type { Router } from '../../lib/router.svelte.ts';
import { ranked } from './charts/trial-facts.ts';
import { rangesText, readRanges } from './number-ranges.ts';
import type { Trial } from './sweep-types.ts';
import type { SweepView } from './sweep-view.svelte.ts';
import { defaultTrial, withoutPruned } from './trial-rows.ts';

/**
 * The view state of a sweep's screen, as in the address: tab, objective, the focused trial and the one it is compared
 * with, whether pruned trials are shown, the brush. Table, charts and exports all read it here.
 */
export class Looking {
  readonly #router: Router;
  readonly #view: SweepView;
  readonly #brush: Addressed<ReadonlySet<number> | null>;
  readonly #focus: Addressed<number | null>;

  constructor(router: Router, view: SweepView) {
    this.#router = router;
    this.#view = view;
    const brushText = (numbers: ReadonlySet<number> | null) => (numbers ? rangesText(numbers) : null);
    this.#brush = new Addressed(router, { name: 'brush', read: readRanges, write: brushText });
    const focusText = (trial: number | null) => (trial === null ? null : String(trial));
    this.#focus = new Addressed(router, { name: 'trial', read: numberOf, write: focusText });
  }

  get tab(): string {
    return this.#router.query.get('tab') ?? 'overview';
  }

  set tab(tab: string) {
    this.#router.set({ tab: tab === 'overview' ? null : tab });
  }

  /** Its index in the sweep's list. */
  readonly objective: number = $derived.by(() => {
    const most = (this.#view.sweep?.settings.objectives.length ?? 1) - 1;
    return Math.min(Math.max(Math.trunc(Number(this.#router.query.get('objective') ?? 0)) || 0, 0), most);
  });

  setObjective(place: number): void {
    this.#router.set({ objective: place === 0 ? null : place });
  }

  /** Whether pruned trials are shown: in the table, in every chart and in the exported files alike. */
  get pruned(): boolean {
    return this.#router.query.get('pruned') !== 'hide';
  }

  set pruned(shown: boolean) {
    this.#router.set({ pruned: shown ? null : 'hide' });
  }

  /** Trials shown in charts and table. */
  readonly trials: readonly Trial[] = $derived.by(() => withoutPruned(this.#view.trials, this.pruned));

  /** Trials with a score of the first objective, best first. */
  readonly #ranked: readonly Trial[] = $derived.by(() => {
    const objectives = this.#view.sweep?.settings.objectives;
    return objectives ? ranked(this.#view.trials, objectives, 0).map(({ trial }) => trial) : [];
  });

  readonly best: Trial | null = $derived.by(() => this.#ranked[0] ?? null);

  get focused(): number | null {
    return this.#focus.value;
  }

  focus(trial: number | null): void {
    this.#focus.set(trial);
  }

  /** The two compared trials: those in the address, else the preset's own point and the best other one. */
  readonly compared: readonly [Trial | null, Trial | null] = $derived.by(() => {
    const b = this.#view.trial(this.focused) ?? this.best;
    const named = this.#view.trial(numberOf(this.#router.query.get('with')));
    if (named) return [named, b];
    const a = [defaultTrial(this.#view.trials), ...this.#ranked].find((trial) => trial !== null && trial !== b);
    return [a ?? null, b];
  });

  compareWith(trial: number | null): void {
    this.#router.set({ with: trial });
  }

  /** Numbers of the brushed trials; null: no brush. */
  get brushed(): ReadonlySet<number> | null {
    return this.#brush.value;
  }

  brush(numbers: ReadonlySet<number> | null): void {
    this.#brush.set(numbers);
  }
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
