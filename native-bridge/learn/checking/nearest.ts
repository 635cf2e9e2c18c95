/**
 * An answer in float32, or with few digits, can be within rounding of both the right numbers and those of a wrong twin,
 * for example if the biases are tiny. Then the nearer of the two is chosen.
 */
import type { FunctionName, InputsOf, Outputs } from '../course.ts';
import { TWINS } from '../twins/twins.ts';
import { sameShape } from './differences.ts';
import { type Candidate, candidates, isRight } from './twin-fit.ts';
import { doubleBound, type Yardstick } from './yardstick.ts';

export interface Nearer extends Candidate {
  /** Number of cells in which right and wrong differ: with few, the wrong one can be nearer by chance. */
  readonly cells: number;
}

/** The wrong one counts as nearer if its squared distances are at most a quarter of the right one's. */
const NEARER = 4;

/** The nearest twin that is clearly nearer than the right outputs; null if there is none. */
export function nearerTwin<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  found: Outputs,
  yardstick: Yardstick,
): Nearer | null {
  const names = Object.keys(yardstick.right);
  let nearest: { candidate: Candidate; cells: number; toWrong: number } | null = null;
  for (const candidate of candidates(TWINS[functionName].singles, inputs)) {
    if (!names.every((name) => sameShape(candidate.outputs[name]!, found[name]!))) continue;
    if (isRight(candidate, yardstick, names)) continue;
    const { cells, toRight, toWrong } = distances(found, candidate, yardstick, names);
    if (toWrong * NEARER > toRight) continue;
    if (nearest === null || toWrong < nearest.toWrong) nearest = { candidate, cells, toWrong };
  }
  return nearest && { ...nearest.candidate, cells: nearest.cells };
}

/** Sums of squares over the cells in which right and wrong differ, in units of each cell's size. */
function distances(found: Outputs, { outputs }: Candidate, yardstick: Yardstick, names: readonly string[]) {
  let [cells, toRight, toWrong] = [0, 0, 0];
  for (const name of names) {
    const bound = doubleBound(yardstick)(name);
    const [answer, right, wrong] = [found[name]!.data, yardstick.right[name]!.data, outputs[name]!.data];
    for (let i = 0; i < right.length; i++) {
      if (Math.abs(right[i]! - wrong[i]!) <= bound(i)) continue;
      const size = Math.max(yardstick.sizes[name]!.sizes.data[i]!, Math.abs(wrong[i]!));
      cells++;
      toRight += ((answer[i]! - right[i]!) / size) ** 2;
      toWrong += ((answer[i]! - wrong[i]!) / size) ** 2;
    }
  }
  return { cells, toRight, toWrong };
}
