/**
 * The check itself, which runs in Learn's worker: a wrong answer is compared with about a hundred implementations. The
 * worker has none of the page's texts.
 */
import { firstOutside, sameShape } from '../../../../../native-bridge/learn/checking/differences.ts';
import {
  coarseBound,
  doubleBound,
  isCoarse,
  yardstick,
} from '../../../../../native-bridge/learn/checking/yardstick.ts';
import {
  type CheckResult,
  checkPrinted,
  checkWork,
  editionCases,
  type FunctionName,
  type InputsOf,
  type Outputs,
} from '../../../../../native-bridge/learn/index.ts';
import { ShapeError, type Tensor } from '../../../../../native-bridge/reference/index.ts';
import { callWords } from '../inputs/call-words.ts';
import type { CheckTask, Inputs, Note } from './question.ts';

export interface Checked {
  readonly result: CheckResult;
  /** A printed summary for custom inputs: the page, not the result, gives the reason. */
  readonly noPrintout: boolean;
  /** Additional remarks: byte orders, a call that it belongs to, a custom input. */
  readonly notes: readonly Note[];
  /** For an answer in arrays: each output, found and expected. Empty for a printout. */
  readonly outputs: readonly CheckedOutput[];
}

export interface CheckedOutput {
  readonly name: string;
  readonly found: Tensor;
  readonly expected: Tensor;
  readonly right: boolean;
}

export function checked(task: CheckTask): Checked {
  if (task.kind === 'no-printout') {
    return { result: { verdict: 'unknown', reason: '' }, noPrintout: true, notes: task.notes, outputs: [] };
  }
  const { name } = task.question;
  if (task.kind === 'printed') {
    const result = checkPrinted(name, task.edition, task.text);
    return { result, noPrintout: false, notes: task.notes, outputs: [] };
  }
  const result = checkWork(name, task.inputs, task.answer);
  const whole = !['inputs', 'missing-output'].includes(result.mistake?.id ?? '');
  const other = result.verdict === 'wrong' && whole ? otherCall(task) : null;
  return {
    result,
    noPrintout: false,
    notes: [...task.notes, ...(other ? [other] : [])],
    outputs: whole ? shownOutputs(name, task.inputs, task.answer) : [],
  };
}

/** None where the reference is stricter than the check, which also accepts other shapes of biases. */
function shownOutputs(name: FunctionName, inputs: Inputs, answer: Outputs): CheckedOutput[] {
  try {
    return outputsWith(name, inputs, answer);
  } catch (error) {
    if (error instanceof ShapeError) return [];
    throw error;
  }
}

/** Each output separately, within rounding. */
function outputsWith(name: FunctionName, inputs: Inputs, answer: Outputs): CheckedOutput[] {
  const measure = yardstick(name, inputs as unknown as InputsOf[FunctionName], answer);
  const bound = isCoarse(measure) ? coarseBound(measure) : doubleBound(measure);
  return Object.entries(measure.right).map(([output, expected]) => {
    const found = answer[output]!;
    // A single number may be in brackets.
    const alike = sameShape(found, expected) || (expected.shape.length === 0 && found.data.length === 1);
    const right = alike && firstOutside({ shape: expected.shape, data: found.data }, expected, bound(output)) < 0;
    return { name: output, found, expected, right };
  });
}

/** Right, but for another call of the notebook: mode average instead of max. */
function otherCall({ question, answer }: CheckTask & { kind: 'work' }): Note | null {
  if (!('edition' in question)) return null;
  const other = editionCases(question.name, question.edition).find(
    (inputs, at) => at !== question.at && outputsWith(question.name, { ...inputs }, answer).every(({ right }) => right),
  );
  return other ? { kind: 'other-call', call: callWords(other) } : null;
}
