/** The first difference between an answer and the right one. */
import type { Tensor } from '../../reference/tensor.ts';
import { axisName } from '../axes.ts';
import type { FunctionName, InputsOf } from '../course.ts';
import { indexOf, offsetOf } from '../explain/cells.ts';
import { explain } from '../explain/explain.ts';
import { cellName, pair } from '../explain/format.ts';
import type { FirstDifference, ShapeDifference } from '../result.ts';

export const sameShape = (a: Tensor, b: Tensor): boolean => String(a.shape) === String(b.shape);

/** Null if the shapes are equal. */
export function shapeDifference(
  functionName: FunctionName,
  output: string,
  found: Tensor,
  right: Tensor,
): ShapeDifference | null {
  if (sameShape(found, right)) return null;
  const head = `${output} has the shape (${found.shape}), not (${right.shape})`;
  const shapes = { output, found: found.shape, expected: right.shape };
  if (found.shape.length !== right.shape.length) {
    const kind = found.shape.length === 0 ? 'it is a single number' : `it has ${found.shape.length} axes`;
    return { ...shapes, axes: [], text: `${head}: ${kind} where ${right.shape.length} axes are expected.` };
  }
  const axes = right.shape
    .map((n, axis) => ({ axis, name: axisName(functionName, output, axis), found: found.shape[axis]!, expected: n }))
    .filter((axis) => axis.found !== axis.expected);
  const parts = axes.map(
    ({ axis, name, found, expected }) => `axis ${axis} (${name}) is ${found} and should be ${expected}`,
  );
  return { ...shapes, axes, text: `${head}: ${parts.join(', ')}.` };
}

/** The offset in `right` of the first cell that is not within its bound; -1 if there is none. */
export function firstOutside(found: Tensor, right: Tensor, bound: (offset: number) => number): number {
  if (sameShape(found, right)) {
    return right.data.findIndex((value, i) => !(Math.abs(found.data[i]! - value) <= bound(i)));
  }
  if (found.shape.length !== right.shape.length) return -1;
  // If the shapes differ, only the cells that both have.
  return right.data.findIndex((value, i) => {
    const index = indexOf(right.shape, i);
    if (index.some((place, axis) => place >= found.shape[axis]!)) return false;
    return !(Math.abs(found.data[offsetOf(found.shape, index)]! - value) <= bound(i));
  });
}

/** @param offset of the cell in `right` */
export function differenceAt<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  output: string,
  found: Tensor,
  right: Tensor,
  offset: number,
): FirstDifference {
  const index = indexOf(right.shape, offset);
  const [value, expected] = [found.data[offsetOf(found.shape, index)]!, right.data[offset]!];
  const { sum, ...from } = explain(functionName, inputs, output, index);
  const [is, should] = pair(value, expected);
  const whole = `${sum} = ${should}`;
  return {
    output,
    index,
    found: value,
    expected,
    ...from,
    sum: whole,
    text: `${cellName(output, index)} is ${is}, and should be ${should}: ${whole}.`,
  };
}
