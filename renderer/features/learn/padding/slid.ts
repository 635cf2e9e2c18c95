import { convBackward, convForward, type Tensor, tensor, zeroPad } from '../../../../native-bridge/reference/index.ts';
import { cropEdges, padEdges } from '../../../../native-bridge/reference/zero-pad.ts';
import { type Setting, sized } from './setting.ts';

/** The course's numeric example, repeated where the picture is larger. */
const NUMBERS = [
  [3, 0, 1, 2, 7, 4],
  [1, 5, 8, 9, 3, 1],
  [2, 7, 2, 5, 1, 3],
  [0, 1, 3, 1, 7, 8],
  [4, 2, 1, 6, 2, 8],
  [2, 4, 5, 2, 3, 9],
];

/** (1,n,n,1) */
export function picture(n: number): Tensor {
  return tensor(
    [1, n, n, 1],
    Array.from({ length: n * n }, (_, at) => NUMBERS[Math.floor(at / n) % 6]![(at % n) % 6]!),
  );
}

/** The picture with its zeros: by zeroPad, or unevenly where SAME requires it. */
export function padded(setting: Setting): Tensor {
  const { before, after } = sized(setting);
  const X = picture(setting.n);
  return before === after
    ? zeroPad(X, before)
    : padEdges(X, { top: before, left: before, bottom: after, right: after });
}

export interface Slid {
  /** (1,n,n,1): sums of the windows, which a filter of ones computes. */
  readonly Z: Tensor;
  /** (1,n,n,1) of the picture without its padding: in how many windows each cell is. */
  readonly reads: Tensor;
}

/**
 * A filter of ones over the padded picture. How often a cell is read is the result of the backward pass where every
 * output has the gradient 1 and every weight is 1.
 * @throws ShapeError where the filter does not fit
 */
export function slid(setting: Setting): Slid {
  const { f, s } = setting;
  const { before, after } = sized(setting);
  const W = tensor([f, f, 1, 1], Array(f * f).fill(1));
  const { Z, cache } = convForward(padded(setting), W, tensor([1, 1, 1, 1], [0]), { stride: s, pad: 0 });
  const { dAPrev } = convBackward(tensor(Z.shape, Array(Z.data.length).fill(1)), cache);
  return { Z, reads: cropEdges(dAPrev, { top: before, left: before, bottom: after, right: after }) };
}
