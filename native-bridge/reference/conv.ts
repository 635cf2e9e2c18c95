/**
 * Convolution from scratch, forward and backward. The loops are the assignment's: over pictures, then the windows at
 * every `stride`, then the filters. A window is not copied; `vertStart` and `horizStart` give its top left corner.
 */
import { requireAxes, requireCount, requireShape, ShapeError, type Tensor, windowCount, zeros } from './tensor.ts';
import { cropEdges, zeroPad } from './zero-pad.ts';

/**
 * One filter applied to one window, sum(aSlicePrev * W) + b; `convForward` computes this for every filter and window.
 * @param aSlicePrev (f, f, nCPrev); it need not be square here
 * @param W the shape of `aSlicePrev`
 * @param b (1, 1, 1)
 * @throws ShapeError
 */
export function convSingleStep(aSlicePrev: Tensor, W: Tensor, b: Tensor): number {
  requireAxes('convSingleStep', 'aSlicePrev', aSlicePrev, '(f, f, nCPrev)');
  requireShape('convSingleStep', 'W', W, aSlicePrev.shape, `the window (${aSlicePrev.shape})`);
  requireShape('convSingleStep', 'b', b, [1, 1, 1], 'one filter');
  return aSlicePrev.data.reduce((sum, a, i) => sum + a * W.data[i]!, 0) + b.data[0]!;
}

export interface ConvSettings {
  readonly stride: number;
  readonly pad: number;
}

/** What the backward pass needs from the forward pass. */
export interface ConvCache extends ConvSettings {
  readonly APrev: Tensor;
  readonly W: Tensor;
  readonly b: Tensor;
}

/**
 * @param APrev (m, nHPrev, nWPrev, nCPrev)
 * @param W (f, f, nCPrev, nC)
 * @param b (1, 1, 1, nC)
 * @returns Z (m, nH, nW, nC), nH = floor((nHPrev - f + 2 pad) / stride) + 1 and nW likewise
 * @throws ShapeError
 */
export function convForward(
  APrev: Tensor,
  W: Tensor,
  b: Tensor,
  settings: ConvSettings,
): { Z: Tensor; cache: ConvCache } {
  const cache = { APrev, W, b, stride: settings.stride, pad: settings.pad };
  const Z = zeros(outputShape('convForward', cache));
  const [nC] = Z.shape.slice(-1) as [number];
  const APrevPad = zeroPad(APrev, cache.pad); // (m, nHPrev + 2 pad, nWPrev + 2 pad, nCPrev)
  const [x, w, z] = [APrevPad.data, W.data, Z.data];
  eachWindow(Z, APrevPad, cache, (position, aSlicePrev) => {
    for (let c = 0; c < nC; c++) z[position + c] = b.data[c]!;
    eachTap(APrevPad, W, aSlicePrev, (pixel, weight) => {
      const a = x[pixel]!;
      for (let c = 0; c < nC; c++) z[position + c]! += a * w[weight + c]!;
    });
  });
  return { Z, cache };
}

/**
 * @param dZ gradient of the cost with respect to Z, (m, nH, nW, nC)
 * @returns dAPrev, dW and db in the shapes of APrev, W and b
 * @throws ShapeError
 */
export function convBackward(dZ: Tensor, cache: ConvCache): { dAPrev: Tensor; dW: Tensor; db: Tensor } {
  const { APrev, W, b, pad } = cache;
  requireShape('convBackward', 'dZ', dZ, outputShape('convBackward', cache), `the forward pass of (${APrev.shape})`);
  const [nC] = dZ.shape.slice(-1) as [number];
  const APrevPad = zeroPad(APrev, pad);
  const [dAPrevPad, dW, db] = [zeros(APrevPad.shape), zeros(W.shape), zeros(b.shape)];
  const [x, w, dz, dx, dw] = [APrevPad.data, W.data, dZ.data, dAPrevPad.data, dW.data];
  eachWindow(dZ, APrevPad, cache, (position, aSlicePrev) => {
    for (let c = 0; c < nC; c++) db.data[c]! += dz[position + c]!;
    eachTap(APrevPad, W, aSlicePrev, (pixel, weight) => {
      const a = x[pixel]!;
      let da = 0;
      for (let c = 0; c < nC; c++) {
        const d = dz[position + c]!;
        da += w[weight + c]! * d;
        dw[weight + c]! += a * d;
      }
      dx[pixel]! += da;
    });
  });
  return { dAPrev: cropEdges(dAPrevPad, { top: pad, bottom: pad, left: pad, right: pad }), dW, db };
}

/** Checks that input, filters and biases match, and returns the shape of Z. */
function outputShape(operation: string, { APrev, W, b, stride, pad }: ConvCache): [number, number, number, number] {
  requireCount(operation, 'stride', stride, 1);
  requireCount(operation, 'pad', pad, 0);
  requireAxes(operation, 'APrev', APrev, '(m, nHPrev, nWPrev, nCPrev)');
  requireAxes(operation, 'W', W, '(f, f, nCPrev, nC)');
  const [m, nHPrev, nWPrev, nCPrev] = APrev.shape as [number, number, number, number];
  const [f, width, channels, nC] = W.shape as [number, number, number, number];
  if (f !== width || channels !== nCPrev) {
    throw new ShapeError(
      `${operation}: W is (${W.shape}), which does not go with APrev (${APrev.shape})`,
      `Give W the shape (f, f, ${nCPrev}, nC).`,
    );
  }
  requireShape(operation, 'b', b, [1, 1, 1, nC], `W (${W.shape})`);
  const positions = (n: number) => windowCount(operation, n + 2 * pad, f, stride, APrev);
  return [m, positions(nHPrev), positions(nWPrev), nC];
}

/** Visits every window: the offset of its values in Z and of its first pixel in the padded input. */
function eachWindow(
  Z: Tensor,
  APrevPad: Tensor,
  { stride }: ConvSettings,
  visit: (position: number, aSlicePrev: number) => void,
): void {
  const [m, nH, nW, nC] = Z.shape as [number, number, number, number];
  const [, height, width, nCPrev] = APrevPad.shape as [number, number, number, number];
  let position = 0;
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) {
      const vertStart = h * stride;
      for (let w = 0; w < nW; w++, position += nC) {
        const horizStart = w * stride;
        visit(position, ((i * height + vertStart) * width + horizStart) * nCPrev);
      }
    }
  }
}

/** Visits every pixel of every channel of a window, with the offset of the nC weights that multiply it. */
function eachTap(
  APrevPad: Tensor,
  W: Tensor,
  aSlicePrev: number,
  visit: (pixel: number, weights: number) => void,
): void {
  const [f, , nCPrev, nC] = W.shape as [number, number, number, number];
  const row = APrevPad.shape[2]! * nCPrev;
  let weights = 0;
  for (let y = 0; y < f; y++) {
    const start = aSlicePrev + y * row;
    for (let pixel = start; pixel < start + f * nCPrev; pixel++, weights += nC) visit(pixel, weights);
  }
}
