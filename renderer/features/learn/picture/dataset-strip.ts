/** Pictures per page of the strip. */
export const PAGE = 10;

/**
 * The first index of the page shown: the page turned to, else the one with the selected picture.
 * @param turned an index in `ids` that a person navigated to; null where none
 * @param chosen id of the selected picture; null where it is from another dataset
 */
export function pageStart(ids: ArrayLike<number>, turned: number | null, chosen: number | null): number {
  const at = turned ?? (chosen === null ? 0 : Math.max(0, Array.prototype.indexOf.call(ids, chosen)));
  const last = Math.max(0, Math.ceil(ids.length / PAGE) - 1);
  return Math.min(last, Math.max(0, Math.floor(at / PAGE))) * PAGE;
}
