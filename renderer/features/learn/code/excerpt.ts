/** Lines of a source file for display: the reference's own text, so that it cannot differ from what runs. */
export interface Excerpt {
  readonly lines: readonly string[];
  /** Line number of the first line in the file, from 1. */
  readonly first: number;
}

/**
 * The lines of a top-level function, from its signature to its closing brace.
 * @throws Error where the file has no such function
 */
export function functionSource(source: string, name: string): Excerpt {
  const lines = source.split('\n');
  // untranslated: code that is searched for
  const from = lines.findIndex((line) => line.replace(/^export /, '').startsWith(`function ${name}(`));
  const length = lines.slice(from).indexOf('}') + 1;
  if (from < 0 || length === 0) throw new Error(`the source has no top-level function ${name}`);
  return { lines: lines.slice(from, from + length), first: from + 1 };
}

/**
 * Indices in the excerpt, from 0, of the lines that contain that text.
 * @throws Error where no line does: a changed source must not highlight the wrong line
 */
export function linesWith({ lines }: Excerpt, text: string): number[] {
  const found = [...lines.keys()].filter((at) => lines[at]!.includes(text));
  if (found.length === 0) throw new Error(`no line holds ${JSON.stringify(text)}`);
  return found;
}
