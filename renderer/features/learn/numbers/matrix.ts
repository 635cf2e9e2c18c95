import type { Tensor } from '../../../../native-bridge/reference/index.ts';

/** One channel of one picture, or any other two-dimensional array: what grids and maps show. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** (rows,columns) in C order. */
  readonly data: ArrayLike<number>;
}

/** A cell of a matrix, from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells; may extend outside the matrix. */
export interface Area extends Cell {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The picture `example`, channel `channel` of (m, nH, nW, nC).
 * @throws RangeError where it does not exist
 */
export function channelOf({ shape, data }: Tensor, example: number, channel: number): Matrix {
  const [m, rows, columns, channels] = shape as [number, number, number, number];
  if (example >= m || channel >= channels) {
    // untranslated: a bug
    throw new RangeError(`no picture ${example}, channel ${channel} in (${shape})`);
  }
  const from = example * rows * columns * channels + channel;
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, (_, at) => data[from + at * channels]!) };
}

/** A matrix as one picture of one channel, (1, rows, columns, 1). */
export function asPicture({ rows, columns, data }: Matrix): Tensor {
  return { shape: [1, rows, columns, 1], data: Float64Array.from(data) };
}

export function valueAt({ columns, data }: Matrix, { row, column }: Cell): number {
  return data[row * columns + column] ?? 0;
}

export function contains({ row, column, rows, columns }: Area, cell: Cell): boolean {
  return cell.row >= row && cell.row < row + rows && cell.column >= column && cell.column < column + columns;
}

const PLACE = /^(\d+)-(\d+)$/;

/** Parses `3-4` of an address: row 3, column 4, from 0. Null where it is not a cell of the matrix. */
export function readCell(text: string | null, { rows, columns }: Pick<Matrix, 'rows' | 'columns'>): Cell | null {
  const found = PLACE.exec(text ?? '');
  if (!found) return null;
  const cell = { row: Number(found[1]), column: Number(found[2]) };
  return cell.row < rows && cell.column < columns ? cell : null;
}

export function cellText({ row, column }: Cell): string {
  return `${row}-${column}`;
}

/** The cell to which an arrow key, Home or End moves; null for other keys. */
export function stepped(key: string, { row, column }: Cell, matrix: Pick<Matrix, 'rows' | 'columns'>): Cell | null {
  const [bottom, right] = [matrix.rows - 1, matrix.columns - 1];
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(bottom, row + 1), column };
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(right, column + 1) };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: right };
    default:
      return null;
  }
}
