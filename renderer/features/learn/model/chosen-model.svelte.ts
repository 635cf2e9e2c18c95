import { useLab } from '../../../lib/lab.ts';
import { Loaded } from '../../../lib/loaded.svelte.ts';
import type { OpenModel } from './open-model.ts';
import { requireSize } from './require-size.ts';

/**
 * The model named by the address (`model=7`), shared by the stations; by default the newest. `key` is another name in
 * the address for a second model (`second=8`). Create it during component setup.
 */
export class ChosenModel {
  readonly #lab = useLab();
  readonly #key: string;
  readonly list = new Loaded(() => this.#lab.client.request('models.list', {}));
  readonly opened: Loaded<OpenModel | null>;

  constructor(key = 'model') {
    this.#key = key;
    this.opened = new Loaded(async () => {
      const { id } = this;
      return id === null ? null : this.#open(id);
    });
  }

  /** Null where the lab has no model. */
  get id(): number | null {
    const named = Number(this.#lab.router.query.get(this.#key));
    if (Number.isSafeInteger(named) && named > 0) return named;
    if (this.#key !== 'model') return null;
    const models = this.list.value ?? [];
    // Exports of other programs do not describe their network.
    return (models.find(({ card }) => card !== null) ?? models[0])?.id ?? null;
  }

  /** The lab has no model, and the address names none. */
  get none(): boolean {
    return this.id === null && this.list.value?.length === 0;
  }

  choose(id: number): void {
    this.#lab.router.set({ [this.#key]: id });
  }

  async #open(id: number): Promise<OpenModel> {
    const { client } = this.#lab;
    const [{ name, labels }, { network, tensors }] = await Promise.all([
      client.request('models.get', { model: id }),
      client.request('models.parameters', { model: id }),
    ]);
    const parameters = Object.fromEntries(
      tensors.map((tensor) => [tensor.name, { shape: tensor.shape, data: floats(tensor.data) }]),
    );
    requireSize(name, network);
    return { id, name, labels, network, parameters };
  }
}

/** float32, little-endian; a copy, since received data may start at any byte of a message. */
export function floats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, at) => view.getFloat32(at * 4, true));
}
