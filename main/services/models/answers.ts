/** What models said of datasets, kept as files: (N,classes) float32 for all N pictures of the dataset's pixel file. */
import type { LabContext } from '../context.ts';

export interface Answers {
  /** Null where that model was not asked about (all of) that dataset yet. */
  kept(model: number, dataset: number): Promise<Float32Array | null>;
}

export function answerStore(_context: LabContext): Answers {
  throw new Error('not built yet');
}
