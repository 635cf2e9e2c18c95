import { t } from './messages/index.ts';

/** `dA_prev, dW and db`; Chinese sets names in Latin script apart, which no list format of `Intl` does. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, -1).join(t.separator());
  const last = names.at(-1) ?? '';
  return first === '' ? last : t.and({ first, last });
}
