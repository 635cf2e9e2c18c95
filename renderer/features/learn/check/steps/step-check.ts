/** Checks an answer to one of the three steps. */

import {
  outputsOf,
  type Pasted,
  type ReadArray,
  ReadError,
  readArrays,
} from '../../../../../native-bridge/learn/read/index.ts';
import {
  CLASSES,
  checkCosts,
  checkMiniBatches,
  checkParameters,
  type EpochCosts,
  readCosts,
  readPrintedWeights,
  WEIGHT_NAMES,
} from '../../../../../native-bridge/learn/training/index.ts';
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import type { CheckResult } from '../course.ts';
import { t } from '../messages/index.ts';
import type { StepName } from '../subjects.ts';

export interface CheckedStep {
  readonly result: CheckResult;
  readonly notes: readonly string[];
  /** For the step `costs`: the costs read from the answer. */
  readonly costs: EpochCosts | null;
}

/** Text stays text: each step parses it in its own way. */
export const asText = (text: string): Pasted => ({ kind: 'printed', text, notes: [] });

/** @throws ReadError where it cannot be read */
export function checkStep(name: StepName, given: Pasted): CheckedStep {
  if (given.kind === 'printed' && given.text.trim() === '') {
    throw new ReadError(t.nothingYet(), t.nothingYetRemedy());
  }
  const notes = given.kind === 'arrays' ? given.arrays.flatMap((array) => array.notes) : [];
  if (name === 'costs') {
    const costs = costsOf(given);
    return { result: checkCosts(costs), notes, costs };
  }
  if (name === 'initialize_parameters') {
    const arrays = given.kind === 'arrays' ? given.arrays : readPrintedWeights(given.text);
    return { result: checkParameters(outputsOf(arrays, WEIGHT_NAMES)), notes, costs: null };
  }
  return {
    result: checkMiniBatches(batchesOf(given.kind === 'arrays' ? given.arrays : readArrays(given.text))),
    notes,
    costs: null,
  };
}

function costsOf(given: Pasted): EpochCosts {
  const text =
    given.kind === 'printed' ? given.text : given.arrays.map(({ tensor }) => tensor.data.join(' ')).join(' ');
  const costs = readCosts(text);
  if (costs) return costs;
  // untranslated: what the notebook prints
  const lines = { first: '"Cost after epoch 0: ..."', second: '"Cost after epoch 5: ..."' };
  throw new ReadError(t.noCost(), t.noCostRemedy(lines));
}

function batchesOf(arrays: readonly ReadArray[]) {
  const { X, Y, sizes } = outputsOf(arrays, ['X', 'Y', 'sizes']);
  const pictures = X ?? Y;
  if (!pictures) throw new ReadError(t.noXNoY(), t.noXNoYRemedy());
  return { X: labelsOf(pictures), ...(X && Y && { Y: labelsOf(Y) }), ...(sizes && { sizes: sizes.data }) };
}

/** One-hot rows as labels; anything else unchanged. */
function labelsOf({ shape, data }: Tensor): ArrayLike<number> {
  if (shape.length !== 2 || shape[1] !== CLASSES) return data;
  return Float64Array.from({ length: shape[0]! }, (_, row) =>
    data.subarray(row * CLASSES, (row + 1) * CLASSES).indexOf(1),
  );
}
