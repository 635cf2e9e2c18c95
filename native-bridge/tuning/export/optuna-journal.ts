/**
 * A sweep as a study in Optuna's journal file (optuna 4 and 5, storages/journal/_storage.py). Open it with
 *
 *     optuna.load_study(study_name=NAME, storage=JournalStorage(JournalFileBackend(FILE)))
 *
 * Every line is an operation; a trial is created in one operation, as `study.add_trial` writes it.
 */
import type { Values } from '../space.ts';
import { type ExportedSweep, type ExportedTrial, type ExportOptions, exportedTrials } from './exported.ts';
import { type Distribution, distributionsOf, internalValue } from './optuna-distributions.ts';

/** JournalOperation. */
const OPERATION = { createStudy: 0, setStudyUserAttr: 2, setStudySystemAttr: 3, createTrial: 4 } as const;
/** StudyDirection. */
const DIRECTION = { minimize: 1, maximize: 2 } as const;
/** TrialState. */
const STATE = { running: 0, complete: 1, pruned: 2, fail: 3, waiting: 4 } as const;

const WORKER = 'signs-lab';
/** The only study of the file. */
const STUDY = 0;

/**
 * Optuna numbers trials by their position in the file; the lab's number is the user attribute `number`, next to `state`,
 * `origin`, `epochs`, `seconds`, and, if there are any, `replicates` and `reason`.
 */
export function optunaJournal(sweep: ExportedSweep, options: ExportOptions): string {
  const trials = exportedTrials(sweep, options);
  const distributions = distributionsOf(sweep.space, trials);
  const directions = sweep.objectives.map(({ direction }) => DIRECTION[direction]);
  const operations = [
    { op_code: OPERATION.createStudy, study_name: sweep.name, directions },
    { op_code: OPERATION.setStudyUserAttr, study_id: STUDY, user_attr: { source: 'Signs Lab' } },
    {
      ...{ op_code: OPERATION.setStudySystemAttr, study_id: STUDY },
      system_attr: { 'study:metric_names': sweep.objectives.map(({ name }) => name) },
    },
    ...trials.map((trial) => createTrial(trial, directions.length, distributions)),
  ];
  return operations.map((operation) => `${JSON.stringify({ worker_id: WORKER, ...operation })}\n`).join('');
}

function createTrial(trial: ExportedTrial, objectives: number, distributions: ReadonlyMap<string, Distribution>) {
  const state = stateOf(trial, objectives);
  const known = [...distributions].filter(([name]) => Object.hasOwn(trial.values, name));
  return {
    ...{ op_code: OPERATION.createTrial, study_id: STUDY, state: STATE[state] },
    ...{ value: null, values: valuesOf(trial, state, objectives) },
    ...timesOf(trial, state),
    distributions: Object.fromEntries(known.map(([name, distribution]) => [name, JSON.stringify(distribution)])),
    params: paramsOf(trial.values, known),
    user_attrs: attributesOf(trial),
    system_attrs: {},
    intermediate_values: curveOf(trial),
  };
}

/**
 * In Optuna a complete trial must have all its values: one whose latency could not be measured is exported as failed.
 */
function stateOf({ state, scores }: ExportedTrial, objectives: number): keyof typeof STATE {
  switch (state) {
    case 'complete':
      return allFinite(scores, objectives) ? 'complete' : 'fail';
    case 'pruned':
    case 'running':
    case 'waiting':
      return state;
    case 'diverged':
    case 'impossible':
    case 'failed':
      return 'fail';
  }
}

function valuesOf({ scores }: ExportedTrial, state: keyof typeof STATE, objectives: number) {
  return (state === 'complete' || state === 'pruned') && allFinite(scores, objectives) ? scores : null;
}

function allFinite(scores: readonly (number | null)[], objectives: number): boolean {
  return scores.length === objectives && scores.every(Number.isFinite);
}

/** In Optuna a trial that has ended must have started; an impossible one never did. */
function timesOf({ beganAt, endedAt }: ExportedTrial, state: keyof typeof STATE) {
  if (state === 'waiting') return { datetime_start: null };
  const began = isoTime(beganAt ?? endedAt ?? 0);
  return state === 'running'
    ? { datetime_start: began }
    : { datetime_start: began, datetime_complete: isoTime(endedAt ?? beganAt ?? 0) };
}

/** `+00:00`: Python before 3.11 does not read a Z. */
function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

function paramsOf(values: Values, known: readonly [string, Distribution][]) {
  return Object.fromEntries(known.map(([name, distribution]) => [name, internalValue(distribution, values[name]!)]));
}

function attributesOf({ number, state, origin, epochs, seconds, replicates, reason }: ExportedTrial) {
  return { number, state, origin, epochs, seconds, ...(replicates && { replicates }), ...(reason && { reason }) };
}

/** JSON has no infinity, and Optuna's charts cannot show it: such a score is left out. */
function curveOf({ curve }: ExportedTrial): Record<string, number> {
  return Object.fromEntries(curve.filter(({ score }) => Number.isFinite(score)).map((one) => [one.epoch, one.score]));
}
