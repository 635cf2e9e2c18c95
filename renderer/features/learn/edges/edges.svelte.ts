import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import { ChosenModel } from '../model/chosen-model.svelte.ts';
import { type Cell, cellText, channelOf, readCell } from '../numbers/matrix.ts';
import { ChosenPicture } from '../picture/chosen-picture.svelte.ts';
import { greyTensor, rgbTensor } from '../picture/tensors.ts';
import {
  type Applied,
  applied,
  type Filter,
  firstConvolution,
  learnedFilter,
  outputAround,
  plainFilter,
  windowOf,
} from './applied.ts';
import { type FilterChoice, filterText, PRESETS, readFilter, resized, sidesOf, transposed } from './filters.ts';
import { EXAMPLES, type InputName, readInput } from './inputs.ts';
import { type Step, stepAt } from './window-sum.ts';

/** The station's state: input, filter, output, and the selected cell. */
export class Edges {
  readonly #lab = useLab();
  readonly picture = new ChosenPicture();
  readonly models = new ChosenModel();
  readonly #filter = new Addressed<FilterChoice>(this.#lab.router, {
    name: 'filter',
    read: readFilter,
    write: (choice) => (filterText(choice) === 'vertical' ? null : filterText(choice)),
  });
  readonly #cell = new Addressed<Cell | null>(this.#lab.router, {
    name: 'cell',
    read: (text) => readCell(text, { rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY }),
    write: (cell) => cell && cellText(cell),
  });
  readonly #convolution = $derived.by(() => {
    const model = this.models.opened.value;
    return model ? firstConvolution(model) : null;
  });
  /** The filters of the model's first layer. */
  readonly learned: readonly Filter[] = $derived.by(() => {
    const [model, layer] = [this.models.opened.value, this.#convolution];
    if (!model || !layer || typeof layer === 'string') return [];
    return Array.from({ length: layer.filters }, (_, at) => learnedFilter(layer, model, at));
  });
  readonly filter: Filter | null = $derived.by(() => {
    const choice = this.#filter.value;
    if (choice.kind === 'learned') return this.learned[choice.at] ?? null;
    const weights =
      choice.kind === 'own' ? choice.weights : (PRESETS.find(({ id }) => id === choice.id) ?? PRESETS[0]).weights;
    const { side, channels } = sidesOf(weights.length)!;
    const plain = plainFilter(weights, side, channels);
    // A learned filter that was edited still slides over the picture in the same way.
    const layer = this.#convolution;
    if (channels === 1 || !layer || typeof layer === 'string') return plain;
    return { ...plain, stride: layer.stride, padding: layer.padding };
  });
  /** A filter with three channels needs a colour picture. */
  readonly #coloured = $derived(this.choice.kind === 'learned' || this.filter?.W.shape[2] === 3);
  readonly input: InputName = $derived(this.#coloured ? 'picture' : readInput(this.#lab.router.query.get('input')));
  readonly tensor = $derived.by(() => {
    if (this.input !== 'picture') return EXAMPLES[this.input];
    const { pixels } = this.picture;
    return pixels && (this.#coloured ? rgbTensor(pixels) : greyTensor(pixels));
  });
  readonly applied: Applied | null = $derived(this.filter && this.tensor ? applied(this.filter, this.tensor) : null);
  readonly output = $derived(this.applied && channelOf(this.applied.Z, 0, 0));
  /** The selected output cell: always one, so that there is a sum to show. */
  readonly cell: Cell = $derived.by(() => {
    const [named, output] = [this.#cell.value, this.output];
    if (!output) return { row: 0, column: 0 };
    if (named && named.row < output.rows && named.column < output.columns) return named;
    return { row: (output.rows - 1) >> 1, column: (output.columns - 1) >> 1 };
  });
  readonly window = $derived(this.applied && windowOf(this.applied, this.cell));
  readonly step: Step | null = $derived(
    this.applied && this.window && stepAt(this.applied.padded, this.applied.W, this.applied.b, this.window),
  );

  get choice(): FilterChoice {
    return this.#filter.value;
  }

  /** Why the chosen model has no filters to show; null where it has. */
  get modelProblem(): string | null {
    return typeof this.#convolution === 'string' ? this.#convolution : null;
  }

  choose(choice: FilterChoice): void {
    this.#filter.set(choice);
  }

  chooseInput(input: InputName): void {
    if (input !== 'picture' && this.#coloured) this.choose({ kind: 'preset', id: 'vertical' });
    this.#lab.router.set({ input: input === 'half' ? null : input });
  }

  /** Changes one weight: it becomes a custom filter. */
  weigh(channel: number, { row, column }: Cell, value: number): void {
    if (!this.filter) return;
    const [f, , channels] = this.filter.W.shape as [number, number, number];
    const weights = Array.from(this.filter.W.data);
    weights[(row * f + column) * channels + channel] = value;
    this.choose({ kind: 'own', weights });
  }

  resize(side: number): void {
    if (this.filter) this.choose({ kind: 'own', weights: resized(Array.from(this.filter.W.data), side) });
  }

  /** Transposes rows and columns: what it detects is rotated by 90 degrees. */
  turn(): void {
    if (!this.filter) return;
    const [f, , channels] = this.filter.W.shape as [number, number, number];
    this.choose({ kind: 'own', weights: transposed(Array.from(this.filter.W.data), f, channels) });
  }

  look(cell: Cell): void {
    this.#cell.set(cell);
  }

  /** The window centred on that input cell. */
  lookAround(cell: Cell): void {
    if (this.applied) this.look(outputAround(this.applied, cell));
  }
}
