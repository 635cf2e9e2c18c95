/** The use cases of capturing: sessions, and pictures that are kept as they come. */
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';

export interface Captures {
  readonly handlers: HandlersOf<'captures'>;
}

export function captureService(_context: LabContext): Captures {
  const missing = (): never => {
    throw new HostError({ message: 'Capturing is not built yet.', badArgument: false });
  };
  return {
    handlers: {
      'captures.create': missing,
      'captures.addClass': missing,
      'captures.sessions': missing,
      'captures.begin': missing,
      'captures.tag': missing,
      'captures.add': missing,
    },
  };
}
