import type { Preset } from '../../../main/ipc/schemas/run.ts';
import type { Network } from '../../../native-bridge/convnet/network.ts';
import {
  changedLayer,
  type Examined,
  examine,
  type LayerKind,
  movedLayer,
  withLayer,
  withoutLayer,
} from './network-draft.ts';

/** Layers changed by a person. */
export const CUSTOM = 'custom';
type Layers = Network['layers'];

/**
 * A network being edited: it starts from a preset and is changed layer by layer. The last layer follows the classes.
 */
export class EditedNetwork {
  readonly #presets: readonly Preset[];
  readonly #classes: () => number;
  #preset = $state<string>(CUSTOM);
  #layers = $state.raw<Layers>([]);
  #before = $state.raw<Layers | null>(null);

  /** @param classes of the dataset that it will be trained on */
  constructor(presets: readonly Preset[], classes: () => number) {
    this.#presets = presets;
    this.#classes = classes;
  }

  /** Names to choose from. */
  get presets(): readonly string[] {
    return [...this.#presets.map(({ name }) => name), CUSTOM];
  }

  /** The preset with exactly these layers; `custom` where there is none. */
  get preset(): string {
    return this.#preset;
  }

  /** A preset replaces the layers; `custom` keeps them. */
  set preset(name: string) {
    this.#preset = name;
    const preset = this.#presets.find((preset) => preset.name === name);
    if (!preset) return;
    this.#layers = this.#fitted(preset.network.layers);
    this.#before = null;
  }

  /** As in a run or a sweep; a preset that no longer exists counts as `custom`. */
  take(preset: string, network: Network): void {
    this.#preset = this.presets.includes(preset) ? preset : CUSTOM;
    this.#layers = this.#fitted(network.layers);
  }

  /** Another dataset has other classes: the last layer follows, because nothing else would fit. */
  fit(): void {
    this.#layers = this.#fitted(this.#layers);
  }

  get network(): Network {
    return { name: this.#preset, input: [64, 64, 3], layers: this.#layers };
  }

  get examined(): Examined {
    return examine(this.network, this.#classes());
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

  /** Undoes the last change of layers; a second call redoes it. */
  undo(): void {
    if (this.#before) this.#edit(this.#before);
  }

  #edit(layers: Layers): void {
    this.#before = this.#layers;
    this.#layers = layers;
    this.#preset = this.#presetOf(layers);
  }

  /** Layers that equal a preset's again count as that preset. */
  #presetOf(layers: Layers): string {
    const text = JSON.stringify(layers);
    const same = this.#presets.find(({ network }) => JSON.stringify(this.#fitted(network.layers)) === text);
    return same?.name ?? CUSTOM;
  }

  #fitted(layers: Layers): Layers {
    const last = layers.length - 1;
    if (layers[last]?.kind !== 'dense') return layers;
    return changedLayer(layers, last, { units: this.#classes() });
  }
}
