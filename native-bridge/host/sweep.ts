/** A sweep from its request to its end: pictures, backend, study, crews, and the best trials' models. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../datasets/dataset.ts';
import type { Backend } from '../backends/backend.ts';
import { provideBackend } from '../backends/table.ts';
import type { Network } from '../convnet/network.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { presetDefaultsAsValues, withConditions } from '../tuning/default-space.ts';
import { LocalCrew, laneCount } from '../tuning/local-crew.ts';
import { type Judging, replicatesOf } from '../tuning/orders.ts';
import { parseSpace } from '../tuning/parse-space.ts';
import { SweepPictures } from '../tuning/pictures.ts';
import type { SweepPlan } from '../tuning/plan.ts';
import { samplerOf } from '../tuning/sampler-of.ts';
import { schedulerOf } from '../tuning/schedulers/index.ts';
import { type BaseSettings, requireKnownNames } from '../tuning/settings.ts';
import { Snapshots } from '../tuning/snapshots.ts';
import { Study } from '../tuning/study.ts';
import type { Judge, Trainer } from '../tuning/trainer.ts';
import type { Trial, TrialEpoch } from '../tuning/trial.ts';
import type { Crew, WorkEpoch } from '../tuning/work.ts';
import type { ComputeEvent } from './compute-messages.ts';
import { asArgument } from './failure.ts';
import { requireFit } from './network-fit.ts';
import { reportQueue } from './queue-report.ts';
import type { SweepRequest } from './sweep-messages.ts';
import { writeModels } from './sweep-models.ts';
import { SweepRun } from './sweep-run.ts';
import type { Surroundings } from './training-run.ts';

/** The host's services for a sweep. */
export interface SweepSurroundings extends Pick<Surroundings, 'open' | 'send' | 'onProgress' | 'missingEnvironment'> {
  /** The sweep is running: from now on it receives a person's commands. */
  started(sweep: SweepRun): void;
}

/**
 * Resolves with the event that ends the request.
 * @throws ArgumentError, TuningError for an invalid plan; errors of datasets and backends with their remedies
 */
export async function runSweep(request: SweepRequest, host: SweepSurroundings): Promise<ComputeEvent> {
  const { plan } = request;
  const dataset = await host.open(request.data, plan.seed);
  const pictures = new SweepPictures(dataset.splits);
  const judging: Judging = pictures.validation.count > 0 && plan.folds === 0 ? 'own' : 'splitOff';
  // The divisions of every trial: impossible ones are reported before anything is trained.
  for (const { division } of replicatesOf(plan, judging, null)) pictures.divide(division);
  const classes = dataset.classes.length;
  const network = asArgument(() => baseNetwork(plan, classes));
  const { backend, why } = await provideBackend(plan.backend, network, { gpu: false, onProgress: host.onProgress });
  const environment = host.missingEnvironment(backend);
  if (environment) return { kind: 'restart', environment };

  const snapshots = await Snapshots.open(join(request.folder, 'snapshots'));
  const study = asArgument(() => studyOf(request, { classes, judging, snapshots }));
  const lanes = laneCount(backend, plan.lanes, availableParallelism());
  let running: SweepRun | null = null;
  const heard = (whose: 'own' | 'worker'): NonNullable<Trainer['onScores']> => {
    return (order, epoch, scores) => running?.heardEpoch(order, epoch, scores, whose);
  };
  const crews = await crewsOf(request, { backend, pictures, dataset, lanes, host, heard });
  const sweep = new SweepRun({
    ...{ plan, study, crews, snapshots, pictures, judging, classes: dataset.classes },
    ...{ elapsed: request.elapsed, fresh: request.fresh, send: host.send },
  });
  host.send(await begun(dataset, backend, why, lanes));
  running = sweep;
  host.started(sweep);
  try {
    if ((await sweep.run()) === 'paused') return { kind: 'stopped', epochs: 0 };
    const { folder } = request;
    const models = await writeModels(sweep.best, { folder, study, snapshots, pictures, backend, dataset });
    await sweep.check(models);
    return { kind: 'swept', models: models.map(({ trial, file }) => ({ trial, file })), heard: sweep.heard };
  } finally {
    for (const crew of crews) await crew.close();
  }
}

