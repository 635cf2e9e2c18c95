/** k-fold cross-validation: every picture is evaluated once, by a network that has not seen it; groups stay whole. */
import { ALONE, DatasetError } from './dataset.ts';
import { MT19937 } from './random/mt19937.ts';
import { byClass } from './split.ts';

/**
 * Stratified folds of whole groups. Pictures that are alone are dealt out class by class in a random order, so that the
 * folds of a class differ by at most one picture; then the groups, largest first, each to the fold with the fewest
 * pictures of the group's classes.
 * @param labels (n) @param groups (n) group of each picture, or ALONE
 * @returns (n) fold of each picture, in [0, folds)
 * @throws DatasetError naming a class whose pictures cannot be in every fold
 */
export function groupedFolds(labels: Int32Array, groups: Int32Array, folds: number, seed: number): Int32Array {
  const random = new MT19937(seed);
  const foldOf = new Int32Array(labels.length).fill(-1);
  /** (folds) of each class: pictures dealt to it. */
  const dealt = new Map<number, Int32Array>();
  let next = 0; // continues from class to class, so that no fold gets every class's remainder
  for (const [label, members] of byClass(labels)) {
    const counts = new Int32Array(folds);
    const alone = members.filter((i) => groups[i] === ALONE);
    for (const at of random.permutation(alone.length)) {
      foldOf[alone[at]!] = next;
      counts[next]!++;
      next = (next + 1) % folds;
    }
    dealt.set(label, counts);
  }
  for (const pictures of groupsInOrder(groups, random)) {
    const fold = emptiest(pictures, labels, dealt, folds);
    for (const i of pictures) {
      foldOf[i] = fold;
      dealt.get(labels[i]!)![fold]!++;
    }
  }
  for (const [label, counts] of dealt) if (counts.some((count) => count === 0)) throw tooFew(label, folds);
  return foldOf;
}

/** Largest first; equal ones in a random order. */
function groupsInOrder(groups: Int32Array, random: MT19937): number[][] {
  const members = byClass(groups)
    .filter(([group]) => group !== ALONE)
    .map(([, pictures]) => pictures);
  const order = Array.from(random.permutation(members.length), (at) => members[at]!);
  return order.sort((a, b) => b.length - a.length);
}

/** The fold with the fewest pictures of that group's classes, the first of equals. */
function emptiest(
  pictures: readonly number[],
  labels: Int32Array,
  dealt: ReadonlyMap<number, Int32Array>,
  folds: number,
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let fold = 0; fold < folds; fold++) {
    const there = pictures.reduce((sum, i) => sum + dealt.get(labels[i]!)![fold]!, 0);
    if (there < least) [best, least] = [fold, there];
  }
  return best;
}

function tooFew(label: number, folds: number): DatasetError {
  return new DatasetError(
    `class number ${label} has too few training pictures, or too few groups of them, for ${folds} folds`,
    `Use fewer folds, or add pictures of that class.`,
  );
}
