import { Addressed } from '../../../lib/addressed.svelte.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import { readWhole, type Whole } from './whole.ts';

/** A whole number in the address that changes continuously with input. Create it during component setup. */
export function addressedWhole(router: Router, name: string, range: Whole): Addressed<number> {
  return new Addressed(router, {
    name,
    read: (text) => readWhole(text, range),
    write: (value) => (value === range.usual ? null : String(value)),
  });
}
