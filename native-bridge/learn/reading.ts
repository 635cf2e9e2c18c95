/** Converts submitted values to tensors: `{shape, data}`, nested lists, numbers; True and False count as 1 and 0. */
import { requireWhole, ShapeError, type Tensor, tensor } from '../reference/tensor.ts';

/** Whether a value is a single tensor, as opposed to a record of several. */
export function isTensorLike(value: unknown): boolean {
  return isNumber(value) || Array.isArray(value) || isTensor(value);
}

function isTensor(value: unknown): value is { shape: readonly number[]; data: ArrayLike<unknown> } {
  if (typeof value !== 'object' || value === null || !('shape' in value) || !('data' in value)) return false;
  const { shape, data } = value;
  if (!Array.isArray(shape) || typeof data !== 'object' || data === null || !('length' in data)) return false;
  return shape.every((n) => Number.isInteger(n) && n >= 0);
}

const isNumber = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

/**
 * @param operation the function's name, for the message
 * @param name of the argument or output
 * @throws ShapeError if the value is not a tensor, or its lists are not rectangular.
 */
export function readTensor(operation: string, name: string, value: unknown): Tensor {
  if (isNumber(value)) return tensor([], [Number(value)]);
  if (Array.isArray(value)) return nested(operation, name, value);
  if (isTensor(value)) {
    requireWhole(operation, value as { shape: readonly number[]; data: ArrayLike<number> }, name);
    return tensor(
      value.shape,
      Array.from(value.data, (entry) => numberOf(operation, name, entry)),
    );
  }
  throw new ShapeError(`${operation}: ${name} is ${kindOf(value)}`, `Give ${name} a tensor {shape, data}.`);
}

function nested(operation: string, name: string, list: readonly unknown[]): Tensor {
  const shape: number[] = [];
  for (let level: unknown = list; Array.isArray(level); level = level[0]) shape.push(level.length);
  const data: number[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (Array.isArray(value) !== depth < shape.length || (Array.isArray(value) && value.length !== shape[depth])) {
      throw new ShapeError(
        `${operation}: ${name} is not rectangular: its lists have different lengths`,
        `Give ${name} lists of equal lengths, such as (${shape}).`,
      );
    }
    if (Array.isArray(value)) for (const entry of value) visit(entry, depth + 1);
    else data.push(numberOf(operation, name, value));
  };
  visit(list, 0);
  return tensor(shape, data);
}

function numberOf(operation: string, name: string, value: unknown): number {
  if (isNumber(value)) return Number(value);
  throw new ShapeError(`${operation}: ${name} holds ${kindOf(value)}`, `Give ${name} numbers only.`);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 40))}` : `of the kind ${typeof value}`;
}
