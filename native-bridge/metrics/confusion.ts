/** The confusion matrix, and the accuracy from its diagonal. */

/** (classes,classes) counts: rows are true labels, columns predicted ones. */
export type Confusion = readonly (readonly number[])[];

/**
 * @param predicted (n), each in [0, classes)
 * @param labels (n), each in [0, classes)
 * @throws RangeError if the lengths differ or an entry is not a class.
 */
export function confusionMatrix(predicted: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number[][] {
  if (predicted.length !== labels.length)
    throw new RangeError(`${predicted.length} answers to ${labels.length} pictures`);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = counts[labels[i]!];
    if (!row) throw new RangeError(`label ${labels[i]} of picture ${i} is not one of the ${classes} classes`);
    if (row[predicted[i]!] === undefined)
      throw new RangeError(`answer ${predicted[i]} to picture ${i} is not one of the ${classes} classes`);
    row[predicted[i]!]!++;
  }
  return counts;
}

/** Number of correct answers: the sum of the diagonal. */
export function rightCount(confusion: Confusion): number {
  return confusion.reduce((sum, row, c) => sum + row[c]!, 0);
}

/** Share of correct answers in [0, 1]; null if there are none. */
export function accuracy(confusion: Confusion): number | null {
  const n = confusion.flat().reduce((sum, count) => sum + count, 0);
  return n === 0 ? null : rightCount(confusion) / n;
}
