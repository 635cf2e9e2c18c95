/** The use cases of runs. */
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Models } from '../models/service.ts';

export interface Runs {
  readonly handlers: HandlersOf<'runs'>;
  /** Stops what is training behind its current step; it is paused when the lab is opened again. */
  close(): Promise<void>;
}

export function runService(_context: LabContext, _rooms: { datasets: Datasets; models: Models }): Runs {
  throw new Error('not built yet');
}
