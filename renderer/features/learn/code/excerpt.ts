/** Lines of a source file as they are shown: the reference's own text, so that it can never differ from what runs. */
export interface Excerpt {
  readonly lines: readonly string[];
  /** Line number in the file of the first one, from 1. */
  readonly first: number;
}

/**
 * The lines of a top-level function, from its signature to its closing brace.
 * @throws Error where the file has no such function.
 */
export function functionSource(source: string, name: string): Excerpt {
  const lines = source.split('\n');
  // untranslated: code that is looked for
  const from = lines.findIndex((line) => line.replace(/^export /, '').startsWith(`function ${name}(`));
  const length = lines.slice(from).indexOf('}') + 1;
  if (from < 0 || length === 0) throw new Error(`the source has no top-level function ${name}`);
  return { lines: lines.slice(from, from + length), first: from + 1 };
}

/**
 * Places in the excerpt, from 0, of the lines that hold that text.
 * @throws Error where none does: a changed source must not leave a highlight on the wrong line.
 */
export function linesWith({ lines }: Excerpt, text: string): number[] {
  const found = [...lines.keys()].filter((at) => lines[at]!.includes(text));
  if (found.length === 0) throw new Error(`no line holds ${JSON.stringify(text)}`);
  return found;
}
