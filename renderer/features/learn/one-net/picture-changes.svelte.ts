import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import type { Cell } from '../numbers/matrix.ts';
import { type Changes, limitedShift, readSheet, readShift, sheetText, shiftText, stroked, UNCHANGED } from './edit.ts';

/** Number of undo steps. */
const MOST = 50;

/** Edits of the picture, in the address as `drawn` and `shift`. Create it during component setup. */
export class PictureChanges {
  readonly #sheet: Addressed<Uint8Array>;
  readonly #shift: Addressed<Pick<Changes, 'down' | 'right'>>;
  #before = $state.raw<readonly Changes[]>([]);

  constructor() {
    const { router } = useLab();
    this.#sheet = new Addressed(router, { name: 'drawn', read: readSheet, write: sheetText });
    this.#shift = new Addressed(router, { name: 'shift', read: readShift, write: shiftText });
  }

  get now(): Changes {
    return { sheet: this.#sheet.value, ...this.#shift.value };
  }

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  /** Call before a stroke, or a shift by dragging: what `undo` returns to. */
  begin(): void {
    this.#before = [...this.#before, this.now].slice(-MOST);
  }

  stroke(from: Cell, to: Cell, side: number, ink: number): void {
    this.#sheet.set(stroked(this.#sheet.value, from, to, side, ink));
  }

  /** Shifts to that many pixels from the original position. */
  shift(down: number, right: number): void {
    this.#shift.set(limitedShift(down, right));
  }

  undo(): void {
    const last = this.#before.at(-1);
    if (!last) return;
    this.#before = this.#before.slice(0, -1);
    this.#set(last);
  }

  reset(): void {
    this.begin();
    this.#set(UNCHANGED);
  }

  /** Another picture cannot be undone. */
  forget(): void {
    this.#before = [];
    this.#set(UNCHANGED);
  }

  #set({ sheet, down, right }: Changes): void {
    this.#sheet.set(sheet);
    this.#shift.set({ down, right });
  }
}
