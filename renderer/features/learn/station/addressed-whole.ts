import { Addressed } from '../../../lib/addressed.svelte.ts';
import type { Router } from '../../../lib/router.svelte.ts';

export interface Whole {
  readonly min: number;
  readonly max: number;
  /** Where the address has none, or none in that range; it is not written. */
  readonly usual: number;
}

export function readWhole(text: string | null, { min, max, usual }: Whole): number {
  const value = Number(text);
  return text !== null && /^\d{1,9}$/.test(text) && value >= min && value <= max ? value : usual;
}

/** A whole number of the address that changes with the hand. Made while a component is set up. */
export function addressedWhole(router: Router, name: string, range: Whole): Addressed<number> {
  return new Addressed(router, {
    name,
    read: (text) => readWhole(text, range),
    write: (value) => (value === range.usual ? null : String(value)),
  });
}
