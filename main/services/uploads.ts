/** Files that a page sends, kept in the lab's `incoming` folder until they are imported. */
import type { HandlersOf } from '../ipc/contract.ts';
import type { LabContext } from './context.ts';

export interface Uploads {
  readonly handlers: HandlersOf<'uploads'>;
  /** The folder that holds that upload's files. @throws HostError where there is no such upload. */
  folder(upload: number): string;
  drop(upload: number): Promise<void>;
}

export function uploadService(_context: LabContext): Uploads {
  throw new Error('not built yet');
}
