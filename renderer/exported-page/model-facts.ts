/** What lies next to the model as text: its class names, and what is shown with its answers. */
import { PageError } from './page-error.ts';

export interface ModelFacts {
  readonly name: string;
  /** Probability below which there is no sign; null where it was not measured. */
  readonly threshold: number | null;
}

/** The lines of `labels.txt`; one line break at the end is none. */
export function labelsOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** `model.json`. @throws PageError where it is not what the lab has written */
export function readFacts(text: string): ModelFacts {
  try {
    const { name, threshold } = JSON.parse(text) as Record<string, unknown>;
    if (typeof name === 'string' && (threshold === null || typeof threshold === 'number')) return { name, threshold };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new PageError(
    'model.json is damaged: it holds {"name": text, "threshold": number or null}.',
    'Set it right, or export the page again.',
  );
}
