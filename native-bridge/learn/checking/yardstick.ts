/** What an answer is compared with: the right outputs, and how far rounding can move a cell from them. */

import { FLOAT32, FLOAT64, type Magnitude, magnitudes, roundingBound } from '../compare/magnitude.ts';
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
    return (offset) => roundingBound(size.data[offset]!, terms, FLOAT64);
  };

/** The bound of each right cell in float32, and for truncated digits. */
export const singleBound =
  ({ sizes, precision }: Yardstick): Bound =>
  (output) => {
    const { sizes: size, terms } = sizes[output]!;
    return (offset) => roundingBound(size.data[offset]!, terms, FLOAT32) + halfDigit(precision);
  };

/** Whether the answer's precision is coarser than float64. */
export const isCoarse = ({ precision }: Yardstick): boolean => precision.float32 || precision.decimals !== null;
