/** The use cases of devices. */
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';

export interface Devices {
  readonly handlers: HandlersOf<'devices'>;
}

export function deviceService(_context: LabContext): Devices {
  throw new Error('not built yet');
}
