/** Expected failures of training: a bad setting, a checkpoint that does not match, a loss that is not finite. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** The request itself is impossible: a wrong argument, not a failure during the work. */
export class ArgumentError extends TrainingError {}
