/** A lab folder with its services, put together as in the lab: real files, tables and hosts. */
import { mkdirSync, rmSync } from 'node:fs';
import type { Asked, Emit, HandlersOf, Output } from '../../main/ipc/contract.ts';
import { REQUESTS } from '../../main/ipc/contract.ts';
import type { LabContext } from '../../main/services/context.ts';
import { datasetService } from '../../main/services/datasets/service.ts';
import { answerStore } from '../../main/services/models/answers.ts';
import { taskService } from '../../main/services/tasks.ts';
import { uploadService } from '../../main/services/uploads.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { labPaths } from '../../main/storage/lab-folder.ts';

type Handlers = HandlersOf<'uploads' | 'datasets' | 'pictures' | 'tasks'>;

export function openLabFolder(root: string) {
  const paths = labPaths(root);
  const db = openDatabase(paths.database);
  rmSync(paths.incoming, { recursive: true, force: true });
  mkdirSync(paths.incoming, { recursive: true });
  const events: { event: string; payload: unknown }[] = [];
  const emit: Emit = (event, payload) => void events.push({ event, payload });
  const context: LabContext = { db, paths, emit, tasks: taskService(emit) };
  const uploads = uploadService(context);
  const answers = answerStore(context);
  const datasets = datasetService(context, { uploads, answers });
  const handlers: Handlers = { ...context.tasks.handlers, ...uploads.handlers, ...datasets.handlers };
  return {
    context,
    paths,
    db,
    events,
    uploads,
    datasets,
    answers,
    /** Sends a request as a page does; request and answer must match the contract. */
    async ask<C extends keyof Handlers>(channel: C, asked: Asked<C>): Promise<Output<C>> {
      const { input, output } = REQUESTS[channel];
      const handler = handlers[channel] as (asked: unknown) => unknown;
      return output.parse(await handler(input.parse(asked))) as Output<C>;
    },
    close() {
      answers.close();
      db.close();
    },
  };
}

export type LabFolder = ReturnType<typeof openLabFolder>;

/** Drawn signs, six classes: `train` and `test` pictures per class. */
export async function importSynthetic(lab: LabFolder, train: number, test: number): Promise<number> {
  const source = { kind: 'synthetic' as const, train, test, seed: 1 };
  return (await lab.ask('datasets.import', { task: 'import', source })).id;
}
