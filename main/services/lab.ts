/** The lab behind both shells: opens the lab folder, and answers every channel of the contract. */
import { mkdirSync, rmSync } from 'node:fs';
import type { Emit, EventName, EventOf, Handlers } from '../ipc/contract.ts';
import type { LabInfo } from '../ipc/schemas/lab.ts';
import { asDamaged, type Database, openDatabase } from '../storage/database.ts';
import { type LabPaths, labPaths } from '../storage/lab-folder.ts';
import { makePrivate } from '../storage/private-folder.ts';
import { captureService } from './captures/service.ts';
import type { LabContext } from './context.ts';
import { datasetService } from './datasets/service.ts';
import { deviceService } from './devices/service.ts';
import { type Live, liveService } from './live/service.ts';
import { Machine } from './machine.ts';
import { answerStore } from './models/answers.ts';
import { modelService } from './models/service.ts';
import { preferenceHandlers } from './preferences.ts';
import { FailureLog } from './report/failure-log.ts';
import { bugReport, openLabPart, reportFile } from './report/report.ts';
import { runService } from './runs/service.ts';
import { sweepService } from './sweeps/service.ts';
import { taskService } from './tasks.ts';
import { uploadService } from './uploads.ts';

export type Listener = <E extends EventName>(event: E, payload: EventOf<E>) => void;

export interface Lab {
  readonly handlers: Handlers;
  /** Receives every event until the returned function is called. */
  listen(listener: Listener): () => void;
  /** Camera frames, which do not pass through the handlers. */
  readonly frames: Live['frames'];
  readonly connectFrames: Live['connectFrames'];
  /** Others could read the folder, and its access has just been limited to the owner. */
  readonly madePrivate: boolean;
  /** Pauses training, then releases the lab folder. */
  close(): Promise<void>;
}

/** What a shell provides: its facts, and the system's dialogs if it has them. */
export interface Shell {
  readonly info: Omit<LabInfo, 'folder'>;
  readonly choose: Handlers['shell.choose'];
}

/** @throws HostError if the folder cannot be used, or another instance has it open. */
export function openLab(folder: string, shell: Shell): Lab {
  const paths = labPaths(folder);
  const db = openDatabase(paths.database);
  try {
    return opened(folder, shell, paths, db);
  } catch (error) {
    db.close();
    throw asDamaged(paths.database, error);
  }
}

function opened(folder: string, shell: Shell, paths: LabPaths, db: Database): Lab {
  const madePrivate = makePrivate(folder, db);
  rmSync(paths.incoming, { recursive: true, force: true });
  mkdirSync(paths.incoming, { recursive: true });
  const listeners = new Set<Listener>();
  const emit: Emit = (event, payload) => {
    for (const listener of listeners) listener(event, payload);
  };
  const tasks = taskService(emit);
  const context: LabContext = { db, paths, emit, tasks };
  const uploads = uploadService(context);
  const answers = answerStore(context);
  const datasets = datasetService(context, { uploads, answers });
  const models = modelService(context, { datasets, uploads, answers });
  const machine = new Machine();
  const runs = runService(context, { datasets, models, machine, recogniser: answers.recogniser });
  const sweeps = sweepService(context, { datasets, runs, machine });
  const devices = deviceService(context);
  const failures = new FailureLog();
  const live = liveService(context);
  const captures = captureService(context, { datasets, recogniser: live.recogniser });
  return {
    handlers: failures.watch({
      'lab.info': () => ({ ...shell.info, folder }),
      'lab.bugReport': async () =>
        reportFile(
          bugReport({
            devices: await devices.report(true),
            lab: openLabPart(db.sql, failures.errors),
            folders: [folder],
            info: shell.info,
          }),
        ),
      'shell.choose': shell.choose,
      ...preferenceHandlers(context),
      ...tasks.handlers,
      ...uploads.handlers,
      ...datasets.handlers,
      ...models.handlers,
      ...runs.handlers,
      ...sweeps.handlers,
      ...devices.handlers,
      ...live.handlers,
      ...captures.handlers,
    }),
    madePrivate,
    frames: live.frames,
    connectFrames: live.connectFrames,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      // Both at once: when one queue releases the machine, the other must not start.
      await Promise.all([runs.close(), sweeps.close()]);
      models.close();
      live.close();
      db.close();
    },
  };
}
