/** How large cells are drawn, so that numbers stay legible and the tensors of a row fit next to one another. */

/** Cells from this side on have room for two decimals. */
const ROOMY = 38;
/** And from this side on for one decimal of a number of two digits. */
const FAIR = 30;

/**
 * Decimals that fit into a cell.
 * @param side of the cell, CSS pixels
 * @param reach the largest magnitude that is shown
 */
export function decimalsFor(side: number, reach = 1): number {
  if (reach >= 100) return 0;
  if (reach >= 10) return side >= FAIR ? 1 : 0;
  return side >= ROOMY ? 2 : 1;
}

/**
 * CSS pixels of a cell's side.
 * @param width of the place, CSS pixels
 * @param columns of all cells in a row
 * @param others what else stands in the row: gaps, signs, single numbers
 */
export function cellSide(width: number, columns: number, others: number, least = 26, most = 44): number {
  return Math.max(least, Math.min(most, Math.floor((width - others) / Math.max(1, columns))));
}

/** CSS pixels that a matrix's caption takes, however few its columns. */
const CAPTION = 90;

/**
 * CSS pixels of a cell's side in a row of matrices with captions: the largest with which all fit.
 * @param columns of each matrix
 * @param others what else stands in the row, CSS pixels
 */
export function rowSide(width: number, columns: readonly number[], others: number, least = 24, most = 42): number {
  const taken = (side: number) => columns.reduce((sum, n) => sum + Math.max(CAPTION, n * side), others);
  for (let side = most; side > least; side--) if (taken(side) <= width) return side;
  return least;
}
