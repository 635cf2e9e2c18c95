/** What every service of an open lab is given. */
import type { Emit } from '../ipc/contract.ts';
import type { Database } from '../storage/database.ts';
import type { LabPaths } from '../storage/lab-folder.ts';
import type { Tasks } from './tasks.ts';

export interface LabContext {
  readonly db: Database;
  readonly paths: LabPaths;
  readonly emit: Emit;
  readonly tasks: Tasks;
}
