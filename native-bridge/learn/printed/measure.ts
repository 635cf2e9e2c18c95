/** What a line would show for an implementation's outputs, and whether that was printed. */
import { type Tensor, tensor } from '../../reference/tensor.ts';
import type { FunctionName, InputsOf, Outputs } from '../course.ts';
import type { Entry } from './entries.ts';
import type { PrintedValues } from './values.ts';

/** The part that the line prints; null if its index does not exist (numpy would raise an error). */
export function shown({ kind, index }: Pick<Entry, 'kind' | 'index'>, x: Tensor): Tensor | null {
  if (kind === 'shape') return tensor([x.shape.length], x.shape);
  if (kind === 'mean') return tensor([], [x.data.reduce((a, b) => a + b, 0) / x.data.length]);
  if (index.length > x.shape.length || index.some((place, axis) => place >= x.shape[axis]!)) return null;
  const shape = x.shape.slice(index.length);
  const size = shape.reduce((a, b) => a * b, 1);
  const start = index.reduce((offset, place, axis) => offset * x.shape[axis]! + place, 0) * size;
  return { shape, data: x.data.slice(start, start + size) };
}

/** The input that a line shows; for a cache, the part at its first index. */
export function inputShown<F extends FunctionName>(entry: Entry, inputs: InputsOf[F]): Tensor | null {
  const named = inputs as Readonly<Record<string, unknown>>;
  const inCache = entry.name.input === 'cache';
  const name = inCache ? ['A_prev', 'W', 'b'][entry.index[0] ?? -1] : entry.name.input;
  const x = name === undefined ? undefined : (named[name] as Tensor | undefined);
  return x === undefined ? null : shown({ kind: entry.kind, index: entry.index.slice(inCache ? 1 : 0) }, x);
}

export const outputOf = (entry: Entry, outputs: Outputs): Tensor | null => shown(entry, outputs[entry.name.output!]!);

/** Allowance for rounding in the learner's own sums, relative to the largest number of the output. */
export const FLOAT64_SLACK = 1e-12;
export const FLOAT32_SLACK = 4e-6;

export interface Mismatch {
  /** Position in the line's numbers; -1 if the shape differs. */
  readonly at: number;
}

/**
 * Null if the printed numbers equal these, within half a unit of their last digit plus `slack`.
 * @param slack in the unit of the numbers
 */
export function mismatch(values: PrintedValues, expected: Tensor, slack: number): Mismatch | null {
  const { numbers, shape, gap } = values;
  const size = expected.data.length;
  const alone = size === 1 && numbers.length === 1; // a scalar, with or without brackets
  if (gap === null && !alone && (shape === null || String(shape) !== String(expected.shape))) return { at: -1 };
  if (gap !== null && gap.before + gap.after > size) return { at: -1 };
  for (const [i, { value, half }] of numbers.entries()) {
    const inTail = gap !== null && i >= gap.before;
    if (inTail && numbers.length - i > gap.after) continue; // between two gaps
    const at = inTail ? size - numbers.length + i : i;
    const distance = Math.abs(value - expected.data[at]!);
    if (!(distance <= half * (1 + 1e-9) + slack)) return { at };
  }
  return null;
}
