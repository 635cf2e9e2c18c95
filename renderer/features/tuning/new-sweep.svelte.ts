import type { Input, Output } from '../../../main/ipc/contract.ts';
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { HyperparameterField, Preset, RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { SweepSummary, TunableField } from '../../../main/ipc/schemas/sweep.ts';
import { CUSTOM, EditedNetwork } from '../../components/network/edited-network.svelte.ts';
import { translated } from '../../lib/host-sentences/translated.ts';
import { spoken } from '../../lib/hyperparameters/words.ts';
import type { DraftDimension } from './dimension-text.ts';
import { t } from './messages/index.ts';
import { SearchDraft } from './search-draft.svelte.ts';
import { type Conditions, draftOf, type Fixed, fieldsWith, readSpace, type SpaceDraft } from './space-draft.ts';
import type { Space, Values } from './sweep-types.ts';

type Settings = Input<'sweeps.start'>;
export type SweepBase = Input<'sweeps.options'>;
export type SweepOptions = Output<'sweeps.options'>;

/** Hyperparameters of a run that have no effect in a sweep, which measures and stops by itself. */
const WITHOUT_EFFECT = [
  ...['evaluateEvery', 'measureTrainEvery', 'patience'],
  ...['companion', 'rooms', 'companionPreset', 'companionKeep', 'freeze', 'takenRate', 'normStatistics'],
];

/** The draft of a sweep that has not been started. */
export class NewSweep {
  readonly #datasets: readonly DatasetSummary[];
  readonly #hyperparameters: readonly HyperparameterField[];
  readonly #presets: readonly Preset[];
  readonly network: EditedNetwork;
  /** How it searches, judges and runs trials. */
  readonly search = new SearchDraft();
  #dataset = $state(0);
  #options = $state.raw<SweepOptions | null>(null);
  #draft = $state.raw<SpaceDraft>({});
  /** Fields that a person has changed: they are kept when the network changes. */
  #touched = $state.raw<ReadonlySet<string>>(new Set());
  /** Initially fixed: those of the run or the sweep that it starts from. */
  #fixed = $state.raw<Fixed>({});
  /** The space of the sweep that it starts from. */
  #given = $state.raw<Space | null>(null);
  guesses = $state.raw<readonly Values[]>([]);
  name = $state('');
  #continues = $state.raw<SweepSummary | null>(null);

  /** @param datasets at least one */
  constructor(
    datasets: readonly DatasetSummary[],
    { hyperparameters, presets }: { hyperparameters: readonly HyperparameterField[]; presets: readonly Preset[] },
  ) {
    this.#datasets = datasets;
    this.#hyperparameters = hyperparameters;
    this.#presets = presets;
    this.#dataset = datasets[0]!.id;
    this.network = new EditedNetwork(presets, () => this.chosen.classes.length);
    this.network.preset = presets[0]!.name;
    this.search.epochs = presets[0]!.epochs;
  }

  /** Copies another sweep. @param continues whether it starts with that sweep's trials */
  copy(sweep: SweepSummary, continues: boolean): void {
    const { settings } = sweep;
    this.dataset = settings.dataset;
    if (settings.network) this.network.take(settings.preset, settings.network);
    else this.network.preset = settings.preset;
    this.#fixed = settings.hyperparameters;
    this.#given = settings.space;
    this.guesses = settings.guesses;
    this.search.copy(settings);
    this.#continues = continues ? sweep : null;
  }

  /** A run's settings, fixed except for those worth searching, whose values are tried first. */
  copyRun({ settings }: RunSummary, worthSearching: readonly string[]): void {
    this.dataset = settings.dataset;
    this.network.take(settings.preset, settings.network);
    const own = Object.entries(settings.hyperparameters).filter(([name]) => !WITHOUT_EFFECT.includes(name));
    this.#fixed = Object.fromEntries(own.filter(([name]) => !worthSearching.includes(name)));
    const guess = Object.fromEntries(own.filter(([name]) => worthSearching.includes(name)));
    this.guesses = Object.keys(guess).length > 0 ? [guess] : [];
    this.search.epochs = settings.epochs;
    this.search.seed = settings.seed;
    if (settings.validation !== undefined) this.search.validation = settings.validation;
    this.search.backend = settings.backend;
  }

  get continues(): SweepSummary | null {
    return this.#continues;
  }

  get dataset(): number {
    return this.#dataset;
  }

  set dataset(id: number) {
    if (!this.#datasets.some((dataset) => dataset.id === id)) return;
    this.#dataset = id;
    this.network.fit();
  }

  get chosen(): DatasetSummary {
    return this.#datasets.find(({ id }) => id === this.#dataset)!;
  }

  /** Another preset has another space and other epochs; a person's changes to the space are discarded. */
  choosePreset(name: string): void {
    this.network.preset = name;
    if (name === CUSTOM) return;
    this.#touched = new Set();
    this.#given = null;
    this.#fixed = {};
    this.guesses = [];
    const preset = this.#presets.find((preset) => preset.name === name);
    if (preset) this.search.epochs = preset.epochs;
  }

  /** Input of the options request. */
  get base(): SweepBase {
    const { preset } = this.network;
    const network = preset === CUSTOM ? this.network.network : null;
    return { preset, network, hyperparameters: { ...this.#fixed } };
  }

  /** The search space for that base has arrived. */
  take(options: SweepOptions): void {
    const space = this.#given ?? options.space;
    const fields = fieldsWith(options.fields.map(spoken), space);
    const draft = draftOf(fields, space, { fixed: this.#fixed, conditions: this.#conditions });
    const kept = Object.entries(this.#draft).filter(([name]) => this.#touched.has(name) && name in draft);
    this.#options = { ...options, fields: [...fields] };
    this.#draft = { ...draft, ...Object.fromEntries(kept) };
  }

  get #conditions(): Conditions {
    const dependent = this.#hyperparameters.filter(({ onlyWith }) => onlyWith !== null);
    return Object.fromEntries(
      dependent.map(({ key, onlyWith }) => [key, { name: onlyWith!.key, values: onlyWith!.values }]),
    );
  }

  /** Null until the options are loaded. */
  get fields(): readonly TunableField[] | null {
    return this.#options?.fields ?? null;
  }

  get defaults(): Values {
    return this.#options?.defaults ?? {};
  }

  readonly titles: Readonly<Record<string, string>> = $derived.by(() =>
    Object.fromEntries((this.fields ?? []).map(({ name, title }) => [name, title])),
  );

  get draft(): SpaceDraft {
    return this.#draft;
  }

  change(name: string, change: Partial<DraftDimension>): void {
    const before = this.#draft[name];
    if (!before) return;
    this.#draft = { ...this.#draft, [name]: { ...before, ...change } };
    this.#touched = new Set([...this.#touched, name]);
  }

  readonly read = $derived.by(() => readSpace(this.fields ?? [], this.#draft));

  /** Why the settings cannot be checked yet, as text; null where they can. */
  get blocked(): string | null {
    const { problem } = this.network.examined;
    if (problem) return t.networkCannotBe({ problem: translated(problem.message), remedy: translated(problem.remedy) });
    if (this.chosen.counts.train.total === 0) return t.noTrainingPictures({ name: this.chosen.name });
    if (!this.fields) return t.spaceComing();
    const [wrong] = Object.keys(this.read.problems);
    if (wrong) {
      return t.settingProblem({ setting: this.titles[wrong] ?? wrong, problem: this.read.problems[wrong] ?? '' });
    }
    if (Object.keys(this.read.space).length === 0) return t.chooseSetting();
    return this.search.blocked;
  }

  /** Only valid while there is no problem. @param queue whether to include the queue's address, which is secret */
  settings(queue: boolean): Settings {
    const { name, base } = this;
    const known = new Set((this.fields ?? []).map((field) => field.name));
    const others = Object.entries(this.#fixed).filter(([key]) => !known.has(key));
    return {
      ...(name.trim() && { name: name.trim() }),
      dataset: this.#dataset,
      ...base,
      hyperparameters: { ...Object.fromEntries(others), ...this.read.hyperparameters },
      space: this.read.space,
      guesses: this.guesses.map((guess) => within(guess, this.read.space)),
      ...this.search.settings,
      ...(queue && this.search.queue.trim() && { queue: this.search.queue.trim() }),
      ...(this.#continues && { continues: this.#continues.id }),
    };
  }
}

/** Values of a guess in dimensions that are no longer searched are ignored. */
function within(guess: Values, space: Space): Values {
  return Object.fromEntries(Object.entries(guess).filter(([name]) => name in space));
}
