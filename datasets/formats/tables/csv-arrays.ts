/** A table of pixels as arrays: pictures (N,height,width) or (N,height,width,3), labels, and class names if labels are text. */
import { DatasetError } from '../../dataset.ts';
import type { NamedArray } from '../arrays/named-array.ts';
import { MAX_PICTURES } from '../reading.ts';
import { isNumber, type PixelColumns } from './csv-columns.ts';

/**
 * @param rows all rows of the table, including a header
 * @throws DatasetError naming the row of a cell that is not a number, or if there are too many pictures.
 */
export async function pixelArrays(
  file: string,
  rows: AsyncIterable<readonly string[]>,
  columns: PixelColumns,
): Promise<NamedArray[]> {
  const { height, width, channels } = columns;
  const pictures: Float32Array[] = [];
  const labels: string[] = [];
  let line = 0;
  for await (const row of rows) {
    line++;
    if (line === 1 && !row.every(isNumber)) continue; // the header
    if (pictures.length >= MAX_PICTURES) throw refused(file, `holds more than ${MAX_PICTURES} pictures`);
    pictures.push(pixelsOf(file, line, row, columns.pixels));
    labels.push(row[columns.label]!);
  }
  const one = columns.pixels.length;
  const shape = [pictures.length, height, width, ...(channels === 3 ? [3] : [])];
  return [
    {
      ...{ name: 'pixels', file, shape },
      type: pictures.every((picture) => picture.every(Number.isInteger)) ? 'int32' : 'float32',
      read: (begin, end) => {
        const numbers = new Float32Array((end - begin) * one);
        for (let at = begin; at < end; at++) numbers.set(pictures[at]!, (at - begin) * one);
        return numbers;
      },
    },
    ...labelArrays(file, labels),
  ];
}

function pixelsOf(file: string, line: number, row: readonly string[], columns: readonly number[]): Float32Array {
  return Float32Array.from(columns, (column) => {
    const cell = row[column] ?? '';
    if (isNumber(cell)) return Number(cell);
    throw refused(file, `has ${JSON.stringify(cell)} in row ${line}, column ${column + 1}, not a number`);
  });
}

function labelArrays(file: string, labels: readonly string[]): NamedArray[] {
  if (labels.every(isNumber)) return [list('label', file, 'float64', Float64Array.from(labels, Number))];
  const classes = [...new Set(labels)].sort(new Intl.Collator('en', { numeric: true }).compare);
  const numbers = new Map(classes.map((name, at) => [name, at]));
  return [
    list(
      'label',
      file,
      'int32',
      Int32Array.from(labels, (label) => numbers.get(label)!),
    ),
    list('class_names', file, 'string', classes),
  ];
}

function list(
  name: string,
  file: string,
  type: string,
  values: Float64Array | Int32Array | readonly string[],
): NamedArray {
  return { name, file, type, shape: [values.length], read: (begin, end) => values.slice(begin, end) };
}

function refused(file: string, found: string): DatasetError {
  return new DatasetError(`${file} ${found}`, 'Expected: a label and the numbers of one picture in each row.');
}
