/**
 * Translates what the lab's processes report. They write English: for the command line, for what the lab stores and for
 * bug reports. The page looks a text up by the sentence that it was made from, `{}` where something was inserted.
 */

/** English with `{}` for each inserted part -> the other language with `{1}`, `{2}`, ... in its own order. */
export type Catalogue = Readonly<Record<string, string>>;

interface Template {
  /** The English text around the insertions: one more than there are insertions. */
  readonly around: readonly string[];
  readonly translation: string;
  /** Letters that must be equal. */
  readonly literal: number;
}

interface Filled {
  readonly words: string;
  /** How many insertions of several words stay in English: names, or a sign that another template was meant. */
  readonly unknown: number;
}

/** Where a text of several sentences may be divided. */
const BETWEEN = /(?<=[.!?:]) +/g;
/** The catalogue has a space next to what is inserted, which may be Chinese itself. */
const SPACE_WITHIN_CHINESE =
  /(?<=[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]) (?=[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef])/g;
const FULL_WIDTH_END = /[。！？：；，]$/;
/** Texts kept with their translation; screens show few. */
const KEPT = 500;

/**
 * A sentence of the catalogue is translated, and what was inserted into it where this is a sentence too; of several
 * that fit, the one whose insertions are known best,
 * then that with most literal text and fewest insertions. Of a text of several sentences each is translated that is known.
 * @returns a function that leaves unknown text as it is
 */
export function translatorOf(catalogue: Catalogue): (text: string) => string {
  const plain = new Map<string, string>();
  const templates: Template[] = [];
  for (const [english, translation] of Object.entries(catalogue)) {
    const around = english.split('{}');
    if (around.length === 1) plain.set(english, translation);
    else templates.push({ around, translation, literal: around.join('').length });
  }
  templates.sort((a, b) => b.literal - a.literal || a.around.length - b.around.length);
  const whole = templates.filter(({ around }) => around.at(-1)!.endsWith('.'));
  const parts = templates.filter((one) => !whole.includes(one));
  const known = new Map<string, string>();

  function translate(text: string): string {
    const before = known.get(text);
    if (before !== undefined) return before;
    const translation = text.includes('\n') ? text.split('\n').map(translate).join('\n') : ofLine(text);
    if (known.size >= KEPT) known.clear();
    known.set(text, translation);
    return translation;
  }

  function ofLine(text: string): string {
    const all = oneSentence(text);
    if (all !== null) return all;
    const ends = [...text.matchAll(BETWEEN)].map(({ index, 0: { length } }) => ({ index, after: index + length }));
    for (const { index, after } of ends.toReversed()) {
      const first = oneSentence(text.slice(0, index));
      if (first !== null) return joined(first, translate(text.slice(after)));
    }
    const [end] = ends;
    return end ? joined(text.slice(0, end.index), translate(text.slice(end.after))) : ofList(text);
  }

  /** A list with commas, of which every part is known. */
  function ofList(text: string): string {
    const parts = text.split(', ').map(oneSentence);
    return parts.length > 1 && parts.every((part) => part !== null) ? parts.join('，') : text;
  }

  /** A text that is one sentence of the catalogue, with or without its period; null: it is not. */
  function oneSentence(text: string): string | null {
    const exact = sentence(text);
    if (exact !== null) return exact;
    if (text.endsWith('.')) return suffixed(sentence(text.slice(0, -1)), '。');
    return sentence(`${text}.`)?.replace(/。$/, '') ?? null;
  }

  function sentence(text: string): string | null {
    const exact = plain.get(text);
    if (exact !== undefined) return exact;
    // A whole sentence is rather made from a template with a period than from a part of one.
    const ends = text.endsWith('.');
    return filled(text, ends ? whole : parts) ?? filled(text, ends ? parts : whole);
  }

  function filled(text: string, templates: readonly Template[]): string | null {
    let best: Filled | null = null;
    for (const { around, translation } of templates) {
      const inserted = insertedIn(text, around)?.map((part) => [part, ofInserted(part)] as const);
      if (!inserted) continue;
      const unknown = inserted.filter(([part, shown]) => part.includes(' ') && shown === part).length;
      if (best && best.unknown <= unknown) continue;
      const words = translation
        .replace(/\{(\d+)\}/g, (_, n: string) => inserted[Number(n) - 1]?.[1] ?? '')
        .replace(SPACE_WITHIN_CHINESE, '');
      best = { words, unknown };
      if (unknown === 0) break;
    }
    return best?.words ?? null;
  }

  /** Names and numbers stay as they are; a single word is translated where the catalogue has just that. */
  function ofInserted(text: string): string {
    return text.includes(' ') ? translate(text) : (plain.get(text) ?? text);
  }

  return translate;
}

/** What stands between the parts; null where the text does not have them in this order. */
function insertedIn(text: string, around: readonly string[]): string[] | null {
  const last = around.at(-1)!;
  let at = around[0]!.length;
  if (!text.startsWith(around[0]!) || !text.endsWith(last)) return null;
  const inserted: string[] = [];
  for (const part of around.slice(1, -1)) {
    const next = text.indexOf(part, at);
    if (next < 0) return null;
    inserted.push(text.slice(at, next));
    at = next + part.length;
  }
  const end = text.length - last.length;
  if (end < at) return null;
  inserted.push(text.slice(at, end));
  // Where one of two adjacent insertions ends cannot be known: the first has it all.
  around.forEach((part, i) => {
    if (part === '' && i > 0 && i < inserted.length) inserted.splice(i - 1, 2, inserted[i]!, '');
  });
  return inserted;
}

function suffixed(text: string | null, suffix: string): string | null {
  return text === null ? null : text + suffix;
}

function joined(first: string, second: string): string {
  return first + (FULL_WIDTH_END.test(first) ? '' : ' ') + second;
}
