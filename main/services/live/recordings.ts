/** The use cases of recordings: frames as a net saw them, with what it said. */
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';

export function recordingHandlers(_context: LabContext): HandlersOf<'recordings'> {
  const missing = (): never => {
    throw new HostError({ message: 'Recordings are not built yet.', badArgument: false });
  };
  return {
    'recordings.list': missing,
    'recordings.get': missing,
    'recordings.begin': missing,
    'recordings.append': missing,
    'recordings.frames': missing,
    'recordings.rename': missing,
    'recordings.remove': missing,
    'recordings.restore': missing,
  };
}
