import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { HyperparameterField, Preset, RunSettings, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { type TakenOver, type Trained, takenOver } from '../../../native-bridge/convnet/alike.ts';
import { keptBytes } from '../../../native-bridge/training/kept-epochs.ts';
import { EditedNetwork } from '../../components/network/edited-network.svelte.ts';
import { translated } from '../../lib/host-sentences/translated.ts';
import { spoken } from '../../lib/hyperparameters/words.ts';
import { changedValues, presetTyped, problemsOf, shownValue, type Typed } from './hyperparameter-form.ts';
import { t } from './messages/index.ts';

/** The course's: mini-batches from seed 3, 100 epochs. */
const COURSE = { preset: 'course', seed: 3, epochs: 100 };

/** Share of the training pictures, where a dataset has no validation split. */
const VALIDATION = 0.15;

/** The base, a model of the lab by its number, or nothing. */
export type Start = NonNullable<RunSettings['from']>;

/** A model that a run can start from. */
export interface Origin extends Trained {
  readonly name: string;
}

/** By dataset number: why no validation split can be split off, in the page's language. */
export type UnsplittableDatasets = ReadonlyMap<number, () => string>;

/** The draft of a run that has not been started. */
export class NewRun {
  readonly #unsplittable: UnsplittableDatasets;
  readonly #datasets: readonly DatasetSummary[];
  readonly #fields: readonly HyperparameterField[];
  readonly #presets: readonly Preset[];
  /** Its layers; to choose a preset, set `preset` of this class, which also applies the preset's other settings. */
  readonly layers: EditedNetwork;
  #dataset = $state<number>(0);
  #typed = $state.raw<Typed>({});
  backend = $state<RunSettings['backend']>('auto');
  seed = $state<number | null>(COURSE.seed);
  epochs = $state<number | null>(COURSE.epochs);
  /** Share chosen by a person; null: none chosen. */
  #validation = $state<number | null>(null);
  name = $state('');
  /** Whether epochs are kept for Learn. */
  keepEpochs = $state(false);
  /** Starting point chosen by a person; null: the preset's. */
  #from = $state<Start | null>(null);
  /** The network of the starting point, once it is loaded; null from scratch. */
  origin = $state.raw<Origin | null>(null);

  /**
   * @param datasets at least one
   * @param unsplittable why no validation split can be split off, for datasets where that is so
   */
  constructor(
    datasets: readonly DatasetSummary[],
    { hyperparameters, presets }: { hyperparameters: readonly HyperparameterField[]; presets: readonly Preset[] },
    unsplittable: UnsplittableDatasets,
  ) {
    this.#unsplittable = unsplittable;
    this.#datasets = datasets;
    this.#fields = hyperparameters.map(spoken);
    this.#presets = presets;
    this.layers = new EditedNetwork(presets, () => this.chosen.classes.length);
    this.dataset = (datasets.find(({ counts }) => counts.train.total > 0) ?? datasets[0]!).id;
    this.preset = COURSE.preset;
  }

  /** Copies another run's settings for editing. Its dataset may have been removed. */
  copy({ settings }: RunSummary): void {
    if (this.#datasets.some(({ id }) => id === settings.dataset)) this.dataset = settings.dataset;
    this.layers.take(settings.preset, settings.network);
    this.#typed = Object.fromEntries(Object.entries(settings.hyperparameters).map(([key, value]) => [key, `${value}`]));
    this.backend = settings.backend;
    this.seed = settings.seed;
    this.epochs = settings.epochs;
    this.#validation = settings.validation ?? 0;
    this.keepEpochs = settings.keepEpochs ?? false;
    this.#from = settings.from ?? null;
  }

  get dataset(): number {
    return this.#dataset;
  }

  set dataset(id: number) {
    this.#dataset = id;
    this.layers.fit();
  }

  get chosen(): DatasetSummary {
    return this.#datasets.find(({ id }) => id === this.#dataset)!;
  }

  /** Which splits the dataset has. */
  get brings(): { validation: boolean; test: boolean } {
    const { counts } = this.chosen;
    return { validation: counts.validation.total > 0, test: counts.test.total > 0 };
  }

  /**
   * Share that is split off for validation, on which the threshold of "no sign" is measured; 0: none. By default a run
   * has one, except for one that reproduces the course, which had none.
   */
  get validation(): number {
    if (this.brings.validation) return 0;
    if (this.#validation !== null) return this.#validation;
    return this.reproducesCourse || this.unsplittable ? 0 : VALIDATION;
  }

  set validation(share: number) {
    this.#validation = share;
  }

  /** Why no validation split can be split off; null where it can. */
  get unsplittable(): string | null {
    return this.#unsplittable.get(this.#dataset)?.() ?? null;
  }

  get from(): Start {
    return this.#from ?? this.presetFrom;
  }

  set from(start: Start) {
    this.#from = start === this.presetFrom ? null : start;
  }

  /** The default starting point of a run with these layers. */
  get presetFrom(): Start {
    return this.#defaults?.from ?? 'none';
  }

  /** Which of these layers are taken over from the other model; null from scratch, and until that is loaded. */
  get taken(): TakenOver | null {
    if (this.from === 'none' || !this.origin || this.layers.examined.problem) return null;
    return takenOver(this.origin, this.layers.network, this.chosen.classes);
  }

  /** The layers of the model that it starts from, with a last one for these classes. */
  takeLayers(): void {
    if (!this.origin) return;
    const { from } = this;
    this.layers.take(this.origin.network.name, this.origin.network);
    // Another preset may have a different starting point.
    this.from = from;
  }

  /** Whether it is the course's net with the course's settings, with any seed: a band varies the seed. */
  get reproducesCourse(): boolean {
    const changed = changedValues(this.#fields, this.#typed, this.presetValues);
    if (this.from !== 'none') return false;
    return this.preset === COURSE.preset && this.epochs === this.#defaults?.epochs && Object.keys(changed).length === 0;
  }

  /** Names to choose from. */
  get presets(): readonly string[] {
    return this.layers.presets;
  }

  get preset(): string {
    return this.layers.preset;
  }

  /** A preset replaces the layers and sets its own epochs and hyperparameters; `custom` keeps what is there. */
  set preset(name: string) {
    const before = this.#defaults;
    this.layers.preset = name;
    const preset = this.#defaults;
    if (!preset) return;
    if (before === null || this.epochs === before.epochs) this.epochs = preset.epochs;
    this.#typed = presetTyped(this.#typed, before?.hyperparameters ?? {}, preset.hyperparameters);
  }

  /** Of the chosen preset, or the one that the changed layers came from. */
  get presetValues(): Preset['hyperparameters'] {
    return this.#defaults?.hyperparameters ?? {};
  }

  /** Settings of a preset by name; none where there is no such preset. */
  valuesOf(name: string): Preset['hyperparameters'] {
    return this.#presets.find((preset) => preset.name === name)?.hyperparameters ?? {};
  }

  get #defaults(): Preset | null {
    return this.#presets.find(({ name }) => name === this.preset) ?? null;
  }

  get fields(): readonly HyperparameterField[] {
    return this.#fields;
  }

  get typed(): Typed {
    return this.#typed;
  }

  set(key: string, text: string): void {
    this.#typed = { ...this.#typed, [key]: text };
  }

  get problems(): Readonly<Record<string, string>> {
    return problemsOf(this.#fields, this.#typed);
  }

  /** Approximate bytes of kept epochs; null while the network or the number of epochs is invalid. */
  get keptBytes(): number | null {
    const optimizer = this.#fields.find(({ key }) => key === 'optimizer');
    if (this.layers.examined.problem || this.epochs === null || !optimizer) return null;
    return keptBytes(this.layers.network, shownValue(optimizer, this.#typed), this.epochs);
  }

  /** Why it cannot be started, as text; null where it can. */
  get blocked(): string | null {
    const { problem } = this.layers.examined;
    if (problem) return t.noNetwork({ problem: translated(problem.message), remedy: translated(problem.remedy) });
    if (this.origin && this.taken?.specs.length === 0) return t.nothingTaken({ model: this.origin.name });
    if (this.chosen.counts.train.total === 0) return t.noTraining({ dataset: this.chosen.name });
    const [wrong] = Object.keys(this.problems);
    const field = this.#fields.find(({ key }) => key === wrong);
    if (field) return t.wrongValue({ name: field.title, problem: this.problems[field.key] ?? '' });
    if (this.epochs === null || this.seed === null) return t.giveEpochsAndSeed();
    return null;
  }

  /** Only valid while there is no problem. */
  get settings(): RunSettings {
    return {
      ...(this.name.trim() && { name: this.name.trim() }),
      dataset: this.#dataset,
      ...(this.validation > 0 && { validation: this.validation }),
      preset: this.preset,
      network: this.layers.network,
      hyperparameters: changedValues(this.#fields, this.#typed, this.presetValues),
      backend: this.backend,
      seed: this.seed ?? COURSE.seed,
      epochs: this.epochs ?? COURSE.epochs,
      ...(this.#from !== null && { from: this.#from }),
      ...(this.keepEpochs && { keepEpochs: true }),
    };
  }
}
