import { type Tensor, zeros } from '../../../../native-bridge/reference/index.ts';
import type { Cell } from '../numbers/matrix.ts';
import { greyTensor, rgbTensor } from '../picture/tensors.ts';

const SIDE = 64;

interface PatchSizes {
  readonly m: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The top left cell of a patch centred on a cell of the 64 x 64 picture, clamped to the picture. */
export function cornerAround({ row, column }: Cell, { height, width }: Pick<PatchSizes, 'height' | 'width'>): Cell {
  const inside = (at: number, length: number) => Math.max(0, Math.min(SIDE - length, at - Math.floor(length / 2)));
  return { row: inside(row, height), column: inside(column, width) };
}

/**
 * Patches of a picture as an input: one channel is grey, three are red, green, blue, a fourth is grey again. The second
 * patch of a mini-batch is to the right of the first, wrapping to the left edge.
 * @param pixels (64,64,3) RGB bytes
 * @param corner of the first patch
 * @returns (m, height, width, channels) in [0,1]
 */
export function patchesOf(pixels: Uint8Array, corner: Cell, { m, height, width, channels }: PatchSizes): Tensor {
  const [rgb, grey] = [rgbTensor(pixels).data, greyTensor(pixels).data];
  const value = (row: number, column: number, k: number) => {
    const at = row * SIDE + column;
    return channels === 1 || k === 3 ? grey[at]! : rgb[at * 3 + k]!;
  };
  const x = zeros([m, height, width, channels]);
  for (let place = 0; place < x.data.length; place++) {
    const [k, cell] = [place % channels, Math.floor(place / channels)];
    const [column, rows] = [cell % width, Math.floor(cell / width)];
    const [row, i] = [rows % height, Math.floor(rows / height)];
    const left = (corner.column + i * width) % (SIDE - width + 1);
    x.data[place] = value(corner.row + row, left + column, k);
  }
  return x;
}
