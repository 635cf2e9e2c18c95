/** The lines of a printout: each has a name, the kind of value printed, and the numbers. */
import type { PoolMode } from '../../reference/pool.ts';
import type { FunctionName } from '../course.ts';
import { PRINTED_NAMES, type PrintedName } from './names.ts';
import { type PrintedValues, readValues } from './values.ts';

export interface Entry {
  readonly name: PrintedName;
  /** `cell`: the part at `index`, or everything if the index is empty. */
  readonly kind: 'cell' | 'mean' | 'shape';
  readonly index: readonly number[];
  readonly values: PrintedValues;
  /** From the last "mode = max" line, or from the name. */
  readonly mode: PoolMode | null;
  /** Number of the "mode =" line: entries of one call belong together. */
  readonly group: number;
  /** "Z[0,2,1]", "Z's mean". */
  readonly label: string;
}

interface Mark {
  readonly at: number;
  readonly end: number;
  /** Null for a "mode =" line. */
  readonly entry: Omit<Entry, 'values' | 'mode' | 'group'> | null;
  readonly mode: PoolMode | null;
}

/** Removes what is pasted along with the numbers: colours, markup, typographic quotes. */
function plain(text: string): string {
  return text
    .replace(/\[\d+(?:;\d+)*m\b/g, ' ')
    .replace(/<[^<>\n]*>/g, ' ')
    .replace(/[*`|]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\u2212/g, '-');
}

/** The learner's own part, if the notebook's expected output was copied along with it. */
function own(text: string): string {
  const at = text.search(/expected[ _]output/i);
  return at > 0 && /\d/.test(text.slice(0, at)) ? text.slice(0, at) : text;
}

/** Lines that are read of a text: a notebook's cell prints at most a dozen, and each is compared with all the others. */
const MOST_ENTRIES = 1000;

/** Every line that can be read; if a line appears twice in a call, the first. */
export function readEntries(functionName: FunctionName, text: string): Entry[] {
  const clean = own(plain(text));
  const found = marks(functionName, clean);
  const entries: Entry[] = [];
  let mode: PoolMode | null = null;
  let group = 0;
  for (const [i, { end, entry, mode: named }] of found.entries()) {
    if (entry === null) {
      mode = named;
      group++;
      continue;
    }
    const values = readValues(clean.slice(end, found[i + 1]?.at));
    if (values === null) continue;
    if (entries.length === MOST_ENTRIES) break;
    const seen = entries.some((other) => other.group === group && other.label === entry.label);
    if (seen && mode !== null) continue;
    if (seen) group++; // without "mode =" lines, the second call
    entries.push({ ...entry, values, mode: entry.name.mode ?? mode, group });
  }
  return entries;
}

/** Names and "mode =" lines, in the order of the text. */
function marks(functionName: FunctionName, text: string): Mark[] {
  const names = PRINTED_NAMES[functionName];
  const alternatives = names.map(({ text: name }) => name.replace(' ', '\\s+')).sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    `\\bmode\\s*(?:[=:]\\s*)?['"]?(max|average|avg)\\b|(?<![\\w.'])(mean of\\s+)?(${alternatives.join('|')})(?!(?!_mean)\\w)` +
      `('s mean|_mean|\\.shape)?((?:\\[\\s*\\d+\\s*(?:,\\s*\\d+\\s*)*\\])*)\\s*([=:])?`,
    'g',
  );
  return [...text.matchAll(pattern)].flatMap((match): Mark[] => {
    const [whole, mode, meanOf, word, suffix = '', places = '', equals] = match;
    const span = { at: match.index, end: match.index + whole.length };
    if (mode !== undefined) return [{ ...span, entry: null, mode: mode === 'max' ? 'max' : 'average' }];
    const kind = suffix === '.shape' ? 'shape' : suffix !== '' || meanOf !== undefined ? 'mean' : 'cell';
    const index = (places.match(/\d+/g) ?? []).map(Number);
    if (kind === 'cell' && index.length === 0 && equals === undefined) return [];
    const name = names.find((one) => one.text === word!.replace(/\s+/, ' '))!;
    const label =
      kind === 'mean' ? `the mean of ${name.text}` : `${name.text}${suffix}${index.length > 0 ? `[${index}]` : ''}`;
    return [{ ...span, mode: null, entry: { name, kind, index, label } }];
  });
}
