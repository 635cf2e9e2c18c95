import type { Split } from '../../../main/ipc/schemas/common.ts';
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import { useLab } from '../../lib/lab.ts';
import { AnswersAsked, type AnswersQuestion } from './answers-asked.svelte.ts';
import { LabChoices, runOf } from './choices.svelte.ts';
import { isSplit, splitWithPictures, wholeOf } from './defaults.ts';
import { type Looking, lookedAt } from './evaluated.ts';

const ORDERS: readonly Looking['order'][] = ['loss', 'surest', 'unsure', 'index'];

/** What is evaluated and which of its pictures are shown: all of it is in the route. */
export class EvaluationView {
  readonly choices = new LabChoices();
  readonly answers: AnswersAsked;
  readonly #router = useLab().router;

  constructor() {
    this.answers = new AnswersAsked(() => this.#question);
  }

  readonly model: ModelSummary | undefined = $derived.by(() => {
    const models = this.choices.value?.models ?? [];
    const asked = this.#number('model');
    return asked === null ? models[0] : models.find(({ id }) => id === asked);
  });

  readonly dataset: DatasetSummary | undefined = $derived.by(() => {
    const choices = this.choices.value;
    const asked = this.#number('dataset');
    if (asked !== null) return choices?.datasets.find(({ id }) => id === asked);
    const trainedOn = choices && this.model ? runOf(choices, this.model)?.settings.dataset : undefined;
    const fits = ({ classes }: DatasetSummary) => classes.length === this.model?.labels.length;
    return choices?.datasets.find(({ id }) => id === trainedOn) ?? choices?.datasets.find(fits) ?? choices?.datasets[0];
  });

  readonly split: Split = $derived.by(() => {
    const asked = this.#router.query.get('split');
    if (isSplit(asked)) return asked;
    return this.dataset ? splitWithPictures(this.dataset) : 'test';
  });

  readonly version: number | null = $derived.by(() => this.#number('version'));

  /** A frozen test split is only evaluated where the person asked for it. */
  readonly withheld: boolean = $derived.by(
    () => this.split === 'test' && this.dataset?.testFrozen === true && !this.#router.query.has('look'),
  );

  readonly looking: Looking = $derived.by(() => {
    const { query } = this.#router;
    // Older addresses use `said`.
    const [label, predicted] = [this.#number('label'), this.#number('predicted') ?? this.#number('said')];
    const wrongOnly = query.get('show') !== 'all' && (label === null || predicted === null);
    return { label, predicted, wrongOnly, order: ORDERS.find((order) => order === query.get('order')) ?? 'loss' };
  });

  /** Indices in the evaluation, in order. */
  readonly places: readonly number[] = $derived.by(() => {
    const { value } = this.answers;
    return value ? lookedAt(value, this.looking) : [];
  });

  /** Index of the selected picture; null where none is selected, or it is not here. */
  readonly place: number | null = $derived.by(() => {
    const id = this.#number('picture');
    const place = id === null ? -1 : (this.answers.value?.ids.indexOf(id) ?? -1);
    return place < 0 ? null : place;
  });

  // Numbers stay equal when the lists they were found in are reloaded, so that the same data is not requested again.
  readonly #modelId = $derived(this.model?.id);
  readonly #datasetId = $derived(this.dataset?.id);

  get #question(): AnswersQuestion | null {
    const [model, dataset, version] = [this.#modelId, this.#datasetId, this.version];
    if (model === undefined || dataset === undefined || this.withheld) return null;
    return { model, dataset, splits: [this.split], ...(version !== null && { version }) };
  }

  #number(name: string): number | null {
    return wholeOf(this.#router.query.get(name));
  }
}
