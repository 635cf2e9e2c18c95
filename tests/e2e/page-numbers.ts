/** Numbers read from the page with full precision, not as rounded for display. */
import type { Locator } from 'playwright';
import type { Tensor } from '../../native-bridge/reference/index.ts';

/** Of the first picture of (m,H,W,nC). */
export function at({ shape, data }: Tensor, row: number, column: number, channel = 0): number {
  return data[(row * shape[2]! + column) * shape[3]! + channel]!;
}

/** The numbers of a grid's cells with full precision. */
export async function valuesOf(grid: Locator): Promise<number[]> {
  await grid.waitFor();
  return numbersOf(grid.locator('td'));
}

export async function numbersOf(cells: Locator): Promise<number[]> {
  return cells.evaluateAll((all) => all.map((cell) => Number(cell.getAttribute('data-value'))));
}

export async function numberOf(one: Locator): Promise<number> {
  return Number(await one.getAttribute('data-value'));
}
