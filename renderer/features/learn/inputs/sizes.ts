import { t } from '../messages/index.ts';

/** The adjustable whole numbers of a station's layer, each in a range that keeps every number legible. */
export interface SizeField<K extends string = string> {
  /** Its name in the address. */
  readonly key: K;
  /** Its letter in the course, and its meaning. */
  readonly letter: string;
  readonly words: () => string;
  readonly from: number;
  readonly to: number;
}

/** `m, pictures` */
export const fieldLabel = ({ letter, words }: SizeField): string => t.fieldLabel({ letter, words: words() });

export type SizesOf<K extends string> = Readonly<Record<K, number>>;

/** The value in the address, if it is a whole number in range; otherwise the fallback. */
export function readSizes<K extends string>(
  query: URLSearchParams,
  fields: readonly SizeField<K>[],
  fallback: SizesOf<K>,
): SizesOf<K> {
  const read = ({ key, from, to }: SizeField<K>): [K, number] => {
    const value = Number(query.get(key) ?? fallback[key]);
    return [key, Number.isInteger(value) && value >= from && value <= to ? value : fallback[key]];
  };
  return Object.fromEntries(fields.map(read)) as Record<K, number>;
}

export type ConvKey = 'm' | 'height' | 'width' | 'channels' | 'f' | 'filters' | 'stride' | 'pad';
export type ConvSizes = SizesOf<ConvKey>;

export const CONV_FIELDS: readonly SizeField<ConvKey>[] = [
  { key: 'm', letter: 'm', words: t.sizePictures, from: 1, to: 10 },
  { key: 'height', letter: 'n_H prev', words: t.sizeHeight, from: 1, to: 8 },
  { key: 'width', letter: 'n_W prev', words: t.sizeWidth, from: 1, to: 8 },
  { key: 'channels', letter: 'n_C prev', words: t.sizeChannels, from: 1, to: 4 },
  { key: 'f', letter: 'f', words: t.sizeFilter, from: 1, to: 4 },
  { key: 'filters', letter: 'n_C', words: t.sizeFilters, from: 1, to: 8 },
  { key: 'stride', letter: 's', words: t.sizeStride, from: 1, to: 3 },
  { key: 'pad', letter: 'p', words: t.sizePadding, from: 0, to: 3 },
];

export type PoolKey = 'm' | 'height' | 'width' | 'channels' | 'f' | 'stride';
export type PoolSizes = SizesOf<PoolKey>;

export const POOL_FIELDS: readonly SizeField<PoolKey>[] = [
  { key: 'm', letter: 'm', words: t.sizePictures, from: 1, to: 5 },
  { key: 'height', letter: 'n_H prev', words: t.sizeHeight, from: 1, to: 8 },
  { key: 'width', letter: 'n_W prev', words: t.sizeWidth, from: 1, to: 8 },
  { key: 'channels', letter: 'n_C', words: t.sizeChannels, from: 1, to: 3 },
  { key: 'f', letter: 'f', words: t.sizeWindow, from: 1, to: 4 },
  { key: 'stride', letter: 's', words: t.sizeStride, from: 1, to: 4 },
];

/** Named sizes: the assignment's own, and those a station starts with. */
export interface Preset<K extends string = string> {
  readonly title: () => string;
  readonly sizes: SizesOf<K>;
}

export function sameSizes<K extends string>(a: SizesOf<K>, b: SizesOf<K>): boolean {
  return (Object.keys(a) as K[]).every((key) => a[key] === b[key]);
}
