/** Checks a complete answer. */
import { ShapeError, tensor } from '../../reference/tensor.ts';
import { AnswerError, readAnswer } from '../answer.ts';
import { FUNCTION_NAMES, type FunctionName, type InputsOf, type Outputs } from '../course.ts';
import { expected } from '../expected.ts';
import { indexOf } from '../explain/cells.ts';
import { cellName } from '../explain/format.ts';
import { type RawInputs, readInputs } from '../inputs.ts';
import type { CheckResult } from '../result.ts';
import { diagnose, mistakeOf } from './diagnosis.ts';
import { differenceAt, firstOutside, shapeDifference } from './differences.ts';
import { nearerTwin } from './nearest.ts';
import { singleInputs } from './single-inputs.ts';
import { fullEvidence } from './twin-fit.ts';
import { type Bound, coarseBound, doubleBound, isCoarse, type Yardstick, yardstick } from './yardstick.ts';

/** With at least this many cells, a float32 answer is not closer to a wrong twin than to the right one by chance. */
const ENOUGH_CELLS = 16;

/**
 * Whether an answer is right, and if not, what is wrong and where.
 * @param inputs the function's arguments by the course's names; for a backward pass the cache flat or as `cache`
 * @param answer a tensor, a record of the outputs, or the tuple as a list; `readAnswer`
 * @returns `unknown` if the inputs do not match; nothing that a learner submits throws
 * @throws RangeError if there is no such function.
 */
export function checkWork(functionName: FunctionName, inputs: RawInputs, answer: unknown): CheckResult {
  if (!FUNCTION_NAMES.includes(functionName)) {
    throw new RangeError(`${functionName} is not one of ${FUNCTION_NAMES.join(', ')}`);
  }
  try {
    const given = readInputs(functionName, inputs);
    return checked(functionName, given, scalars(functionName, given, readAnswer(functionName, answer)));
  } catch (error) {
    if (error instanceof AnswerError) return problem('wrong', error.id, error.message);
    if (error instanceof ShapeError) return problem('unknown', 'inputs', `${error.message}. ${error.remedy}`);
    throw error;
  }
}

function problem(verdict: 'wrong' | 'unknown', id: string, text: string): CheckResult {
  return { verdict, reason: text, mistake: mistakeOf([{ id, text }], 'certain') };
}

/** A tensor of one number counts as a scalar. */
function scalars<F extends FunctionName>(functionName: F, inputs: InputsOf[F], found: Outputs): Outputs {
  const right = expected(functionName, inputs);
  const entries = Object.entries(found).map(([name, x]) => {
    const isScalar = right[name]!.shape.length === 0 && x.data.length === 1;
    return [name, isScalar ? tensor([], x.data) : x] as const;
  });
  return Object.fromEntries(entries);
}

function checked<F extends FunctionName>(functionName: F, inputs: InputsOf[F], found: Outputs): CheckResult {
  const measure = yardstick(functionName, inputs, found);
  const strict = doubleBound(measure);
  if (within(found, measure, strict)) return { verdict: 'right', reason: 'Right: every number is the expected one.' };
  const loose = coarseBound(measure);
  if (isCoarse(measure) && within(found, measure, loose)) return coarse(functionName, inputs, found, measure);
  if (fitsSingleInputs(functionName, inputs, found)) {
    return { verdict: 'right', reason: 'Right: every number is the one that float32 inputs give.' };
  }
  const result = wrong(functionName, inputs, found, measure, isCoarse(measure) ? loose : strict);
  if (result.mistake !== undefined || !within(found, measure, loose)) return result;
  const reason =
    'The numbers agree with the right ones to about 7 digits, as in float32, but they have more digits than float32. ' +
    'Compute in one precision, float64 as numpy does by default, and check again.';
  return { verdict: 'unknown', reason };
}

function within(found: Outputs, { right }: Yardstick, bound: Bound): boolean {
  return Object.entries(right).every(
    ([name, x]) => String(found[name]!.shape) === String(x.shape) && firstOutside(found[name]!, x, bound(name)) < 0,
  );
}

/** An answer that is right to its number of digits. */
function coarse<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  found: Outputs,
  measure: Yardstick,
): CheckResult {
  const nearer = nearerTwin(functionName, inputs, found, measure);
  if (nearer === null) return { verdict: 'right', reason: "Right, to the answer's number of digits." };
  const mistake = mistakeOf([nearer.twin], nearer.cells >= ENOUGH_CELLS ? 'certain' : 'likely');
  if (nearer.cells >= ENOUGH_CELLS)
    return { ...wrong(functionName, inputs, found, measure, doubleBound(measure)), mistake };
  const reason = `These digits are not enough to distinguish a right answer from a wrong one. If it is wrong: ${mistake.text} Check it in float64, or with larger numbers.`;
  return { verdict: 'unknown', reason };
}

function fitsSingleInputs<F extends FunctionName>(functionName: F, inputs: InputsOf[F], found: Outputs): boolean {
  const measure = yardstick(functionName, singleInputs(inputs), found);
  return within(found, measure, doubleBound(measure));
}

function wrong<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  found: Outputs,
  measure: Yardstick,
  bound: Bound,
): CheckResult {
  const names = Object.keys(measure.right);
  const differing = names
    .map((name) => {
      const shape = shapeDifference(functionName, name, found[name]!, measure.right[name]!);
      return { name, shape, cell: firstOutside(found[name]!, measure.right[name]!, bound(name)) };
    })
    .filter(({ shape, cell }) => shape !== null || cell >= 0);
  const shape = differing.find((one) => one.shape !== null)?.shape ?? undefined;
  const first = differing.find(({ cell }) => cell >= 0);
  const firstDifference =
    first && differenceAt(functionName, inputs, first.name, found[first.name]!, measure.right[first.name]!, first.cell);
  const mistake =
    notANumber(found) ??
    diagnose(
      fullEvidence(
        functionName,
        inputs,
        found,
        measure,
        differing.map(({ name }) => name),
      ),
    );
  const reason = [mistake?.text, shape?.text, firstDifference?.text].filter((text) => text !== undefined).join(' ');
  return {
    verdict: 'wrong',
    reason,
    ...(mistake && { mistake }),
    ...(shape && { shape }),
    ...(firstDifference && { firstDifference }),
  };
}

/** The first NaN or infinity of an answer; twins are not tried for it. */
function notANumber(found: Outputs) {
  for (const [name, { shape, data }] of Object.entries(found)) {
    const place = data.findIndex((value) => !Number.isFinite(value));
    if (place < 0) continue;
    const text = `${cellName(name, indexOf(shape, place))} is ${data[place]}, which no right answer contains: start with np.zeros, not np.empty, and look for a division by 0.`;
    return mistakeOf([{ id: 'nan', text }], 'certain');
  }
  return undefined;
}
