/** Splits Python and JSON literals into tokens. Nothing is evaluated. */
import { ReadError } from './read-error.ts';

export type Token = { readonly line: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'open' | 'close'; readonly value: string }
  | { readonly kind: ',' | ':' | '=' | '...' }
);

/** One alternative per kind; sticky, so that nothing between two tokens is skipped. */
const TOKEN = new RegExp(
  [
    /(?<blank>[^\S\n]+|#[^\n]*)/,
    /(?<newline>\n)/,
    /(?<elision>\.\.\.)/,
    /(?<number>[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[lL]?|(?:nan|inf|NaN|Infinity|Inf)(?!\w)))(?![\w.])/,
    /(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)/,
    /(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/,
    /(?<open>[[({])/,
    /(?<close>[\])}])/,
    /(?<mark>[,:=;])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);

/** Maximum length of text quoted in an error. */
const QUOTED = 24;

/** @throws ReadError at the first character that is not part of a literal. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text)?.groups;
    if (!found) throw unreadable(text, at, line);
    if (found.newline !== undefined) line++;
    else if (found.blank === undefined && found.mark !== ';') tokens.push({ line, ...tokenOf(found) });
  }
  return tokens;
}

type Kind<T> = T extends unknown ? Omit<T, 'line'> : never;

function tokenOf(found: Readonly<Record<string, string | undefined>>): Kind<Token> {
  if (found.number !== undefined) return { kind: 'number', value: numberOf(found.number) };
  if (found.name !== undefined) return { kind: 'name', value: found.name };
  if (found.open !== undefined) return { kind: 'open', value: found.open };
  if (found.close !== undefined) return { kind: 'close', value: found.close };
  if (found.elision !== undefined) return { kind: '...' };
  if (found.text !== undefined) return { kind: 'text', value: found.text.slice(1, -1).replace(/\\(.)/g, '$1') };
  return { kind: found.mark as ',' | ':' | '=' };
}

/** `1.`, `-.5`, Python 2's `3L`, `nan`, `-inf`. */
function numberOf(text: string): number {
  const special = /^([+-]?)(?:(nan)|inf)/i.exec(text);
  if (!special) return Number(text.replace(/l$/i, ''));
  return special[2] ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
}

function unreadable(text: string, at: number, line: number): ReadError {
  const piece = text.slice(at, at + QUOTED).split('\n')[0]!;
  if (/^[+-]?[\d.]+(?:[eE][+-]?\d+)?[jJ]/.test(piece)) {
    return new ReadError(
      `Line ${line} has a complex number: ${piece}`,
      'The functions of the course return real numbers.',
    );
  }
  return new ReadError(
    `Line ${line} cannot be read starting at: ${piece}`,
    'Paste only the array, as Python prints it, or save it with np.save and drop the file here.',
  );
}
