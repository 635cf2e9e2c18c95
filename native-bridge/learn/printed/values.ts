/**
 * Parses numbers as numpy prints them: in brackets, with or without commas, `...` for elided ones, inside
 * np.float64(...).
 */

export interface PrintedNumber {
  readonly value: number;
  /** Half a unit of its last digit. */
  readonly half: number;
}

export interface PrintedValues {
  readonly numbers: readonly PrintedNumber[];
  /** Lengths of the nested lists; null if numbers are elided, or the text ends too early. */
  readonly shape: readonly number[] | null;
  /** If numbers are elided: how many are before the first gap, and how many after the last. */
  readonly gap: { readonly before: number; readonly after: number } | null;
}

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\b(?:nan|inf)\b|\bTrue\b|\bFalse\b/g;
/** numpy prints 8 decimals, or fewer if the rest are zeros, which is assumed for fewer than 3. */
const [DECIMALS, FEWEST] = [8, 3];

/**
 * The first number, list or tuple of a text; what follows it is ignored.
 * @returns null if there is none.
 */
export function readValues(text: string): PrintedValues | null {
  const clean = text.replace(/\b(?:np|numpy)\.\w+\(([^()[\]]*)\)/g, '$1').replace(/\barray\(/g, '');
  const start = clean.search(/[[(]|[-+.]?\d|[-+]?\b(?:nan|inf)\b|\bTrue\b|\bFalse\b/);
  if (start < 0) return null;
  const rest = clean.slice(start);
  if (!/^[[(]/.test(rest)) return { numbers: numbersOf(rest.match(NUMBER)!.slice(0, 1)), shape: [], gap: null };
  const list = firstList(rest);
  const numbers = numbersOf(list.text.match(NUMBER) ?? []);
  if (list.closed && !list.text.includes('...')) return { numbers, shape: shapeOf(list.text), gap: null };
  const parts = list.text.split('...');
  const count = (part: string) => part.match(NUMBER)?.length ?? 0;
  return {
    numbers,
    shape: null,
    gap: { before: count(parts[0]!), after: parts.length > 1 && list.closed ? count(parts.at(-1)!) : 0 },
  };
}

/** The text of the first list or tuple, up to its closing bracket or to the end. */
function firstList(text: string): { text: string; closed: boolean } {
  let depth = 0;
  for (const [i, character] of [...text].entries()) {
    if ('[('.includes(character)) depth++;
    if ('])'.includes(character) && --depth === 0) return { text: text.slice(0, i + 1), closed: true };
  }
  return { text, closed: false };
}

/** The shape of nested brackets; null if the lists have different lengths. */
function shapeOf(text: string): readonly number[] | null {
  const lists: { length: number; inner: string | null }[] = [];
  let shape: string | null = '';
  for (const token of text.match(new RegExp(`[[(]|[\\])]|${NUMBER.source}`, 'g')) ?? []) {
    if ('[('.includes(token)) lists.push({ length: 0, inner: null });
    else if ('])'.includes(token)) {
      const { length, inner } = lists.pop()!;
      shape = inner ? `${length},${inner}` : String(length);
      if (lists.length > 0) enter(shape);
    } else enter('');
  }
  return shape === 'ragged' || shape.includes('ragged') ? null : shape.split(',').map(Number);

  function enter(inner: string): void {
    const list = lists.at(-1)!;
    list.inner = list.length > 0 && list.inner !== inner ? 'ragged' : inner;
    list.length++;
  }
}

function numbersOf(tokens: readonly string[]): PrintedNumber[] {
  const most = Math.max(0, ...tokens.filter((token) => !/e/i.test(token)).map(decimalsOf));
  return tokens.map((token) => {
    const decimals = /e/i.test(token) && /\d/.test(token) ? decimalsOf(token) : most;
    return { value: numberOf(token), half: 0.5 * 10 ** -(decimals >= FEWEST ? decimals : DECIMALS) };
  });
}

function decimalsOf(token: string): number {
  const [, fraction = '', exponent = '0'] = /\d*\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(token) ?? [];
  return fraction.length - Number(exponent);
}

function numberOf(token: string): number {
  if (token === 'True' || token === 'False') return Number(token === 'True');
  if (token.endsWith('inf')) return token.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(token);
}
