/** Formats the bad files that were left out of a dataset for an error message. Pure, without Node. */

/** A file (or a class) that cannot be used. */
export interface BadFile {
  /** Relative to the dataset's path. */
  readonly name: string;
  /** The kind of damage, as the end of a sentence that starts with the name. */
  readonly reason: string;
}

/** How many are named; the others are counted. */
const NAMED = 10;

/** How many pictures are good, the first ten bad files, and how many more there are. */
export function badFilesListed(where: string, good: number, bad: readonly BadFile[]): string {
  const lines = bad.slice(0, NAMED).map(({ name, reason }) => `  ${name} ${reason}`);
  const more = bad.length > NAMED ? [`  and ${bad.length - NAMED} more`] : [];
  return [`${where}: ${good} pictures are good, ${bad.length} files are not:`, ...lines, ...more].join('\n');
}
