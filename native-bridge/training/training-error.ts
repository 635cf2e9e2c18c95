/** Normal life in training: a bad setting, a checkpoint that does not fit, a loss that is no longer a number. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** What was asked for cannot be: a wrong argument, not something that happened on the way. */
export class ArgumentError extends TrainingError {}
