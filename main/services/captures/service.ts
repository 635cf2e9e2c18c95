/** The use cases of capturing: sessions, and pictures that are stored as they arrive. */
import { HostError } from '../../hosts/host-error.ts';
import type { Recogniser } from '../../hosts/recognition.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { Session } from '../../ipc/schemas/capture.ts';
import type { Split } from '../../ipc/schemas/common.ts';
import type { LabContext } from '../context.ts';
import { editStep, picturesInWords } from '../datasets/edit.ts';
import type { Datasets } from '../datasets/service.ts';
import { truncateAfter } from './capture-files.ts';
import { addClass, createDataset } from './captured-datasets.ts';
import { pictureKeeper } from './keeping.ts';
import { beginSession, picturesIn, readSession, type SessionRow, sessionsOf, tagSession } from './sessions.ts';

export interface Captures {
  readonly handlers: HandlersOf<'captures'>;
}

/** @param rooms `recogniser`: the camera's host, which decodes the captured pictures */
export function captureService(
  context: LabContext,
  { datasets: { store }, recogniser }: { datasets: Datasets; recogniser: Recogniser },
): Captures {
  const { db, emit } = context;
  repair(context);
  const keep = pictureKeeper(context, store);
  const inTurn = turns();
  const sessions = (dataset: number) => sessionsOf(db.sql, dataset, store.row(dataset).classes.length);
  const session = (dataset: number, id: number): Session => sessions(dataset).find((one) => one.id === id)!;

  return {
    handlers: {
      'captures.create': ({ name, classes }) => {
        const dataset = createDataset(context, name, classes);
        emit('dataset', { dataset });
        return store.summary(dataset);
      },
      'captures.addClass': ({ dataset, name }) => {
        addClass(context, store.row(dataset), name);
        store.changed(dataset);
        return store.summary(dataset);
      },
      'captures.sessions': ({ dataset }) => sessions(dataset),
      'captures.begin': ({ dataset, camera, ...tags }) => {
        if (tags.split === 'test' && store.row(dataset).testFrozen) throw frozen();
        store.row(dataset);
        return session(dataset, beginSession(db.sql, dataset, camera, tags));
      },
      'captures.tag': ({ session: id, ...change }) => {
        const row = readSession(db.sql, id);
        if (change.split !== undefined && change.split !== row.split) move(row, change.split);
        tagSession(db.sql, id, { ...row, ...change });
        return session(row.dataset, id);
      },
      'captures.add': async (asked) => {
        const { dataset } = readSession(db.sql, asked.session);
        const { png: bytes, crop } = asked;
        // Decoded at once; stored one after another, in the order of arrival.
        const taken = recogniser.ask<'take'>({ kind: 'take', bytes, size: crop.size });
        taken.catch(() => {});
        return inTurn(dataset, async () => keep(asked, await taken));
      },
    },
  };

  /** Moves all of its pictures, as one version. @throws HostError if the test split is frozen */
  function move({ dataset, id, name }: SessionRow, split: Split): void {
    const { classes, testFrozen } = store.row(dataset);
    if (split === 'test' && testFrozen) throw frozen();
    const step = editStep(store.columns(dataset), classes, picturesIn(db.sql, id), { kind: 'split', split });
    const summary = `Moved session ${name} to ${split}: ${picturesInWords(step.changes.length)}`;
    store.commit(dataset, { ...step, summary });
  }
}

/** Removes what a process that died left after the last picture of a dataset. */
function repair({ db, paths }: LabContext): void {
  const rows = db.sql
    .prepare(
      `SELECT id, (SELECT count(*) FROM pictures WHERE dataset = datasets.id) AS count
       FROM datasets WHERE state = 'present' AND id IN (SELECT dataset FROM sessions)`,
    )
    .all();
  for (const { id, count } of rows) truncateAfter(paths.dataset(Number(id)), Number(count));
}

/** Runs the work for one dataset in order of arrival, one at a time. */
function turns(): <T>(dataset: number, work: () => Promise<T>) => Promise<T> {
  const last = new Map<number, Promise<unknown>>();
  return async (dataset, work) => {
    const mine = (last.get(dataset) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => {});
    last.set(dataset, settled);
    try {
      return await mine;
    } finally {
      if (last.get(dataset) === settled) last.delete(dataset);
    }
  };
}

function frozen(): HostError {
  return new HostError({
    message: 'The test split is frozen: no pictures can be added.',
    remedy: 'Take them for train or validation, or unfreeze the test split first.',
    badArgument: true,
  });
}
