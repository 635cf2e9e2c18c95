/** Names of runs, sweeps and models that belong to a dataset. */

/** Most characters of the name of a run or a sweep. */
const LONGEST = 120;

/**
 * `course on SIGNS`. If one name contains the other, it is used alone: `course` on a dataset called `course pictures` is
 * `course pictures`, and the model `course on SIGNS` on SIGNS stays `course on SIGNS`. Whole words, case-insensitive.
 */
export function onDataset(what: string, dataset: string): string {
  if (contains(what, dataset)) return what;
  if (contains(dataset, what)) return dataset;
  return `${what} on ${dataset}`.slice(0, LONGEST);
}

function contains(whole: string, part: string): boolean {
  return spaced(whole).includes(spaced(part));
}

/** Words between single spaces, so that `course` is not found in `courses`. */
function spaced(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
