import type { Split } from '../../../main/ipc/schemas/common.ts';
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { Comparison } from '../../../native-bridge/metrics/comparison.ts';
import { useLab } from '../../lib/lab.ts';
import { AnswersAsked, type AnswersQuestion } from './answers-asked.svelte.ts';
import { LabChoices } from './choices.svelte.ts';
import { compared } from './compared.ts';
import { isSplit, splitWithPictures, wholeOf } from './defaults.ts';
import { chosenSides, type Side, sidesOf } from './sides.ts';

/** Two runs or models side by side, as named by the route. Create it during component setup. */
export class ComparisonView {
  readonly choices = new LabChoices();
  readonly a: AnswersAsked;
  readonly b: AnswersAsked;
  readonly #router = useLab().router;

  constructor() {
    this.a = new AnswersAsked(() => this.#question(this.#modelA));
    this.b = new AnswersAsked(() => this.#question(this.#modelB));
  }

  readonly sides: readonly Side[] = $derived.by(() => (this.choices.value ? sidesOf(this.choices.value) : []));

  readonly chosen: readonly [Side | null, Side | null] = $derived.by(() => chosenSides(this.sides, this.#router.query));

  /** That of the route, else the one that either of them was trained on. */
  readonly dataset: DatasetSummary | undefined = $derived.by(() => {
    const datasets = this.choices.value?.datasets ?? [];
    const asked = wholeOf(this.#router.query.get('dataset'));
    if (asked !== null) return datasets.find(({ id }) => id === asked);
    const trainedOn = this.chosen.map((side) => side?.run?.settings.dataset);
    return datasets.find(({ id }) => trainedOn.includes(id)) ?? datasets[0];
  });

  /** A comparison usually precedes a choice: it defaults to the validation split, where there is one. */
  readonly split: Split = $derived.by(() => {
    const asked = this.#router.query.get('split');
    if (isSplit(asked)) return asked;
    return this.dataset ? splitWithPictures(this.dataset, ['validation', 'test', 'train']) : 'test';
  });

  readonly withheld: boolean = $derived.by(
    () => this.split === 'test' && this.dataset?.testFrozen === true && !this.#router.query.has('look'),
  );

  /** Null until both have answered; a message where they cannot be compared. */
  readonly comparison: Comparison | string | null = $derived.by(() => {
    const [a, b] = [this.a.value, this.b.value];
    return a && b && !this.a.turning && !this.b.turning ? compared(a, b) : null;
  });

  readonly #modelA = $derived(this.chosen[0]?.model?.id);
  readonly #modelB = $derived(this.chosen[1]?.model?.id);
  readonly #datasetId = $derived(this.dataset?.id);

  /** Nothing is requested before both are chosen, to avoid an unnecessary look at the test split. */
  #question(model: number | undefined): AnswersQuestion | null {
    const [a, b, dataset] = [this.#modelA, this.#modelB, this.#datasetId];
    if (model === undefined || a === undefined || b === undefined || dataset === undefined || this.withheld)
      return null;
    return { model, dataset, splits: [this.split] };
  }
}
