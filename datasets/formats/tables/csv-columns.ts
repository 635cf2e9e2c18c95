/** Recognises the columns of a table of pictures by their titles and the first row below. */
import { isPictureName } from '../picture-kind.ts';

/** Each picture is a row of numbers: Kaggle's `label,pixel0,pixel1,...`. */
export interface PixelColumns {
  readonly kind: 'pixels';
  readonly label: number;
  /** Columns of the numbers, in order. */
  readonly pixels: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Each row has the name of a picture file and its label. */
export interface FileColumns {
  readonly kind: 'files';
  readonly file: number;
  readonly label: number;
  readonly split: number | null;
}

const LABEL = /^(label|labels|class|class_?name|target|y|category|sign|digit|letter)$/i;
const FILE = /^(file|file_?name|path|file_?path|image|image_?(name|path|file|id)|img|img_?(name|path)|picture|name)$/i;
const SPLIT = /^(split|set|subset|partition|usage|fold)$/i;
/** Fewer numbers are not a picture: 8 x 8. */
const FEWEST = 64;

/**
 * @param first the first row, a header or (for pixels) the first picture
 * @param second the row below it; absent in a table of one row
 * @returns null if it is not a table of pictures
 */
export function columnsOf(
  first: readonly string[],
  second: readonly string[] | undefined,
): PixelColumns | FileColumns | null {
  return fileColumns(first, second) ?? pixelColumns(first);
}

function fileColumns(titles: readonly string[], row: readonly string[] | undefined): FileColumns | null {
  const label = titles.findIndex((title) => LABEL.test(title));
  const names = [...titles.keys()].filter((at) => at !== label && isPictureName(row?.[at] ?? ''));
  const file = names.find((at) => FILE.test(titles[at]!)) ?? names[0];
  if (file === undefined || label < 0) return null;
  const split = titles.findIndex((title) => SPLIT.test(title));
  return { kind: 'files', file, label, split: split < 0 ? null : split };
}

/** Without a header the first column is the label, as in the MNIST tables. */
function pixelColumns(first: readonly string[]): PixelColumns | null {
  const named = first.findIndex((title) => LABEL.test(title));
  const hasHeader = named >= 0 || first.some((cell) => !isNumber(cell));
  if (hasHeader && named < 0) return null;
  const label = hasHeader ? named : 0;
  const pixels = [...first.keys()].filter((at) => at !== label);
  const size = pictureSize(pixels.length);
  return size && { kind: 'pixels', label, pixels, ...size };
}

/** Square pictures, grey or RGB. */
function pictureSize(numbers: number): Pick<PixelColumns, 'height' | 'width' | 'channels'> | null {
  if (numbers < FEWEST) return null;
  for (const channels of [1, 3] as const) {
    const side = Math.sqrt(numbers / channels);
    if (Number.isInteger(side)) return { height: side, width: side, channels };
  }
  return null;
}

export function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}
