/** Normal life in tuning: a space, a sampler or a setting of a sweep that cannot be. */
import { TrainingError } from '../training/training-error.ts';

export class TuningError extends TrainingError {
  /** The dimension of the space that is to blame; null if none is. */
  readonly dimension: string | null;
  constructor(message: string, remedy: string, dimension: string | null = null) {
    super(message, remedy);
    this.dimension = dimension;
  }
}