/** The network that every trial starts from. @throws NetworkError */
function baseNetwork({ preset, network }: SweepPlan, classes: number): Network {
  if (network === null) return presetNetwork(preset, { classes });
  requireFit(network, classes);
  return network;
}

interface StudyNeeds {
  readonly classes: number;
  readonly judging: Judging;
  readonly snapshots: Snapshots;
}

/** The study in the state that main knows. */
function studyOf({ plan, trials, epochs }: SweepRequest, { classes, judging, snapshots }: StudyNeeds): Study {
  const space = withConditions(parseSpace(plan.space));
  const base: BaseSettings = { preset: plan.preset, network: plan.network, hyperparameters: plan.hyperparameters };
  requireKnownNames(space, base);
  const { seed, gridPoints } = plan;
  const sampler = samplerOf(plan.sampler, space, { seed, gridPoints });
  const scheduler = schedulerOf(plan.scheduler, plan.epochs);
  const study = new Study({ plan, classes, judging, sampler, scheduler, now: Date.now });
  const curves = curvesOf(epochs);
  for (const trial of trials) takeUp(trial, curves, snapshots);
  dropUnknown(trials, snapshots);
  study.restore(trials, curves);
  // The plan's own trials are reported together; a person can add others before the first start.
  if (trials.some(({ origin }) => origin === 'default')) return study;
  study.guess(presetDefaultsAsValues(space, base), 'default');
  for (const values of plan.guesses) study.guess(values, 'guess');
  return study;
}

function curvesOf(epochs: readonly TrialEpoch[]): Map<number, WorkEpoch[]> {
  const curves = new Map<number, WorkEpoch[]>();
  for (const { trial, epoch, ...scores } of epochs) {
    const curve = curves.get(trial) ?? [];
    curves.set(trial, curve);
    curve[epoch] = scores;
  }
  return curves;
}

/**
 * A trial that was in progress continues from the state that main knows; if its snapshot is further, SweepRun takes the
 * rest from there. Without a snapshot it starts again, with the same result.
 */
function takeUp({ number, state }: Trial, curves: Map<number, WorkEpoch[]>, snapshots: Snapshots): void {
  if (state !== 'running' && state !== 'paused') return;
  const reported = curves.get(number) ?? [];
  const kept = snapshots.get(number, reported.length)?.curve.length ?? 0;
  curves.set(number, reported.slice(0, kept));
}

/** Removes snapshots of trials that were never reported to main, because another trial may get their number. */
function dropUnknown(trials: readonly Trial[], snapshots: Snapshots): void {
  const known = new Set(trials.map(({ number }) => number));
  for (const number of snapshots.numbers()) if (!known.has(number)) snapshots.drop(number);
}

interface CrewNeeds {
  readonly backend: Backend;
  readonly pictures: SweepPictures;
  readonly dataset: Dataset;
  readonly lanes: number;
  /** Creates the receiver of epochs in progress, from this machine's lanes or from workers. */
  readonly heard: (whose: 'own' | 'worker') => NonNullable<Trainer['onScores']>;
  readonly host: Pick<SweepSurroundings, 'send' | 'onProgress'>;
}

/** This machine, and the workers of the queue if there is one; without one, no queue code is loaded. */
async function crewsOf({ plan, queue }: SweepRequest, needs: CrewNeeds): Promise<Crew[]> {
  const { backend, pictures, dataset, lanes, heard, host } = needs;
  const judge = plan.objectives[0] as Judge;
  const local = new LocalCrew({ backend, pictures, judge, onScores: heard('own') }, lanes);
  if (queue === undefined) return [local];
  const { queueCrew } = await import('../queue/crew.ts');
  const title = `${plan.preset} on ${dataset.name}`;
  const { onProgress } = host;
  const offer = { title, pictures, judge, backend: backend.id, onProgress, onScores: heard('worker') };
  const workers = await queueCrew({ url: queue, ...offer });
  reportQueue(workers, (event) => host.send(event));
  return [local, workers];
}

async function begun(dataset: Dataset, backend: Backend, why: string, lanes: number): Promise<ComputeEvent> {
  const device = (await backend.inspect?.())?.device ?? 'CPU';
  const { classes, sha256 } = dataset;
  return { kind: 'sweep-begun', backend: backend.id, why, device, lanes, classes: [...classes], sha256 };
}
