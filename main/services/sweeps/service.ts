/** The use cases of sweeps. */
import { rmSync } from 'node:fs';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { SweepSettings, SweepSummary } from '../../ipc/schemas/sweep.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Machine } from '../machine.ts';
import { onDataset } from '../on-dataset.ts';
import type { Runs } from '../runs/service.ts';
import { trialAnswers } from './answers.ts';
import { checkSweep, optionsOf } from './check.ts';
import { curveColumns, packCurves } from './curve-columns.ts';
import { earlierTrials } from './earlier.ts';
import { exportSweep } from './export.ts';
import { guessedTrials, requireLarger } from './ordering.ts';
import { SweepQueue } from './queue.ts';
import { noTrial, refused, wrongSweep } from './refusals.ts';
import { settingsFile } from './settings-file.ts';
import { shownTrials } from './summary.ts';
import { type SweepRow, sweepRows } from './sweep-rows.ts';
import { runOfTrial } from './to-run.ts';
import { trialRows } from './trial-rows.ts';

export interface Sweeps {
  readonly handlers: HandlersOf<'sweeps'>;
  /** Pauses running sweeps. */
  close(): Promise<void>;
}

interface Rooms {
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly machine: Machine;
}

export function sweepService(context: LabContext, { datasets, runs, machine }: Rooms): Sweeps {
  const { db, paths, emit } = context;
  const rows = sweepRows(db);
  const trials = trialRows(db);
  for (const id of rows.sweepRemoved()) rmSync(paths.sweep(id), { recursive: true, force: true });
  const queue = new SweepQueue({ context, rows, trials, datasets, machine });
  queue.reopen();

  const shown = (sweep: SweepRow) => shownTrials(trials.list(sweep.id), sweep.state);
  const trialOf = (sweep: SweepRow, number: number) => {
    const trial = trials.get(sweep.id, number);
    if (trial) return trial;
    throw noTrial(sweep.name, number);
  };
  const reported = (id: number): SweepSummary => {
    queue.changed(id);
    return queue.summary(id);
  };
  const start = (settings: SweepSettings): SweepSummary => {
    const { name, dataset: id, queue: server, continues = null, ...plan } = settings;
    const dataset = datasets.summary(id);
    const { classes } = dataset;
    const earlier = continues === null ? null : rows.get(continues);
    const { problems } = checkSweep(plan, dataset, datasets);
    if (problems[0]) throw wrongSweep(problems[0].message, problems[0].remedy);
    const pictures = { kind: 'dataset', dataset: id, version: dataset.version, name: dataset.name } as const;
    const taken = earlier && earlierTrials(earlier, trials, plan, pictures, dataset.classes.length);
    const sweep = db.transaction(() => {
      const id = rows.add({ name: name ?? onDataset(plan.preset, dataset.name), plan, pictures, classes, continues });
      if (taken) trials.takeOver(id, earlier.id, taken);
      return id;
    });
    queue.setServer(sweep, server);
    queue.changed(sweep);
    queue.next();
    return queue.summary(sweep);
  };

  return {
    close: () => queue.close(),
    handlers: {
      'sweeps.list': () => rows.list().map(({ id }) => queue.summary(id)),
      'sweeps.get': ({ sweep }) => queue.summary(sweep),
      'sweeps.options': (base) => optionsOf(base),
      'sweeps.check': ({ name: _, dataset, queue: __, continues: ___, ...plan }) =>
        checkSweep(plan, datasets.summary(dataset), datasets),
      'sweeps.start': (settings) => start(settings),
      'sweeps.pause': ({ sweep: id }) => {
        const sweep = queue.get(id);
        if (sweep.state.kind === 'queued') {
          queue.setState(id, { kind: 'paused' });
          queue.next();
          return queue.summary(id);
        }
        if (sweep.state.kind === 'pausing') return queue.summary(id);
        if (!queue.end(id, 'stop')) {
          throw refused(sweep, 'cannot be paused', 'Only a running or queued sweep can be paused.');
        }
        return queue.summary(id);
      },
      'sweeps.resume': ({ sweep: id, queue: server }) => {
        const sweep = queue.get(id);
        if (sweep.state.kind !== 'paused' && sweep.state.kind !== 'failed') {
          throw refused(
            sweep,
            'cannot be resumed',
            'Only a paused or failed sweep can be resumed; a done one can be extended.',
          );
        }
        if (server !== undefined) queue.setServer(id, server);
        queue.enqueue(id);
        return queue.summary(id);
      },
      'sweeps.finish': ({ sweep: id }) => {
        const sweep = queue.get(id);
        const { kind } = sweep.state;
        if (kind === 'done' || kind === 'pausing' || kind === 'finishing') {
          throw refused(
            sweep,
            'cannot be finished',
            'Only a sweep that is running, queued, paused or failed can be finished.',
          );
        }
        if (!queue.end(id, 'finish')) queue.enqueue(id, true);
        return queue.summary(id);
      },
      'sweeps.extend': ({ sweep: id, budget }) => {
        const sweep = queue.get(id);
        requireLarger(sweep, budget);
        queue.extend(sweep, budget);
        return queue.summary(id);
      },
      'sweeps.addTrials': ({ sweep: id, values }) => {
        const sweep = queue.get(id);
        const added = guessedTrials(sweep, values, trials.list(id).length);
        if (queue.control(id, { kind: 'guess', values })) return queue.summary(id);
        trials.put(id, added);
        emit('sweep', { kind: 'trials', sweep: id, trials: added, curves: curveColumns([]), pieces: [] });
        if (sweep.state.kind === 'done') queue.enqueue(id);
        return reported(id);
      },
      'sweeps.rename': ({ sweep: id, name }) => {
        rows.get(id);
        rows.setName(id, name);
        return reported(id);
      },
      'sweeps.remove': async ({ sweep: id }) => {
        rows.get(id);
        queue.end(id, 'stop');
        await queue.settled(id);
        if (rows.get(id).state.kind === 'queued') rows.setState(id, { kind: 'paused' });
        rows.setRemoved(id, true);
        emit('sweep', { kind: 'removed', sweep: id });
        queue.next();
        return null;
      },
      'sweeps.restore': ({ sweep: id }) => {
        rows.setRemoved(id, false);
        return reported(id);
      },
      'sweeps.trials': ({ sweep }) => shown(rows.get(sweep)),
      'sweeps.curves': ({ sweep }) => packCurves(trials.curves.columns(rows.get(sweep).id)),
      'sweeps.pieces': ({ sweep }) => trials.pieces(rows.get(sweep).id),
      'sweeps.answers': ({ sweep, trial }) => {
        const row = rows.get(sweep);
        trialOf(row, trial);
        return trialAnswers(row, trials.answers.get(sweep, trial), datasets);
      },
      'sweeps.toRun': ({ sweep, trial, name }) => {
        const row = rows.get(sweep);
        const run = runs.start(runOfTrial(row, trialOf(row, trial), name), versionOf(row));
        rows.addRun(sweep, trial, run.id);
        queue.changed(sweep);
        return run;
      },
      'sweeps.settings': ({ sweep, trial }) => {
        const row = rows.get(sweep);
        return { json: settingsFile(row.name, row.plan, trialOf(row, trial), row.classes.length) };
      },
      'sweeps.export': ({ sweep, format, pruned }) => {
        const row = queue.get(sweep);
        return exportSweep({ sweep: row, trials: shown(row), epochs: trials.curves.list(sweep) }, format, pruned);
      },
    },
  };
}

function versionOf({ id, pictures }: SweepRow): number {
  if (pictures.kind === 'dataset') return pictures.version;
  throw new Error(`sweep ${id} has no dataset`);
}
