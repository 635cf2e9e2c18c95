/** What an answer is compared with: the right outputs, and how far rounding can move a cell from them. */

import { type FloatType, type Magnitude, magnitudes, roundingBound } from '../compare/magnitude.ts';
import { halfDigit, type Precision, precisionOf } from '../compare/precision.ts';
import type { FunctionName, InputsOf, Outputs } from '../course.ts';
import { expected } from '../expected.ts';

export interface Yardstick {
  readonly right: Outputs;
  readonly sizes: Readonly<Record<string, Magnitude>>;
  readonly precision: Precision;
}

/** @param found the answer; its number of digits determines how precisely it can be compared */
export function yardstick<F extends FunctionName>(functionName: F, inputs: InputsOf[F], found: Outputs): Yardstick {
  const right = expected(functionName, inputs);
  return { right, sizes: magnitudes(functionName, inputs, right), precision: precisionOf(found) };
}

export type Bound = (output: string) => (offset: number) => number;

/** The bound of each right cell in float64. */
export const doubleBound =
  ({ sizes }: Yardstick): Bound =>
  (output) => {
    const { sizes: size, terms } = sizes[output]!;
    return (offset) => roundingBound(size.data[offset]!, terms, 'float64');
  };

/** The bound of each right cell in the answer's own type (float32 at least), and for truncated digits. */
export const coarseBound =
  ({ sizes, precision }: Yardstick): Bound =>
  (output) => {
    const { sizes: size, terms } = sizes[output]!;
    return (offset) => roundingBound(size.data[offset]!, terms, coarseType(precision)) + halfDigit(precision);
  };

/** The type in which an answer coarser than float64 was computed or stored. */
export function coarseType({ type }: Precision): FloatType {
  return type === 'float16' ? 'float16' : 'float32';
}

/** Whether the answer's precision is coarser than float64. */
export const isCoarse = ({ precision: { type, decimals } }: Yardstick): boolean =>
  type !== 'float64' || decimals !== null;
