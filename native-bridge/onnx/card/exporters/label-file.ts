/** `labels.txt` or `classes.txt` next to the model: a class a line, perhaps with its number before it. */
import type { Exporter } from './found.ts';

export const labelFile: Exporter = async ({ near }) => {
  for (const name of ['labels.txt', 'classes.txt']) {
    const lines = await near.lines(name);
    if (lines && lines.length > 0) return { from: name, card: { labels: withoutNumbers(lines) } };
  }
  return null;
};

/** Teachable Machine writes `0 cat`, `1 dog`: numbers that all are a line's own are none of the name. */
function withoutNumbers(lines: readonly string[]): string[] {
  const numbered = lines.every((line, i) => line.startsWith(`${i} `) || line.startsWith(`${i}: `));
  return numbered ? lines.map((line) => line.replace(/^\d+:? /, '')) : [...lines];
}
