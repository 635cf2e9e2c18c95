/** What a check answers: plain data that a page can show. */
import type { Tensor } from '../reference/tensor.ts';

export type Verdict = 'right' | 'wrong' | 'unknown';

export interface CheckResult {
  /** `unknown`: the inputs do not go together, nothing could be read, or what is there fits a right answer and a wrong one. */
  readonly verdict: Verdict;
  /** One plain sentence or two for the learner, with every verdict. */
  readonly reason: string;
  /** The mistake that gives exactly this answer; or what is wrong with the answer as such (`missing-output`, `nan` ...). */
  readonly mistake?: Mistake;
  /** Where the answer has another shape than the right one. */
  readonly shape?: ShapeDifference;
  /** Where shapes are equal and a number is not: the first such cell in C order. */
  readonly firstDifference?: FirstDifference;
}

export interface Mistake {
  /** A twin's id, as `bias-forgotten`; of a pair, two joined by `+`. */
  readonly id: string;
  /** What was done and what belongs there. Where several mistakes give the same here, the text names them all. */
  readonly text: string;
  /** `certain`: every number is this mistake's. `likely`: only the shape is. */
  readonly match: 'certain' | 'likely';
  /** Ids of the other mistakes that give the same numbers on these inputs, less likely ones last. */
  readonly others: readonly string[];
}

export interface ShapeDifference {
  /** `Z`, `dW` ... */
  readonly output: string;
  readonly found: readonly number[];
  readonly expected: readonly number[];
  /** The axes whose lengths differ; none where the number of axes does. */
  readonly axes: readonly {
    readonly axis: number;
    readonly name: string;
    readonly found: number;
    readonly expected: number;
  }[];
  /** "Z has the shape (2,4,4,8), not (2,3,4,8): axis 1 (n_H) is 4 and should be 3." */
  readonly text: string;
}

export interface FirstDifference {
  /** `Z`, `dW` ... */
  readonly output: string;
  /** Of the cell, one number for each axis; empty for a scalar. */
  readonly index: readonly number[];
  readonly found: number;
  readonly expected: number;
  /** The numbers that the cell comes from: the window of the padded input, or the gradients that meet there. */
  readonly slice?: { readonly name: string; readonly tensor: Tensor };
  /** What they are multiplied by, in the shape of `slice`. */
  readonly filter?: { readonly name: string; readonly tensor: Tensor };
  /** The sum that belongs there: "1.62 * 0.32 + ... + 0.5 = 2.1". */
  readonly sum?: string;
  /** "Z[0,2,1,3] is 1.5, and should be 2.1." */
  readonly text: string;
}
