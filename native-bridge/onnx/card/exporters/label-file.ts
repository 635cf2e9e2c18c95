/** `labels.txt` or `classes.txt` next to the model: one class per line, possibly with its number in front. */
import type { Exporter } from './found.ts';

export const labelFile: Exporter = async ({ near }) => {
  for (const name of ['labels.txt', 'classes.txt']) {
    const lines = await near.lines(name);
    if (lines && lines.length > 0) return { from: name, card: { labels: withoutNumbers(lines) } };
  }
  return null;
};

/**
 * Teachable Machine writes `0 cat`, `1 dog`: if every line starts with its own number, the numbers are not part of names,
 * unless they alone distinguish them: `0 fingers`, `1 fingers`.
 */
function withoutNumbers(lines: readonly string[]): string[] {
  const numbered = lines.every((line, i) => line.startsWith(`${i} `) || line.startsWith(`${i}: `));
  const names = lines.map((line) => line.replace(/^\d+:? /, ''));
  return numbered && new Set(names).size === names.length ? names : [...lines];
}
