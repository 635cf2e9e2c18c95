import type { DatasetSummary } from '../../../main/ipc/nouns/dataset.ts';
import type { HyperparameterField, RunSettings, RunSummary } from '../../../main/ipc/nouns/run.ts';
import type { Network } from '../../../native-bridge/convnet/network.ts';
import { PRESET_NAMES, presetNetwork } from '../../../native-bridge/convnet/presets.ts';
import { changedValues, problemsOf, type Typed } from './hyperparameter-form.ts';
import { changedLayer, examine, type LayerKind, movedLayer, withLayer, withoutLayer } from './network-draft.ts';

export const PRESETS = [...PRESET_NAMES, 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

/** The course's: mini-batches from seed 3, 100 epochs. */
const COURSE = { seed: 3, epochs: 100 };
type Layers = Network['layers'];

/** What a person is putting together: a run that has not been started. */
export class NewRun {
  readonly #datasets: readonly DatasetSummary[];
  readonly #fields: readonly HyperparameterField[];
  #dataset = $state<number>(0);
  #preset = $state<Preset>('course');
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
  constructor(datasets: readonly DatasetSummary[], fields: readonly HyperparameterField[]) {
    this.#datasets = datasets;
    this.#fields = fields;
    this.dataset = datasets[0]!.id;
    this.preset = 'course';
  }

  /** As another run was, to be changed. What it was trained on may be gone. */
  copy({ settings }: RunSummary): void {
    if (this.#datasets.some(({ id }) => id === settings.dataset)) this.dataset = settings.dataset;
    this.#preset = PRESETS.find((preset) => preset === settings.preset) ?? 'custom';
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

  get preset(): Preset {
    return this.#preset;
  }

  /** A preset lays its layers out anew; `custom` keeps those that are there. */
  set preset(preset: Preset) {
    this.#preset = preset;
    if (preset === 'custom') return;
    this.#layers = presetNetwork(preset, { classes: this.chosen.classes.length }).layers;
    this.#before = null;
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
      hyperparameters: changedValues(this.#fields, this.#typed),
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
  #presetOf(layers: Layers): Preset {
    const text = JSON.stringify(layers);
    const classes = this.chosen.classes.length;
    return PRESET_NAMES.find((name) => JSON.stringify(presetNetwork(name, { classes }).layers) === text) ?? 'custom';
  }

  /** Another dataset has other classes: the last layer follows, for there is no other way to fit. */
  #fitLast(): void {
    const last = this.#layers.length - 1;
    if (this.#layers[last]?.kind !== 'dense') return;
    this.#layers = changedLayer(this.#layers, last, { units: this.chosen.classes.length });
  }
}
