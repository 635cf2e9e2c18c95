/** The filters of the shelf, one's own, and how the address names them. */
export const PRESETS = [
  {
    id: 'vertical',
    title: 'Vertical edge',
    weights: [1, 0, -1, 1, 0, -1, 1, 0, -1],
    about: 'Left minus right: positive where it is lighter at the left, negative where it is lighter at the right.',
  },
  {
    id: 'horizontal',
    title: 'Horizontal edge',
    weights: [1, 1, 1, 0, 0, 0, -1, -1, -1],
    about: 'Top minus bottom: positive where it is lighter at the top.',
  },
  {
    id: 'sobel',
    title: 'Sobel',
    weights: [1, 0, -1, 2, 0, -2, 1, 0, -1],
    about:
      'A vertical edge filter that weighs the middle row twice: less disturbed by noise. Turned, it finds horizontal ones.',
  },
  {
    id: 'scharr',
    title: 'Scharr',
    weights: [3, 0, -3, 10, 0, -10, 3, 0, -3],
    about: 'As Sobel, with weights under which edges of every direction count more nearly the same.',
  },
  {
    id: 'blur',
    title: 'Blur',
    weights: Array.from({ length: 9 }, () => 1 / 9),
    about: 'The mean of nine pixels: every edge becomes softer.',
  },
  {
    id: 'sharpen',
    title: 'Sharpen',
    weights: [0, -1, 0, -1, 5, -1, 0, -1, 0],
    about: 'Five times the pixel less its four neighbours: what differs from its surroundings becomes stronger.',
  },
] as const;

export type PresetId = (typeof PRESETS)[number]['id'];

export type FilterChoice =
  | { readonly kind: 'preset'; readonly id: PresetId }
  /** (f,f) or (f,f,3) numbers in C order. */
  | { readonly kind: 'own'; readonly weights: readonly number[] }
  /** One filter of the chosen model's first layer, from 0. */
  | { readonly kind: 'learned'; readonly at: number };

/** Sides of one's own filter: the largest covers the whole 6 x 6 example. */
export const LARGEST_SIDE = 6;

/** Side and channels (1 or 3) of a filter of that many numbers; null where no square filter has them. */
export function sidesOf(count: number): { side: number; channels: 1 | 3 } | null {
  for (const channels of [1, 3] as const) {
    const side = Math.sqrt(count / channels);
    if (Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE) return { side, channels };
  }
  return null;
}

const LEARNED = /^learned-(\d{1,4})$/;
const OWN = /^own:(.+)$/;

/** `sobel`, `own:1,0,-1,...`, `learned-3` of an address; the vertical edge filter for anything else. */
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
      return `own:${choice.weights.join(',')}`;
  }
}

/** The same filter with another side: what was in its middle stays in its middle, new places are 0. */
export function resized(weights: readonly number[], side: number): number[] {
  const before = sidesOf(weights.length);
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

/** Rows as columns, every channel for itself. */
export function transposed(weights: readonly number[], side: number, channels: number): number[] {
  return weights.map((_, i) => {
    const place = Math.floor(i / channels);
    return weights[((place % side) * side + Math.floor(place / side)) * channels + (i % channels)]!;
  });
}
