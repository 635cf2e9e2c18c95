/** Max and average pooling from scratch, forward and backward; each channel is pooled separately. */
import { createMaskFromWindow, distributeValue } from './pool-gradient.ts';
import { requireAxes, requireCount, requireShape, type Tensor, windowCount, zeros } from './tensor.ts';

export type PoolMode = 'max' | 'average';

/** Which entries get the gradient if several entries of a window equal its maximum. */
export type Ties = 'all' | 'first';

export interface PoolSettings {
  /** Height and width of the window. */
  readonly f: number;
  readonly stride: number;
}

export interface PoolCache extends PoolSettings {
  readonly APrev: Tensor;
}

/**
 * @param APrev (m, nHPrev, nWPrev, nC)
 * @returns A (m, nH, nW, nC), nH = floor((nHPrev - f) / stride) + 1 and nW likewise
 * @throws ShapeError
 */
export function poolForward(APrev: Tensor, settings: PoolSettings, mode: PoolMode): { A: Tensor; cache: PoolCache } {
  const cache = { APrev, f: settings.f, stride: settings.stride };
  const A = zeros(outputShape('poolForward', cache));
  const pooled = mode === 'max' ? maximum : mean;
  eachWindow(A, cache, (position, aSlicePrev) => {
    A.data[position] = pooled(aSlicePrev);
  });
  return { A, cache };
}

/**
 * @param dA gradient of the cost with respect to A, (m, nH, nW, nC)
 * @param ties 'all', as with the assignment's mask, or 'first' in C order, as in TensorFlow
 * @returns dAPrev (m, nHPrev, nWPrev, nC)
 * @throws ShapeError
 */
export function poolBackward(dA: Tensor, cache: PoolCache, mode: PoolMode, ties: Ties = 'all'): Tensor {
  const { APrev, f } = cache;
  requireShape('poolBackward', 'dA', dA, outputShape('poolBackward', cache), `the forward pass of (${APrev.shape})`);
  const dAPrev = zeros(APrev.shape);
  eachWindow(dA, cache, (position, aSlicePrev, places) => {
    const d = dA.data[position]!;
    const share = mode === 'max' ? maxShare(aSlicePrev, f, d, ties) : distributeValue(d, [f, f]).data;
    for (const [i, place] of places.entries()) dAPrev.data[place]! += share[i]!;
  });
  return dAPrev;
}

/** The gradient `d` placed on the window's maximum, f x f. */
function maxShare(aSlicePrev: Float64Array, f: number, d: number, ties: Ties): Float64Array {
  const mask = createMaskFromWindow({ shape: [f, f], data: aSlicePrev }).data;
  if (ties === 'first') mask.fill(0, mask.indexOf(1) + 1);
  return mask.map((one) => one * d);
}

function maximum(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

function mean(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function outputShape(operation: string, { APrev, f, stride }: PoolCache): [number, number, number, number] {
  requireCount(operation, 'f', f, 1);
  requireCount(operation, 'stride', stride, 1);
  requireAxes(operation, 'APrev', APrev, '(m, nHPrev, nWPrev, nC)');
  const [m, nHPrev, nWPrev, nC] = APrev.shape as [number, number, number, number];
  const positions = (n: number) => windowCount(operation, n, f, stride, APrev);
  return [m, positions(nHPrev), positions(nWPrev), nC];
}

/**
 * Visits every window of every channel: its position in A, its f x f values, and their offsets in APrev. Both arrays
 * are reused for the next window.
 */
function eachWindow(
  A: Tensor,
  { APrev, f, stride }: PoolCache,
  visit: (position: number, aSlicePrev: Float64Array, places: Uint32Array) => void,
): void {
  const [m, nH, nW, nC] = A.shape as [number, number, number, number];
  const [, nHPrev, nWPrev] = APrev.shape as [number, number, number, number];
  const [aSlicePrev, places] = [new Float64Array(f * f), new Uint32Array(f * f)];
  let position = 0;
  for (let i = 0; i < m; i++) {
    for (let h = 0; h < nH; h++) {
      const vertStart = h * stride;
      for (let w = 0; w < nW; w++) {
        const horizStart = w * stride;
        for (let c = 0; c < nC; c++) {
          for (let k = 0; k < f * f; k++) {
            const [row, column] = [vertStart + Math.floor(k / f), horizStart + (k % f)];
            places[k] = ((i * nHPrev + row) * nWPrev + column) * nC + c;
            aSlicePrev[k] = APrev.data[places[k]!]!;
          }
          visit(position++, aSlicePrev, places);
        }
      }
    }
  }
}
