/**
 * Filter and sorting of the pictures, as in the address:
 * `?split=test&class=3&marked=relabelled&excluded=show&sort=loss&down=1&model=2`. Unknown values are ignored.
 */
import type { Input } from '../../../main/ipc/contract.ts';
import type { Split } from '../../../main/ipc/schemas/common.ts';
import { t } from './messages/index.ts';

export type Filter = Input<'pictures.find'>['filter'];
export type Sort = Input<'pictures.find'>['sort'];

export const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
export const MARKS = ['relabelled', 'exact', 'near', 'across'] as const;
export type Mark = (typeof MARKS)[number];
export const EXCLUDED = ['hide', 'show', 'only'] as const;
export const ORDERS = ['index', 'brightness', 'blur', 'duplicates', 'loss', 'confidence'] as const;
export type Order = (typeof ORDERS)[number];

const ORDER_TITLES = {
  index: t.index,
  brightness: t.brightness,
  blur: t.blur,
  duplicates: t.duplicatesSide,
  loss: t.lossOrder,
  confidence: t.confidence,
};
export const orderTitle = (order: Order): string => ORDER_TITLES[order]();

export interface Shown {
  readonly split: Split | null;
  /** Index of a class. */
  readonly label: number | null;
  readonly mark: Mark | null;
  readonly excluded: (typeof EXCLUDED)[number];
  readonly order: Order;
  readonly down: boolean;
  readonly model: number | null;
}

export function shownBy(query: URLSearchParams): Shown {
  return {
    split: oneOf(SPLITS, query.get('split')),
    label: whole(query.get('class')),
    mark: oneOf(MARKS, query.get('marked')),
    excluded: oneOf(EXCLUDED, query.get('excluded')) ?? 'hide',
    order: oneOf(ORDERS, query.get('sort')) ?? 'index',
    down: query.get('down') === '1',
    model: whole(query.get('model')),
  };
}

export function filterOf({ split, label, mark, excluded }: Shown): Filter {
  return {
    excluded,
    ...(split !== null && { splits: [split] }),
    ...(label !== null && { classes: [label] }),
    ...(mark === 'relabelled' && { relabelled: true }),
    ...(mark !== null && mark !== 'relabelled' && { duplicates: mark }),
  };
}

/** True where the order needs a model. */
export const needsModel = (order: Order): boolean => order === 'loss' || order === 'confidence';

/** By index while the order needs a model and none is chosen. */
export function sortOf({ order, down, model }: Shown): Sort {
  if (!needsModel(order)) return { by: order, descending: down };
  return model === null ? { by: 'index', descending: down } : { by: order, descending: down, model };
}

function oneOf<T extends string>(values: readonly T[], text: string | null): T | null {
  return values.find((value) => value === text) ?? null;
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
