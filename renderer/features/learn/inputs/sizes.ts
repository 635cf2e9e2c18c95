/** The whole numbers of a layer that a station lets one choose, each in a range that keeps every number legible. */
export interface SizeField<K extends string = string> {
  /** Its name in the address. */
  readonly key: K;
  /** Its letter in the course, and what it is. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

export type SizesOf<K extends string> = Readonly<Record<K, number>>;

/** What the address sets, where it is a whole number in range; the fallback elsewhere. */
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
  { key: 'm', label: 'm, pictures', from: 1, to: 10 },
  { key: 'height', label: 'n_H prev, height', from: 1, to: 8 },
  { key: 'width', label: 'n_W prev, width', from: 1, to: 8 },
  { key: 'channels', label: 'n_C prev, channels', from: 1, to: 4 },
  { key: 'f', label: 'f, filter', from: 1, to: 4 },
  { key: 'filters', label: 'n_C, filters', from: 1, to: 8 },
  { key: 'stride', label: 's, stride', from: 1, to: 3 },
  { key: 'pad', label: 'p, padding', from: 0, to: 3 },
];

export type PoolKey = 'm' | 'height' | 'width' | 'channels' | 'f' | 'stride';
export type PoolSizes = SizesOf<PoolKey>;

export const POOL_FIELDS: readonly SizeField<PoolKey>[] = [
  { key: 'm', label: 'm, pictures', from: 1, to: 5 },
  { key: 'height', label: 'n_H prev, height', from: 1, to: 8 },
  { key: 'width', label: 'n_W prev, width', from: 1, to: 8 },
  { key: 'channels', label: 'n_C, channels', from: 1, to: 3 },
  { key: 'f', label: 'f, window', from: 1, to: 4 },
  { key: 'stride', label: 's, stride', from: 1, to: 4 },
];

/** Sizes with a name: the assignment's own, and those a station begins with. */
export interface Preset<K extends string = string> {
  readonly title: string;
  readonly sizes: SizesOf<K>;
}

export function sameSizes<K extends string>(a: SizesOf<K>, b: SizesOf<K>): boolean {
  return (Object.keys(a) as K[]).every((key) => a[key] === b[key]);
}
