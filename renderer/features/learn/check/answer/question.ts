/** The question, and the answer prepared for the check. */

import { outputsOf, type Pasted } from '../../../../../native-bridge/learn/read/index.ts';
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import {
  type Edition,
  editionCases,
  type FunctionName,
  OUTPUT_ALIASES,
  OUTPUT_NAMES,
  type Outputs,
} from '../course.ts';
import { tensorInputs } from '../inputs/snippet.ts';

/** A function's arguments by name, as the check reads them. */
export type Inputs = Readonly<Record<string, unknown>>;

/** One of an edition's calls, or custom inputs. */
export type Question = { readonly name: FunctionName } & (
  | { readonly edition: Edition; readonly at: number }
  | { readonly own: Inputs }
);

/** A remark of the file reader, or the page's own text, read when it is shown. */
export type Note =
  | string
  /** The given gradient is not the right one for the inputs. */
  | { readonly kind: 'own-gradient' }
  /** It is right for another call of the notebook. */
  | { readonly kind: 'other-call'; readonly call: string };

/** For the worker: everything is cloneable. */
export type CheckTask = { readonly question: Question; readonly notes: readonly Note[] } & (
  | { readonly kind: 'work'; readonly inputs: Inputs; readonly answer: Outputs }
  | { readonly kind: 'printed'; readonly edition: Edition; readonly text: string }
  | { readonly kind: 'no-printout' }
);

/** @throws ReadError where no array can be an output */
export function checkTask(question: Question, given: Pasted): CheckTask {
  if (given.kind === 'printed') {
    const { text, notes } = given;
    if ('own' in question) return { kind: 'no-printout', question, notes };
    return { kind: 'printed', question, notes, edition: question.edition, text: named(question.name, text) };
  }
  const answer = outputsOf(given.arrays, OUTPUT_NAMES[question.name], OUTPUT_ALIASES[question.name]);
  const used = given.arrays.filter(({ tensor }) => Object.values(answer).includes(tensor));
  const { inputs, note } = inputsOf(question, given.arrays.findLast(({ name }) => name === 'dZ')?.tensor);
  return {
    kind: 'work',
    question,
    inputs,
    answer,
    notes: [...used.flatMap(({ notes }) => notes), ...(note ? [note] : [])],
  };
}

/** An abbreviated printed array without a name is the only output. */
function named(name: FunctionName, text: string): string {
  const [output, ...others] = OUTPUT_NAMES[name];
  const bare = /^\s*(?:Out\s*\[\d*\]:\s*)?(?:array\()?(?=\[)/.exec(text);
  return bare && others.length === 0
    ? `${output} = ${text.slice(bare[0].length).replace(/\]\s*,\s*(?:dtype|shape)[^\]]*$/, ']')}`
    : text;
}

/** The gradient of the learner's own forward pass replaces the notebook's: its mistakes are not this function's. */
function inputsOf(question: Question, dZ: Tensor | undefined): { inputs: Inputs; note: Note | null } {
  if ('own' in question) return { inputs: question.own, note: null };
  const inputs: Inputs = { ...editionCases(question.name, question.edition)[question.at] };
  const right = tensorInputs(inputs).find(([name]) => name === 'dZ')?.[1];
  if (!dZ || !right || String(dZ.shape) !== String(right.shape) || isNear(dZ, right)) return { inputs, note: null };
  return { inputs: { ...inputs, dZ }, note: { kind: 'own-gradient' } };
}

/** Equal within float32 precision. */
const isNear = (a: Tensor, b: Tensor) =>
  a.data.every((value, at) => Math.abs(value - b.data[at]!) <= 1e-4 * (1 + Math.abs(value)));
