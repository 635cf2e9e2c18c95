/** Cell sizes that keep numbers legible and fit the tensors of a row side by side. */

/** From this size on, cells have space for two decimals. */
const ROOMY = 38;
/** From this size on, they have space for one decimal of a two-digit number. */
const FAIR = 30;

/**
 * Decimals that fit into a cell.
 * @param side of the cell, CSS pixels
 * @param reach the largest magnitude shown
 */
export function decimalsFor(side: number, reach = 1): number {
  if (reach >= 100) return 0;
  if (reach >= 10) return side >= FAIR ? 1 : 0;
  return side >= ROOMY ? 2 : 1;
}

/**
 * Side of a cell in CSS pixels.
 * @param width available, CSS pixels
 * @param columns of all cells in a row
 * @param others width of everything else in the row: gaps, signs, single numbers
 */
export function cellSide(width: number, columns: number, others: number, least = 26, most = 44): number {
  return Math.max(least, Math.min(most, Math.floor((width - others) / Math.max(1, columns))));
}

/** Minimum width of a matrix's caption in CSS pixels. */
const CAPTION = 90;

/**
 * Side of a cell in CSS pixels for a row of matrices with captions: the largest with which all fit.
 * @param columns of each matrix
 * @param others width of everything else in the row, CSS pixels
 */
export function rowSide(width: number, columns: readonly number[], others: number, least = 24, most = 42): number {
  const taken = (side: number) => columns.reduce((sum, n) => sum + Math.max(CAPTION, n * side), others);
  for (let side = most; side > least; side--) if (taken(side) <= width) return side;
  return least;
}
