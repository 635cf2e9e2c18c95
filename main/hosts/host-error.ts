import type { Failure } from '../../native-bridge/host/compute-messages.ts';

/** An error that a host reported, or the host's death. `remedy` is absent if it is a bug. */
export class HostError extends Error {
  override readonly name: string = 'HostError';
  readonly remedy: string | undefined;
  readonly badArgument: boolean;
  /** Stack or printed lines of the host, shown with --debug. */
  readonly detail: string | undefined;
  constructor({ message, remedy, badArgument, stack }: Failure) {
    super(message);
    this.remedy = remedy;
    this.badArgument = badArgument;
    this.detail = stack;
  }
}

/** The host ended by the signal with which a person stopped the program, before it could catch it. */
export class HostStopped extends HostError {
  override readonly name = 'HostStopped';
  /** @param remedy how to continue */
  constructor(remedy = 'Run the same command again.') {
    super({ message: 'Stopped.', remedy, badArgument: false });
  }
}
