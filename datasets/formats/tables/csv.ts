/** Reads a CSV file row by row through csv-parse: quoted cells, any line endings, commas, semicolons or tabs. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { DatasetError } from '../../dataset.ts';
import { systemReason } from '../reading.ts';

/** 512 MiB: the largest common picture set in CSV has 120. */
export const MAX_CSV = 512 * 2 ** 20;
/** Cells per row: 224 x 224 RGB and a label. */
const MAX_COLUMNS = 224 * 224 * 3 + 16;
/** Bytes per row, at 8 per cell. */
const MAX_ROW = MAX_COLUMNS * 8;
const PIECE = 2 ** 20;

/** Yields all rows, including a header. @throws DatasetError naming the line that is not a table row. */
export async function* csvRows(name: string, bytes: Uint8Array): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter: [',', ';', '\t'],
    bom: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_ROW,
  });
  const feeding = Readable.from(pieces(bytes)).pipe(parser);
  try {
    for await (const row of feeding) yield row as string[];
  } catch (error) {
    throw new DatasetError(`${name} is not a table: ${reasonOf(error)}`, 'Save it again as CSV, one row per picture.', {
      cause: error,
    });
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** A readable reason, from the library's error code. */
function reasonOf(error: unknown): string {
  const line = /line (\d+)/i.exec(systemReason(error))?.[1];
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = line === undefined ? '' : ` in line ${line}`;
  if (code.includes('RECORD_INCONSISTENT')) return `a different number of cells than in earlier rows${where}`;
  if (code.includes('QUOTE')) return `an unclosed quotation mark${where}`;
  if (code.includes('MAX_RECORD_SIZE')) return `a row of more than ${MAX_ROW} bytes${where}`;
  return `it cannot be read${where}`;
}
