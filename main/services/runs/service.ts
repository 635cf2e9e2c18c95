/** The use cases of runs. */
import { existsSync, rmSync } from 'node:fs';
import { presets } from '../../../native-bridge/host/settings-messages.ts';
import type { Recogniser } from '../../hosts/recognition.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { RunSettings, RunSummary } from '../../ipc/schemas/run.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Machine } from '../machine.ts';
import type { Models } from '../models/service.ts';
import { onDataset } from '../on-dataset.ts';
import { checkpointOf } from '../training.ts';
import { datasetGone, refused } from './failure-words.ts';
import { keptList, keptParameters } from './kept.ts';
import { courseRun, LAB_FIELDS, ordered, requireTest } from './ordering.ts';
import { RunQueue } from './queue.ts';
import { runEvents } from './run-events.ts';
import { runRows } from './run-rows.ts';
import { splitOffForRun } from './split-off.ts';

export interface Runs {
  readonly handlers: HandlersOf<'runs'>;
  /** Adds a run to the end of the queue, on that version of its dataset. @throws HostError for impossible settings */
  start(settings: RunSettings, version: number): RunSummary;
  /** Stops training after the current step; the run is paused when the lab is opened again. */
  close(): Promise<void>;
}

export function runService(
  context: LabContext,
  rooms: { datasets: Datasets; models: Models; machine: Machine; recogniser: Recogniser },
): Runs {
  const { db, paths, emit } = context;
  const rows = runRows(db, () => {
    const { holder } = rooms.machine;
    return holder?.kind === 'sweep' ? holder.name : undefined;
  });
  for (const id of rows.sweep()) rmSync(paths.run(id), { recursive: true, force: true });
  const queue = new RunQueue(context, rows, rooms);
  queue.reopen();

  /** Reports a changed run and the queue, starts the next run, and returns the run. */
  const reported = (id: number): RunSummary => {
    queue.changed(id);
    queue.queueChanged(id);
    queue.next();
    return rows.get(id);
  };
  const enqueue = (settings: RunSettings, group: number | null, version?: number): number => {
    if (typeof settings.from === 'number') rooms.models.requireStart(settings.from);
    const order = ordered(settings, rooms.datasets.summary(settings.dataset), group, version);
    return rows.add({ ...order, name: settings.name ?? onDataset(settings.preset, order.datasetName) });
  };

  return {
    start: (settings, version) => reported(enqueue(settings, null, version)),
    handlers: {
      'runs.list': ({ offset, limit }) => rows.list(offset, limit),
      'runs.get': ({ run }) => rows.get(run),
      'runs.epochs': ({ run, from }) => {
        rows.get(run);
        return rows.epochs(run, from);
      },
      'runs.options': () => ({ hyperparameters: LAB_FIELDS, presets: presets() }),
      'runs.carved': (asked) => splitOffForRun(asked, rooms.datasets),
      'runs.start': (settings) => reported(enqueue(settings, null)),
      'runs.pause': ({ run: id }) => {
        const run = rows.get(id);
        if (run.state.kind === 'queued') {
          rows.setState(id, { kind: 'paused' });
          return reported(id);
        }
        if (!queue.pause(run)) throw refused(run, 'cannot be paused', 'Only a training or queued run can be paused.');
        return rows.get(id);
      },
      'runs.resume': ({ run: id }) => {
        const run = rows.get(id);
        const { state } = run;
        if (state.kind !== 'paused' && state.kind !== 'failed') {
          throw refused(
            run,
            'cannot be resumed',
            'Only a paused or failed run can be resumed; a done one can be trained longer.',
          );
        }
        requireDataset(run);
        rows.setState(id, { kind: 'queued', place: 1 });
        return reported(id);
      },
      'runs.finish': ({ run: id, at }) => {
        const run = rows.get(id);
        const { kind } = run.state;
        if (kind !== 'training' && kind !== 'paused' && kind !== 'failed') {
          throw refused(run, 'cannot be finished', 'Only a run that is training, paused or failed can be finished.');
        }
        queue.finish(run, at);
        return rows.get(id);
      },
      'runs.extend': ({ run: id, epochs }) => {
        const run = rows.get(id);
        requireLonger(run, epochs);
        requireDataset(run);
        rows.setSettings(id, { ...run.settings, epochs });
        // A queued run keeps its place.
        if (run.state.kind !== 'queued') rows.setState(id, { kind: 'queued', place: 1 });
        return reported(id);
      },
      'runs.move': ({ run: id, place }) => {
        const run = rows.get(id);
        const ids = rows.waiting().map((waiting) => waiting.id);
        const from = ids.indexOf(id);
        if (from < 0) throw refused(run, 'has no place in the queue', 'Only a queued run can be moved.');
        const order = ids.toSpliced(from, 1).toSpliced(Math.min(place, ids.length) - 1, 0, id);
        rows.order(order);
        return reported(id);
      },
      'runs.rename': ({ run: id, name }) => {
        rows.get(id);
        rows.setName(id, name);
        return reported(id);
      },
      'runs.remove': async ({ run: id }) => {
        const run = rows.get(id);
        queue.pause(run);
        await queue.settled(id);
        const { kind } = rows.get(id).state;
        if (kind === 'queued') rows.setState(id, { kind: 'paused' });
        rows.setRemoved(id, true);
        emit('run', { kind: 'removed', run: id });
        queue.queueChanged();
        return null;
      },
      'runs.restore': ({ run: id }) => {
        rows.setRemoved(id, false);
        return reported(id);
      },
      'runs.reproduce': ({ dataset: id, seeds, epochs }) => {
        const dataset = rooms.datasets.summary(id);
        requireTest(dataset);
        const { group, runs } = db.transaction(() => {
          const group = rows.addGroup();
          return {
            group,
            runs: Array.from({ length: seeds }, (_, k) => enqueue(courseRun(dataset, epochs, k), group)),
          };
        });
        queue.queueChanged();
        queue.next();
        return { group, runs: runs.map((run) => rows.get(run)) };
      },
      'runs.kept': ({ run }) => {
        rows.get(run);
        return keptList(paths.run(run));
      },
      'runs.keptParameters': ({ run: id, epoch }) =>
        keptParameters(rooms.recogniser, paths.run(id), rows.get(id), epoch),
      'runs.tensorboard': ({ run: id }) => runEvents(rows.get(id), rows.epochs(id, 0)),
      'runs.groups': () => {
        const times = rows.groupTimes();
        const groups = Map.groupBy(rows.grouped(), ({ group }) => group!);
        return [...groups]
          .map(([group, runs]) => ({
            ...{ group, createdAt: times.get(group) ?? 0, datasetName: runs[0]!.datasetName, runs },
          }))
          .sort((a, b) => b.group - a.group);
      },
    },
    close: () => queue.close(),
  };

  /** Before its state changes: a done run keeps its results. */
  function requireDataset(run: RunSummary): void {
    if (!rooms.datasets.has(run.settings.dataset)) throw datasetGone(run);
  }

  function requireLonger(run: RunSummary, epochs: number): void {
    const { kind } = run.state;
    if (kind === 'training' || kind === 'pausing' || kind === 'finishing') {
      throw refused(run, 'cannot be made longer now', 'Pause it first.');
    }
    if (epochs <= run.epochs) {
      throw refused(
        run,
        `has completed ${run.epochs} epochs already`,
        `Give more than ${run.epochs}: the total epochs of the run.`,
      );
    }
    const begun = existsSync(checkpointOf(paths.run(run.id)));
    if (begun && run.settings.hyperparameters.schedule === 'cosine' && epochs !== run.settings.epochs) {
      throw refused(
        run,
        `has a cosine learning rate schedule over its ${run.settings.epochs} epochs, so their number cannot change`,
        'Duplicate it with more epochs.',
      );
    }
  }
}
