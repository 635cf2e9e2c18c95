export interface Marked {
  /** Null: plain text. */
  readonly mark: string | null;
  readonly words: string;
}

/** Splits `Open <link>the run</link>.` into its parts; marks do not nest. */
export function marked(text: string): Marked[] {
  const parts: Marked[] = [];
  let from = 0;
  for (const found of text.matchAll(/<([a-z][A-Za-z0-9]*)>(.*?)<\/\1>/gs)) {
    if (found.index > from) parts.push({ mark: null, words: text.slice(from, found.index) });
    parts.push({ mark: found[1] ?? null, words: found[2] ?? '' });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ mark: null, words: text.slice(from) });
  return parts;
}
