/** Expected failures of tuning: an invalid space, sampler or setting of a sweep. */
import { TrainingError } from '../training/training-error.ts';

export class TuningError extends TrainingError {
  /** The dimension of the space that is to blame; null if none is. */
  readonly dimension: string | null;
  constructor(message: string, remedy: string, dimension: string | null = null) {
    super(message, remedy);
    this.dimension = dimension;
  }
}
