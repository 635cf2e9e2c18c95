/** Pictures a page of the strip. */
export const PAGE = 10;

/**
 * The first place of the page that is shown: the one that was turned to, else the one that holds the chosen picture.
 * @param turned a place in `ids` that a person went to; null where none was
 * @param chosen id of the chosen picture; null where it is of another dataset
 */
export function pageStart(ids: ArrayLike<number>, turned: number | null, chosen: number | null): number {
  const at = turned ?? (chosen === null ? 0 : Math.max(0, Array.prototype.indexOf.call(ids, chosen)));
  const last = Math.max(0, Math.ceil(ids.length / PAGE) - 1);
  return Math.min(last, Math.max(0, Math.floor(at / PAGE))) * PAGE;
}
