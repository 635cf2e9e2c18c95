/** The result of a check: plain data that a page can show. */
import type { Tensor } from '../reference/tensor.ts';

export type Verdict = 'right' | 'wrong' | 'unknown';

export interface CheckResult {
  /** `unknown`: the inputs do not match, nothing could be read, or the answer fits both a right and a wrong one. */
  readonly verdict: Verdict;
  /** One or two plain sentences for the learner, with every verdict. */
  readonly reason: string;
  /** The mistake that gives exactly this answer, or a formal problem of the answer (`missing-output`, `nan` ...). */
  readonly mistake?: Mistake;
  /** Set if the answer's shape is wrong. */
  readonly shape?: ShapeDifference;
  /** Set if shapes are equal but a number is not: the first such cell in C order. */
  readonly firstDifference?: FirstDifference;
}

export interface Mistake {
  /** A twin's id, such as `bias-forgotten`; for a pair, two joined by `+`. */
  readonly id: string;
  /** What was done and what is right. If several mistakes give the same result here, the text names them all. */
  readonly text: string;
  /** `certain`: every number fits this mistake. `likely`: only the shape does. */
  readonly match: 'certain' | 'likely';
  /** Ids of the other mistakes that give the same numbers on these inputs, less likely ones last. */
  readonly others: readonly string[];
}

export interface ShapeDifference {
  /** `Z`, `dW` ... */
  readonly output: string;
  readonly found: readonly number[];
  readonly expected: readonly number[];
  /** The axes whose lengths differ; empty if the number of axes differs. */
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
  /** Index of the cell, one number per axis; empty for a scalar. */
  readonly index: readonly number[];
  readonly found: number;
  readonly expected: number;
  /** The numbers that the cell is computed from: the window of the padded input, or the gradients summed there. */
  readonly slice?: { readonly name: string; readonly tensor: Tensor };
  /** Their factors, in the shape of `slice`. */
  readonly filter?: { readonly name: string; readonly tensor: Tensor };
  /** The right sum: "1.62 * 0.32 + ... + 0.5 = 2.1". */
  readonly sum?: string;
  /** "Z[0,2,1,3] is 1.5, and should be 2.1." */
  readonly text: string;
}
