/** A model's answer: the class with the largest score. */

/** Index of each row's largest entry, the first if several are equal: (n,classes) -> (n). */
export function argmax(scores: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: scores.length / classes }, (_, n) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (scores[n * classes + k]! > scores[n * classes + best]!) best = k;
    return best;
  });
}
