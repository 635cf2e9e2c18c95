/** Files that a reading has left out, as an error lists them. Pure, without Node. */

/** A file (or a class) that is no good. */
export interface BadFile {
  /** From the dataset's place on. */
  readonly name: string;
  /** What kind of damage, as the end of a sentence that begins with the name. */
  readonly reason: string;
}

/** Those that are named; of the others there is the count. */
const NAMED = 10;

/** How many pictures are good, the first ten bad files, and how many there are besides. */
export function badFilesListed(where: string, good: number, bad: readonly BadFile[]): string {
  const lines = bad.slice(0, NAMED).map(({ name, reason }) => `  ${name} ${reason}`);
  const more = bad.length > NAMED ? [`  and ${bad.length - NAMED} more`] : [];
  return [`${where}: ${good} pictures are good, ${bad.length} files are not:`, ...lines, ...more].join('\n');
}
