import { Addressed } from '../../../lib/addressed.svelte.ts';
import type { Router } from '../../../lib/router.svelte.ts';

/** The current step, from 0: `step=12` of the address. Create it during component setup. */
export class Step {
  readonly #at: Addressed<number>;

  constructor(router: Router, name = 'step') {
    const read = (text: string | null) => (/^\d{1,6}$/.test(text ?? '') ? Number(text) : 0);
    this.#at = new Addressed(router, { name, read, write: (step) => (step === 0 ? null : String(step)) });
  }

  get value(): number {
    return this.#at.value;
  }

  go = (step: number): void => {
    if (step !== this.#at.value) this.#at.set(step);
  };
}
