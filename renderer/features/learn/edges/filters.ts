import { t } from './messages/index.ts';

/** The filters of the shelf, the custom one, and their names in the address. */
export const PRESETS = [
  {
    id: 'vertical',
    title: t.vertical,
    weights: [1, 0, -1, 1, 0, -1, 1, 0, -1],
    about: t.verticalAbout,
  },
  {
    id: 'horizontal',
    title: t.horizontal,
    weights: [1, 1, 1, 0, 0, 0, -1, -1, -1],
    about: t.horizontalAbout,
  },
  {
    id: 'sobel',
    title: t.sobel,
    weights: [1, 0, -1, 2, 0, -2, 1, 0, -1],
    about: t.sobelAbout,
  },
  {
    id: 'scharr',
    title: t.scharr,
    weights: [3, 0, -3, 10, 0, -10, 3, 0, -3],
    about: t.scharrAbout,
  },
  {
    id: 'blur',
    title: t.blur,
    weights: Array.from({ length: 9 }, () => 1 / 9),
    about: t.blurAbout,
  },
  {
    id: 'sharpen',
    title: t.sharpen,
    weights: [0, -1, 0, -1, 5, -1, 0, -1, 0],
    about: t.sharpenAbout,
  },
] as const;

export type PresetId = (typeof PRESETS)[number]['id'];

export type FilterChoice =
  | { readonly kind: 'preset'; readonly id: PresetId }
  /** (f,f) or (f,f,3) numbers in C order. */
  | { readonly kind: 'own'; readonly weights: readonly number[] }
  /** One filter of the chosen model's first layer, from 0. */
  | { readonly kind: 'learned'; readonly at: number };

/** Sizes of a custom filter: the largest covers the whole 6 x 6 example. */
export const LARGEST_SIDE = 6;

/** Size and channels (1 or 3) of a filter with that many numbers; null where no square filter has them. */
export function sidesOf(count: number): { side: number; channels: 1 | 3 } | null {
  for (const channels of [1, 3] as const) {
    const side = Math.sqrt(count / channels);
    if (Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE) return { side, channels };
  }
  return null;
}

const LEARNED = /^learned-(\d{1,4})$/;
const OWN = /^own:(.+)$/;

/** Parses `sobel`, `own:1,0,-1,...`, `learned-3` of an address; the vertical edge filter for anything else. */
export function readFilter(text: string | null): FilterChoice {
  const learned = LEARNED.exec(text ?? '')?.[1];
  if (learned) return { kind: 'learned', at: Number(learned) };
  const weights = OWN.exec(text ?? '')?.[1]
    ?.split(',')
    .map(Number);
  if (weights?.every(Number.isFinite) && sidesOf(weights.length)) return { kind: 'own', weights };
  return { kind: 'preset', id: PRESETS.find(({ id }) => id === text)?.id ?? 'vertical' };
}

export function filterText(choice: FilterChoice): string {
  switch (choice.kind) {
    case 'preset':
      return choice.id;
    case 'learned':
      return `learned-${choice.at}`;
    case 'own':
      // untranslated: in the address
      return `own:${choice.weights.join(',')}`;
  }
}

/** The same filter at another size, centred: new cells are 0. */
export function resized(weights: readonly number[], side: number): number[] {
  const before = sidesOf(weights.length);
  // untranslated: a bug
  if (!before) throw new RangeError(`${weights.length} numbers are no square filter`);
  const { channels } = before;
  const shift = Math.floor((before.side - side) / 2);
  const at = (row: number, column: number, channel: number) => {
    const [y, x] = [row + shift, column + shift];
    const inside = y >= 0 && x >= 0 && y < before.side && x < before.side;
    return inside ? weights[(y * before.side + x) * channels + channel]! : 0;
  };
  return Array.from({ length: side * side * channels }, (_, i) => {
    const place = Math.floor(i / channels);
    return at(Math.floor(place / side), place % side, i % channels);
  });
}

/** Transposed, each channel separately. */
export function transposed(weights: readonly number[], side: number, channels: number): number[] {
  return weights.map((_, i) => {
    const place = Math.floor(i / channels);
    return weights[((place % side) * side + Math.floor(place / side)) * channels + (i % channels)]!;
  });
}
