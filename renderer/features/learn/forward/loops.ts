import type { Excerpt } from '../code/excerpt.ts';
import { linesWith } from '../code/excerpt.ts';
import type { Corners, Position } from '../inputs/positions.ts';
import { t } from './messages/index.ts';

/** The loop that a line belongs to: it runs when that variable changes, and in every step if it is the body. */
type Part = 'i' | 'h' | 'w' | 'c' | 'body';

/** Replaces the letters of the loops: the letters themselves, or the numbers of a step. */
export type LoopNames = Readonly<Record<'i' | 'm' | 'h' | 'w' | 'c' | 'stride' | 'f', string>> & {
  readonly corners: Readonly<Record<keyof Corners, string>> | null;
};

const LETTERS: LoopNames = { i: 'i', m: 'm', h: 'h', w: 'w', c: 'c', stride: 'stride', f: 'f', corners: null };

/** The loops with the numbers of a step instead of the letters. */
export function numbersOf(
  position: Position,
  corners: Corners,
  sizes: { m: number; f: number; stride: number },
): LoopNames {
  const [i, h, w, c] = [position.i, position.h, position.w, position.c].map(String) as [string, string, string, string];
  const names = Object.entries(corners).map(([name, value]) => [name, String(value)]);
  const { m, f, stride } = sizes;
  return { i, h, w, c, m: String(m), f: String(f), stride: String(stride), corners: Object.fromEntries(names) };
}

/** The four loops as in the course's notes. */
function words({ i, m, h, w, c, stride, f, corners }: LoopNames): readonly (readonly [Part, string])[] {
  const {
    vertStart = 'vert_start',
    vertEnd = 'vert_end',
    horizStart = 'horiz_start',
    horizEnd = 'horiz_end',
  } = corners ?? {};
  const is = (name: string, value: string) => (corners ? `${name} = ${value}` : name);
  const gives = (value: string) => (corners ? ` = ${value}` : '');
  return [
    ['i', t.forPicture({ i: is('i', i), m })],
    ['h', `  ${t.forRow({ h: is('h', h) })}`],
    ['h', `    vert_start = ${h} * ${stride}${gives(vertStart)}`],
    ['h', `    vert_end = ${vertStart} + ${f}${gives(vertEnd)}`],
    ['w', `    ${t.forColumn({ w: is('w', w) })}`],
    ['w', `      horiz_start = ${w} * ${stride}${gives(horizStart)}`],
    ['w', `      horiz_end = ${horizStart} + ${f}${gives(horizEnd)}`],
    ['c', `      ${t.forFilter({ c: is('c', c) })}`],
    ['body', `        a_slice_prev = A_prev_pad[${i}, ${vertStart}:${vertEnd}, ${horizStart}:${horizEnd}, :]`],
    ['body', `        Z[${i}, ${h}, ${w}, ${c}] = conv_single_step(a_slice_prev, W[..., ${c}], b[..., ${c}])`],
  ];
}

/** The four loops in words, with letters or with numbers. */
export function loopsInWords(names: LoopNames = LETTERS): Excerpt {
  return { lines: words(names).map(([, line]) => line), first: 1 };
}

/** Lines of `loopsInWords` that belong to these parts. */
export function wordLines(parts: ReadonlySet<Part>): number[] {
  const all = words(LETTERS);
  return [...all.keys()].filter((at) => parts.has(all[at]![0]));
}

/**
 * What runs between one step and the next: the loops whose variable has changed, and the body.
 * @param before the position of the previous step; null at the first one
 */
export function partsThatRun(now: Position, before: Position | null): Set<Part> {
  const loops = (['i', 'h', 'w', 'c'] as const).filter((name) => before === null || now[name] !== before[name]);
  return new Set<Part>([...loops, 'body']);
}

/** Text of the reference's lines for each part, by function: a changed source throws instead of highlighting a wrong line. */
const REFERENCE: Readonly<Record<'convForward' | 'eachWindow' | 'eachTap', Readonly<Partial<Record<Part, string[]>>>>> =
  {
    convForward: { body: ['z[position + c] = b.data[c]!', 'z[position + c]! += a * w[weight + c]!'], c: ['c < nC'] },
    eachWindow: {
      i: ['for (let i = 0'],
      // untranslated: code that is searched for
      h: ['for (let h = 0', 'const vertStart'],
      // untranslated: the same
      w: ['for (let w = 0', 'const horizStart'],
      body: ['visit(position'],
    },
    // untranslated: the same
    eachTap: { body: ['visit(pixel, weights)'] },
  };

export type ReferenceFunction = keyof typeof REFERENCE;

/** Lines of that function of the reference, as an excerpt, that belong to these parts. */
export function referenceLines(name: ReferenceFunction, excerpt: Excerpt, parts: ReadonlySet<Part>): number[] {
  const texts = Object.entries(REFERENCE[name]).flatMap(([part, lines]) => (parts.has(part as Part) ? lines : []));
  return [...new Set(texts.flatMap((text) => linesWith(excerpt, text)))].sort((a, b) => a - b);
}
