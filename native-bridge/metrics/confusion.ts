/** The confusion matrix, and accuracy as its diagonal. */

/** (classes,classes) counts: rows are true labels, columns predicted ones. */
export type Confusion = readonly (readonly number[])[];

/**
 * @param predicted (n), each in [0, classes)
 * @param labels (n), each in [0, classes)
 * @throws RangeError if the lengths disagree or an entry is no class.
 */
export function confusionMatrix(predicted: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number[][] {
  if (predicted.length !== labels.length)
    throw new RangeError(`${predicted.length} answers to ${labels.length} pictures`);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = counts[labels[i]!];
    if (!row) throw new RangeError(`label ${labels[i]} of picture ${i} is none of ${classes} classes`);
    if (row[predicted[i]!] === undefined)
      throw new RangeError(`answer ${predicted[i]} to picture ${i} is none of ${classes} classes`);
    row[predicted[i]!]!++;
  }
  return counts;
}

/** How many answers are right: the sum of the diagonal. */
export function rightCount(confusion: Confusion): number {
  return confusion.reduce((sum, row, c) => sum + row[c]!, 0);
}

/** Share of right answers in [0, 1]; null of no answers. */
export function accuracy(confusion: Confusion): number | null {
  const n = confusion.flat().reduce((sum, count) => sum + count, 0);
  return n === 0 ? null : rightCount(confusion) / n;
}
