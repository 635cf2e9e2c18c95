import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import { Addressed } from '../../../lib/addressed.svelte.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import { type Edits, editsText, NO_EDITS, readEdits, withEdits } from './edits.ts';

/** A tensor whose numbers can be edited; the edits are in the address under `name`. Create it during component setup. */
export class EditedTensor {
  readonly #base: () => Tensor;
  readonly #edits: Addressed<Edits>;
  readonly #tensor = $derived.by(() => withEdits(this.#base(), this.#edits.value));

  constructor(router: Router, name: string, base: () => Tensor) {
    this.#base = base;
    this.#edits = new Addressed(router, { name, read: readEdits, write: editsText });
  }

  get tensor(): Tensor {
    return this.#tensor;
  }

  get edited(): boolean {
    return this.#edits.value.size > 0;
  }

  /** @param place index in C order */
  set(place: number, value: number): void {
    this.#edits.set(new Map(this.#edits.value).set(place, value));
  }

  /** Sets the whole tensor; unchanged numbers stay out of the address. */
  fill(value: (place: number) => number): void {
    const base = this.#base();
    const all = Array.from(base.data, (_, place): [number, number] => [place, value(place)]);
    this.#edits.set(new Map(all.filter(([place, next]) => next !== base.data[place])));
  }

  clear(): void {
    if (this.edited) this.#edits.set(NO_EDITS);
  }
}
