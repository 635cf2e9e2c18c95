/** A place in the grid, from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/**
 * The points of a square grid from coarse to fine: first every 10th row and column, then every 5th, then all, so that
 * the shape of the surface is visible long before all of it is computed. Each point occurs once.
 */
export function coarseToFine(side: number): Place[] {
  const seen = new Set<number>();
  const order: Place[] = [];
  for (const step of [10, 5, 1]) {
    for (let row = 0; row < side; row += step) {
      for (let column = 0; column < side; column += step) {
        const key = row * side + column;
        if (seen.has(key)) continue;
        seen.add(key);
        order.push({ row, column });
      }
    }
  }
  return order;
}

/** The coordinate of each row or column: from -reach to reach, 0 in the middle. `side` is odd. */
export function amounts(side: number, reach: number): number[] {
  const half = (side - 1) / 2;
  return Array.from({ length: side }, (_, at) => ((at - half) / half) * reach);
}
