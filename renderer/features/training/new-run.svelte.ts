import type { DatasetSummary } from '../../../main/ipc/nouns/dataset.ts';
import type { HyperparameterField, Preset, RunSettings, RunSummary } from '../../../main/ipc/nouns/run.ts';
import type { Network } from '../../../native-bridge/convnet/network.ts';
import { changedValues, presetTyped, problemsOf, type Typed } from './hyperparameter-form.ts';
import { changedLayer, examine, type LayerKind, movedLayer, withLayer, withoutLayer } from './network-draft.ts';

/** Layers that a person has changed. */
const CUSTOM = 'custom';
/** The course's: mini-batches from seed 3, 100 epochs. */
const COURSE = { preset: 'course', seed: 3, epochs: 100 };
type Layers = Network['layers'];

/** What a person is putting together: a run that has not been started. */
export class NewRun {
  readonly #datasets: readonly DatasetSummary[];
  readonly #fields: readonly HyperparameterField[];
  readonly #presets: readonly Preset[];
  #dataset = $state<number>(0);
  #preset = $state<string>(COURSE.preset);
  #layers = $state.raw<Layers>([]);
  #typed = $state.raw<Typed>({});
  #before = $state.raw<Layers | null>(null);
  backend = $state<RunSettings['backend']>('auto');
  seed = $state<number | null>(COURSE.seed);
  epochs = $state<number | null>(COURSE.epochs);
  /** Share that is carved off for validation; 0: none. */
  validation = $state(0);
  name = $state('');

  /** @param datasets at least one */
  constructor(
    datasets: readonly DatasetSummary[],
    { hyperparameters, presets }: { hyperparameters: readonly HyperparameterField[]; presets: readonly Preset[] },
  ) {
    this.#datasets = datasets;
    this.#fields = hyperparameters;
    this.#presets = presets;
    this.dataset = datasets[0]!.id;
    this.preset = COURSE.preset;
  }

  /** As another run was, to be changed. What it was trained on may be gone. */
  copy({ settings }: RunSummary): void {
    if (this.#datasets.some(({ id }) => id === settings.dataset)) this.dataset = settings.dataset;
    this.#preset = this.presets.find((preset) => preset === settings.preset) ?? CUSTOM;
    this.#layers = settings.network.layers;
    this.#fitLast();
    this.#typed = Object.fromEntries(Object.entries(settings.hyperparameters).map(([key, value]) => [key, `${value}`]));
    this.backend = settings.backend;
    this.seed = settings.seed;
    this.epochs = settings.epochs;
    this.validation = settings.validation ?? 0;
  }

  get dataset(): number {
    return this.#dataset;
  }

  set dataset(id: number) {
    this.#dataset = id;
    if (this.brings.validation) this.validation = 0;
    if (this.#layers.length > 0) this.#fitLast();
  }

  get chosen(): DatasetSummary {
    return this.#datasets.find(({ id }) => id === this.#dataset)!;
  }

  /** Which splits the dataset has of its own. */
  get brings(): { validation: boolean; test: boolean } {
    const { counts } = this.chosen;
    return { validation: counts.validation.total > 0, test: counts.test.total > 0 };
  }

  /** Names to choose from. */
  get presets(): readonly string[] {
    return [...this.#presets.map(({ name }) => name), CUSTOM];
  }

  get preset(): string {
    return this.#preset;
  }

  /** A preset lays its layers out anew, with its own epochs and hyperparameters; `custom` keeps what is there. */
  set preset(name: string) {
    const before = this.#defaults;
    this.#preset = name;
    const preset = this.#presets.find((preset) => preset.name === name);
    if (!preset) return;
    this.#layers = this.#fitted(preset.network.layers);
    this.#before = null;
    if (before === null || this.epochs === before.epochs) this.epochs = preset.epochs;
    this.#typed = presetTyped(this.#typed, before?.hyperparameters ?? {}, preset.hyperparameters);
  }

  /** Of the preset that is chosen, or was before its layers were changed. */
  get presetValues(): Preset['hyperparameters'] {
    return this.#defaults?.hyperparameters ?? {};
  }

  /** Of a preset by name; none where there is no such preset. */
  valuesOf(name: string): Preset['hyperparameters'] {
    return this.#presets.find((preset) => preset.name === name)?.hyperparameters ?? {};
  }

  get #defaults(): Preset | null {
    return this.#presets.find(({ name }) => name === this.#preset) ?? null;
  }

  get network(): Network {
    return { name: this.#preset, input: [64, 64, 3], layers: this.#layers };
  }

  get examined() {
    return examine(this.network, this.chosen.classes.length);
  }

  addLayer(at: number, kind: LayerKind): void {
    this.#edit(withLayer(this.#layers, at, kind));
  }

  removeLayer(at: number): void {
    this.#edit(withoutLayer(this.#layers, at));
  }

  moveLayer(from: number, to: number): void {
    this.#edit(movedLayer(this.#layers, from, to));
  }

  changeLayer(at: number, change: Readonly<Record<string, unknown>>): void {
    this.#edit(changedLayer(this.#layers, at, change));
  }

  get canUndo(): boolean {
    return this.#before !== null;
  }

  /** Takes the last change of layers back; a second time brings it again. */
  undo(): void {
    if (this.#before) this.#edit(this.#before);
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

  /** What stands in the way of starting, in words; null where nothing does. */
  get blocked(): string | null {
    const { problem } = this.examined;
    if (problem) return `The network cannot be: ${problem.message}. ${problem.remedy}`;
    if (this.chosen.counts.train.total === 0) return `${this.chosen.name} has no training pictures.`;
    const [wrong] = Object.keys(this.problems);
    const field = this.#fields.find(({ key }) => key === wrong);
    if (field) return `${field.title}: ${this.problems[field.key]}`;
    if (this.epochs === null || this.seed === null) return 'Give the number of epochs and the seed.';
    return null;
  }

  /** Only while nothing is in the way. */
  get settings(): RunSettings {
    return {
      ...(this.name.trim() && { name: this.name.trim() }),
      dataset: this.#dataset,
      ...(this.validation > 0 && { validation: this.validation }),
      preset: this.#preset,
      network: this.network,
      hyperparameters: changedValues(this.#fields, this.#typed, this.presetValues),
      backend: this.backend,
      seed: this.seed ?? COURSE.seed,
      epochs: this.epochs ?? COURSE.epochs,
    };
  }

  #edit(layers: Layers): void {
    this.#before = this.#layers;
    this.#layers = layers;
    this.#preset = this.#presetOf(layers);
  }

  /** Layers that are a preset's again are that preset. */
  #presetOf(layers: Layers): string {
    const text = JSON.stringify(layers);
    const same = this.#presets.find(({ network }) => JSON.stringify(this.#fitted(network.layers)) === text);
    return same?.name ?? CUSTOM;
  }

  /** Another dataset has other classes: the last layer follows, for there is no other way to fit. */
  #fitLast(): void {
    this.#layers = this.#fitted(this.#layers);
  }

  #fitted(layers: Layers): Layers {
    const last = layers.length - 1;
    if (layers[last]?.kind !== 'dense') return layers;
    return changedLayer(layers, last, { units: this.chosen.classes.length });
  }
}
