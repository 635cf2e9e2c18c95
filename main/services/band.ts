/** Compares k runs with the one whose output the assignment prints. */

/** Accuracies of the single run in the assignment. */
export const PUBLISHED = { trainAccuracy: 0.940741, testAccuracy: 0.783333 };

type Accuracies = Readonly<Record<keyof typeof PUBLISHED, number>>;

export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** The spread of each published accuracy over at least one run. */
export function bandOf(runs: readonly Accuracies[]): Record<keyof Accuracies, Spread> {
  return {
    trainAccuracy: spread(runs.map((run) => run.trainAccuracy)),
    testAccuracy: spread(runs.map((run) => run.testAccuracy)),
  };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, min: Math.min(...values), max: Math.max(...values) };
}
