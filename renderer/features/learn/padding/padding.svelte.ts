import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import { type Area, type Cell, cellText, channelOf, readCell } from '../numbers/matrix.ts';
import { Player } from '../player/player.svelte.ts';
import { addressedWhole } from '../station/addressed-whole.ts';
import { MOST, type Pad, readPad, type Setting, sized, USUAL } from './setting.ts';
import { padded, slid } from './slid.ts';

/** The station's state. All four numbers and the cell are in the address. */
export class PaddingState {
  readonly #router = useLab().router;
  readonly n = addressedWhole(this.#router, 'n', { min: 1, max: MOST.n, usual: USUAL.n });
  readonly f = addressedWhole(this.#router, 'f', { min: 1, max: MOST.f, usual: USUAL.f });
  readonly s = addressedWhole(this.#router, 's', { min: 1, max: MOST.s, usual: USUAL.s });
  readonly pad = new Addressed<Pad>(this.#router, {
    name: 'pad',
    read: readPad,
    write: (pad) => (pad === USUAL.pad ? null : String(pad)),
  });
  readonly #cell = new Addressed<Cell | null>(this.#router, {
    name: 'cell',
    read: (text) => readCell(text, { rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY }),
    write: (cell) => cell && cellText(cell),
  });
  readonly setting: Setting = $derived({ n: this.n.value, f: this.f.value, s: this.s.value, pad: this.pad.value });
  readonly sized = $derived(sized(this.setting));
  /** The picture with its zeros. */
  readonly padded = $derived(channelOf(padded(this.setting), 0, 0));
  /** Null where the filter does not fit. */
  readonly #slid = $derived(this.sized.output === 0 ? null : slid(this.setting));
  readonly output = $derived(this.#slid && channelOf(this.#slid.Z, 0, 0));
  readonly reads = $derived(this.#slid && channelOf(this.#slid.reads, 0, 0));
  readonly cell: Cell = $derived.by(() => {
    const [named, { output }] = [this.#cell.value, this.sized];
    return named && named.row < output && named.column < output ? named : { row: 0, column: 0 };
  });
  /** In the padded picture. */
  readonly window: Area | null = $derived.by(() => {
    const [{ f, s }, { row, column }] = [this.setting, this.cell];
    return this.output && { row: row * s, column: column * s, rows: f, columns: f };
  });
  readonly player = new Player(
    () => this.sized.output ** 2,
    () => this.cell.row * this.sized.output + this.cell.column,
    (step) => this.look({ row: Math.floor(step / this.sized.output), column: step % this.sized.output }),
  );

  look(cell: Cell): void {
    this.#cell.set(cell);
  }

  /** Of the padded picture. */
  isPadding({ row, column }: Cell): boolean {
    const [{ before }, { n }] = [this.sized, this.setting];
    return row < before || column < before || row >= before + n || column >= before + n;
  }

  /** The window centred as near as possible to a cell of the padded picture. */
  lookAround({ row, column }: Cell): void {
    const [{ f, s }, { output }] = [this.setting, this.sized];
    if (output === 0) return;
    const along = (at: number) => Math.min(output - 1, Math.max(0, Math.round((at - Math.floor(f / 2)) / s)));
    this.look({ row: along(row), column: along(column) });
  }
}
