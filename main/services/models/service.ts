/** The use cases of models. */
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Uploads } from '../uploads.ts';
import type { Answers } from './answers.ts';

export interface Models {
  readonly handlers: HandlersOf<'models'>;
  /** Takes a run's `model.onnx` and `model.parity.json` into the list (again, where the run was extended). */
  addFromRun(run: { id: number; name: string; folder: string }): Promise<number>;
  close(): void;
}

export function modelService(
  _context: LabContext,
  _rooms: { datasets: Datasets; uploads: Uploads; answers: Answers },
): Models {
  throw new Error('not built yet');
}
