/** What the lab calls a thing that was done with a dataset. */

/** The most characters that the name of a run or of a sweep has. */
const LONGEST = 120;

/**
 * `course on SIGNS`. What one of the two says already is not said again: `course` on a dataset called `course pictures` is
 * `course pictures`, and the model `course on SIGNS` on SIGNS stays `course on SIGNS`. Whole words, in any case.
 */
export function onDataset(what: string, dataset: string): string {
  if (says(what, dataset)) return what;
  if (says(dataset, what)) return dataset;
  return `${what} on ${dataset}`.slice(0, LONGEST);
}

function says(whole: string, part: string): boolean {
  return spaced(whole).includes(spaced(part));
}

/** Between single spaces, so that `course` is not found in `courses`. */
function spaced(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
