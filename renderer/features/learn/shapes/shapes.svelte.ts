import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { NetworkError } from '../../../../native-bridge/convnet/network-error.ts';
import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import { Loaded } from '../../../lib/loaded.svelte.ts';
import { addressedWhole } from '../station/addressed-whole.ts';
import { comparison, fitted, type Row, rowsOf } from './rows.ts';

/** From the notes: LeNet-5 on 32 x 32 x 3, ten classes. */
const NOTES = { net: 'lenet5', side: 32, classes: 10 } as const;
const MODEL = /^model-(\d{1,9})$/;

type Table =
  | { readonly rows: readonly Row[]; readonly problem: null }
  | { readonly rows: null; readonly problem: NetworkError };

/** The network whose table is shown, and the selected row; all of it is in the address. */
export class Shapes {
  readonly #lab = useLab();
  readonly presets = new Loaded(async () => (await this.#lab.client.request('runs.options', {})).presets);
  readonly models = new Loaded(() => this.#lab.client.request('models.list', {}));
  readonly side = addressedWhole(this.#lab.router, 'side', { min: 4, max: 256, usual: NOTES.side });
  readonly channels = addressedWhole(this.#lab.router, 'channels', { min: 1, max: 3, usual: 3 });
  readonly classes = addressedWhole(this.#lab.router, 'classes', { min: 2, max: 20, usual: NOTES.classes });
  readonly #at = new Addressed<number | null>(this.#lab.router, {
    name: 'layer',
    read: (text) => (text !== null && /^\d{1,3}$/.test(text) ? Number(text) : null),
    write: (at) => (at === null ? null : String(at)),
  });
  /** `lenet5` or `model-7`. */
  readonly choice = $derived(this.#lab.router.query.get('net') ?? NOTES.net);
  readonly modelId = $derived.by(() => {
    const id = MODEL.exec(this.choice)?.[1];
    return id ? Number(id) : null;
  });
  readonly opened = new Loaded(async () => {
    const id = this.modelId;
    return id === null ? null : (await this.#lab.client.request('models.parameters', { model: id })).network;
  });
  readonly network: Network | null = $derived.by(() => {
    if (this.modelId !== null) return this.opened.value ?? null;
    const presets = this.presets.value;
    const preset = presets?.find(({ name }) => name === this.choice) ?? presets?.find(({ name }) => name === NOTES.net);
    if (!preset) return null;
    const side = this.side.value;
    return fitted(preset.network, [side, side, this.channels.value], this.classes.value);
  });
  readonly table: Table | null = $derived(this.network && tableOf(this.network));
  /** The selected row; the first convolution by default. */
  readonly row: Row | null = $derived.by(() => {
    const rows = this.table?.rows ?? [];
    return (
      rows.find(({ at }) => at === this.#at.value) ??
      rows.find(({ layer }) => layer?.kind === 'conv') ??
      rows[0] ??
      null
    );
  });
  readonly compared = $derived(this.row && comparison(this.row));

  choose(net: string): void {
    this.#at.set(null);
    this.#lab.router.set({ net: net === NOTES.net ? null : net });
  }

  look(at: number): void {
    this.#at.set(at);
  }
}

function tableOf(network: Network): Table {
  try {
    return { rows: rowsOf(network), problem: null };
  } catch (thrown) {
    if (thrown instanceof NetworkError) return { rows: null, problem: thrown };
    throw thrown;
  }
}
