/** Converts the learner's answer to one tensor per output. */
import { ShapeError, type Tensor } from '../reference/tensor.ts';
import { type FunctionName, OUTPUT_ALIASES, OUTPUT_NAMES, type Outputs } from './course.ts';
import { isTensorLike, readTensor } from './reading.ts';

/** An answer that cannot be compared at all. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly id: string;
  constructor(id: string, message: string) {
    super(message);
    this.id = id;
  }
}

/**
 * A tensor if there is one output; otherwise a record by the outputs' names, or the tuple as a list. Additional entries,
 * such as a cache, are ignored.
 * @throws AnswerError if an output is missing or is not a tensor.
 */
export function readAnswer(functionName: FunctionName, answer: unknown): Outputs {
  const names = OUTPUT_NAMES[functionName];
  const given = byName(names, OUTPUT_ALIASES[functionName] ?? {}, answer);
  const missing = names.filter((name) => given[name] === undefined || given[name] === null);
  if (missing.length > 0) {
    throw new AnswerError(
      'missing-output',
      `${missing.join(' and ')} missing: ${functionName} returns ${names.join(', ')}.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, outputOf(functionName, name, given[name])]));
}

function byName(
  names: readonly string[],
  aliases: Readonly<Record<string, string>>,
  answer: unknown,
): Readonly<Record<string, unknown>> {
  const [only] = names as [string];
  if (isTuple(answer)) return Object.fromEntries(names.map((name, i) => [name, answer[i]]));
  if (isTensorLike(answer) || typeof answer === 'string') return names.length === 1 ? { [only]: answer } : {};
  if (typeof answer !== 'object' || answer === null) return {};
  const record = answer as Readonly<Record<string, unknown>>;
  const held = Object.fromEntries(names.map((name) => [name, record[name] ?? record[aliases[name] ?? name]]));
  const values = Object.values(record);
  return names.length === 1 && held[only] === undefined && values.length === 1 ? { [only]: values[0] } : held;
}

/** The tuple as a list of tensors. A plain number or list in it would mean that it is one tensor as a nested list. */
function isTuple(answer: unknown): answer is readonly unknown[] {
  return Array.isArray(answer) && typeof answer[0] === 'object' && answer[0] !== null && !Array.isArray(answer[0]);
}

function outputOf(functionName: FunctionName, name: string, value: unknown): Tensor {
  try {
    return readTensor(functionName, name, value);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const id = error.message.includes('not rectangular') ? 'not-rectangular' : 'not-a-tensor';
    throw new AnswerError(id, `${error.message}. ${error.remedy}`);
  }
}
