import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import { stepAt } from '../edges/window-sum.ts';
import { type Area, type Cell, cellText, channelOf, readCell } from '../numbers/matrix.ts';
import { addressedWhole } from '../station/addressed-whole.ts';
import { filterOf, layerOf, parameterCount, RANGES, type Setting } from './example.ts';

/** The station's state; all of it is in the address. */
export class Volumes {
  readonly #router = useLab().router;
  readonly n = addressedWhole(this.#router, 'n', RANGES.n);
  readonly channels = addressedWhole(this.#router, 'channels', RANGES.channels);
  readonly f = addressedWhole(this.#router, 'f', RANGES.f);
  readonly filters = addressedWhole(this.#router, 'filters', RANGES.filters);
  readonly stride = addressedWhole(this.#router, 's', RANGES.stride);
  readonly pad = addressedWhole(this.#router, 'pad', RANGES.pad);
  readonly #chosen = addressedWhole(this.#router, 'filter', { min: 0, max: RANGES.filters.max - 1, usual: 0 });
  readonly #cell = new Addressed<Cell | null>(this.#router, {
    name: 'cell',
    read: (text) => readCell(text, { rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY }),
    write: (cell) => cell && cellText(cell),
  });
  readonly setting: Setting = $derived({
    n: this.n.value,
    channels: this.channels.value,
    f: this.f.value,
    filters: this.filters.value,
    stride: this.stride.value,
    pad: this.pad.value,
  });
  readonly layer = $derived(layerOf(this.setting));
  readonly inputs = $derived(
    Array.from({ length: this.setting.channels }, (_, channel) => channelOf(this.layer.padded, 0, channel)),
  );
  readonly outputs = $derived(
    Array.from({ length: this.setting.filters }, (_, filter) => channelOf(this.layer.Z, 0, filter)),
  );
  /** The selected filter. */
  readonly filter = $derived(Math.min(this.#chosen.value, this.setting.filters - 1));
  readonly output = $derived(this.outputs[this.filter]!);
  readonly cell: Cell = $derived.by(() => {
    const named = this.#cell.value;
    const inside = named && named.row < this.output.rows && named.column < this.output.columns;
    return inside ? named : { row: 0, column: 0 };
  });
  /** In the padded input. */
  readonly window: Area = $derived({
    row: this.cell.row * this.setting.stride,
    column: this.cell.column * this.setting.stride,
    rows: this.setting.f,
    columns: this.setting.f,
  });
  readonly #W = $derived(filterOf(this.layer.W, this.filter));
  readonly step = $derived(stepAt(this.layer.padded, this.#W, this.layer.b.data[this.filter]!, this.window));
  readonly parameters = $derived(parameterCount(this.setting));

  chooseFilter(filter: number): void {
    this.#chosen.set(filter);
  }

  look(cell: Cell): void {
    this.#cell.set(cell);
  }

  /** The window around a cell of the padded input. */
  lookAround({ row, column }: Cell): void {
    const { f, stride } = this.setting;
    const along = (at: number, most: number) =>
      Math.min(most - 1, Math.max(0, Math.round((at - Math.floor(f / 2)) / stride)));
    this.look({ row: along(row, this.output.rows), column: along(column, this.output.columns) });
  }

  /** Of the padded input. */
  isPadding({ row, column }: Cell): boolean {
    const { n, pad } = this.setting;
    return row < pad || column < pad || row >= n + pad || column >= n + pad;
  }
}
