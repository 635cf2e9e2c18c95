import type { Failure } from '../../native-bridge/host/compute-messages.ts';

/** What a host reported, or its own end. `remedy` is absent where it is a bug of ours. */
export class HostError extends Error {
  override readonly name = 'HostError';
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
