/** A float32 parameter tensor of a network, C order. Convolution kernels are HWIO, dense weights (in, out). */
export interface Tensor32 {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network's parameters by name: `W1` (4,4,3,8), `b1` (8) ... in the order of the layers. */
export type Parameters = Readonly<Record<string, Tensor32>>;

/** Number of elements of a tensor of that shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
