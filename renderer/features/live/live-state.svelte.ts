import { untrack } from 'svelte';
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { Lab } from '../../lib/lab.ts';
import { classKeys } from './class-keys.ts';
import type { Corrections } from './corrections.svelte.ts';
import { keptWith } from './kept.ts';
import { t } from './messages/index.ts';
import { Recognition } from './recognition.svelte.ts';
import { Recorder } from './recorder.svelte.ts';
import type { Retraining } from './retraining.svelte.ts';
import { Sight } from './sight.svelte.ts';
import { speak } from './speech.ts';

/** State and actions of the live screen. Models and dataset are in the address. Create it during component setup. */
export class LiveState {
  readonly #lab: Lab;
  readonly #models: () => readonly ModelSummary[];
  readonly #datasets: () => readonly DatasetSummary[];
  readonly sight: Sight;
  readonly recognition: Recognition;
  readonly corrections: Corrections;
  readonly retraining: Retraining;
  readonly recorder: Recorder;
  #speaks = $state(false);
  #large = $state(false);
  /** The dataset that the model was trained on. */
  #trainedOn = $state.raw<number | null>(null);

  constructor(lab: Lab, models: () => readonly ModelSummary[], datasets: () => readonly DatasetSummary[]) {
    this.#lab = lab;
    this.#models = models;
    this.#datasets = datasets;
    this.sight = new Sight(lab);
    this.recognition = new Recognition(lab.client, () => this.sight.view);
    const { corrections, retraining } = keptWith(lab);
    this.corrections = corrections;
    this.retraining = retraining;
    this.recorder = new Recorder(lab);
    $effect(() => {
      const { chosen } = this;
      if (lab.client.connections > 0) void untrack(() => this.recognition.use(chosen));
    });
    $effect(() => {
      if (lab.client.connections > 0) void untrack(() => retraining.refresh());
    });
    $effect(() => void this.#lookUp(this.model));
    $effect(() => this.recognition.listen((seen) => this.recorder.take(seen)));
    $effect(() => this.#say());
    $effect(() => () => {
      this.recognition.close();
      void this.recorder.stop();
    });
  }

  /** The primary model: from the address, else the newest. */
  get model(): ModelSummary | null {
    return this.#named('model') ?? this.#models()[0] ?? null;
  }

  get beside(): ModelSummary | null {
    const beside = this.#named('beside');
    return beside && beside.id !== this.model?.id ? beside : null;
  }

  get chosen(): readonly ModelSummary[] {
    return [this.model, this.beside].filter((model) => model !== null);
  }

  /** The dataset for corrections: from the address, else the one the model was trained on. */
  get dataset(): DatasetSummary | null {
    const asked = Number(this.#lab.router.query.get('dataset'));
    const find = (id: number | null) => this.#datasets().find((dataset) => dataset.id === id);
    return find(asked) ?? find(this.#trainedOn) ?? null;
  }

  get classKeys(): { readonly keys: string; readonly label: number; readonly name: string }[] {
    const { dataset } = this;
    if (!dataset) return [];
    return classKeys(dataset.classes).flatMap((keys, label) =>
      keys === undefined ? [] : [{ keys, label, name: dataset.classes[label] ?? '' }],
    );
  }

  get speaks(): boolean {
    return this.#speaks;
  }

  get large(): boolean {
    return this.#large;
  }

  choose(which: 'model' | 'beside', id: string): void {
    this.#lab.router.set({ [which]: id || null });
  }

  toggleSpeech(): void {
    this.#speaks = !this.#speaks;
  }

  toggleLarge(): void {
    this.#large = !this.#large;
  }

  /** Adds the last answered frame to the dataset, with the right label. */
  async correct(label: number): Promise<void> {
    const { dataset } = this;
    const { seen } = this.recognition;
    if (dataset && seen) await this.corrections.add(dataset, label, seen.grabbed);
  }

  async retrain(): Promise<void> {
    if (this.model && this.dataset) await this.retraining.start(this.model, this.dataset);
  }

  async record(): Promise<void> {
    if (this.recorder.state.kind !== 'on') {
      if (this.model) await this.recorder.start(this.model);
      return;
    }
    const recording = await this.recorder.stop();
    const show = { label: t.show(), run: () => this.#lab.router.go(`/live/recordings/${recording}`) };
    if (recording !== null) this.#lab.notices.say(t.recordingKept(), show);
  }

  #named(which: string): ModelSummary | null {
    const asked = Number(this.#lab.router.query.get(which));
    return this.#models().find(({ id }) => id === asked) ?? null;
  }

  async #lookUp(model: ModelSummary | null): Promise<void> {
    this.#trainedOn = null;
    if (model?.origin.kind !== 'run') return;
    const run = await this.#lab.client.request('runs.get', { run: model.origin.run }).catch(() => null);
    if (this.model?.id === model.id) this.#trainedOn = run?.settings.dataset ?? null;
  }

  #spoken: string | null = null;
  #say(): void {
    const answer = this.recognition.seen?.answers[0];
    const sign = answer && answer.sign !== null ? (answer.model.labels[answer.sign] ?? null) : null;
    if (this.#speaks && sign !== null && sign !== this.#spoken) speak(sign);
    this.#spoken = sign;
  }
}
