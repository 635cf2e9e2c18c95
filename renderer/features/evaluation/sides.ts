/** The two sides of a comparison: a run, its model, or a model alone. In the route `?runs=1,2` or `?a=1&b=2` (models). */
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import { wholeOf } from './defaults.ts';
import { t } from './messages/index.ts';

export interface Side {
  readonly name: string;
  /** Null for a model that came from a file, or whose run was removed. */
  readonly run: RunSummary | null;
  /** Null for a run that has not ended. */
  readonly model: ModelSummary | null;
}

interface Lists {
  readonly models: readonly ModelSummary[];
  readonly runs: readonly RunSummary[];
}

/** Every run (newest first), then every model without a run in the list. */
export function sidesOf({ models, runs }: Lists): Side[] {
  const modelOf = ({ id, state }: RunSummary) =>
    models.find((model) => model.origin.kind === 'run' && model.origin.run === id) ??
    models.find((model) => state.kind === 'done' && model.id === state.model) ??
    null;
  const names = distinctNames(runs, 'run');
  const ofRuns = runs.map((run, at) => ({ name: names[at] ?? run.name, run, model: modelOf(run) }));
  const taken = new Set(ofRuns.map(({ model }) => model?.id));
  const alone = models.filter(({ id }) => !taken.has(id));
  const others = distinctNames(alone, 'model');
  return [...ofRuns, ...alone.map((model, at) => ({ name: others[at] ?? model.name, run: null, model }))];
}

/** Names; duplicates get their number: `course on SIGNS (run 3)`. */
export function distinctNames(
  list: readonly { readonly id: number; readonly name: string }[],
  what: 'run' | 'model',
): string[] {
  const times = new Map<string, number>();
  for (const { name } of list) times.set(name, (times.get(name) ?? 0) + 1);
  const numbered = what === 'run' ? t.nameOfRun : t.nameOfModel;
  return list.map(({ id, name }) => (times.get(name) === 1 ? name : numbered({ name, id })));
}

/** `r3` or `m5`: key of a side in a list of choices. */
export function keyOf({ run, model }: Side): string {
  return run ? `r${run.id}` : `m${model?.id ?? 0}`;
}

/** Those that the route names; null where it names none, or one that does not exist. */
export function chosenSides(sides: readonly Side[], query: URLSearchParams): readonly [Side | null, Side | null] {
  const runs = (query.get('runs') ?? '').split(',');
  const find = (name: 'a' | 'b', at: 0 | 1): Side | null => {
    const [model, run] = [wholeOf(query.get(name)), wholeOf(runs[at] ?? null)];
    if (model !== null) return sides.find((side) => side.model?.id === model) ?? null;
    return run === null ? null : (sides.find((side) => side.run?.id === run) ?? null);
  };
  return [find('a', 0), find('b', 1)];
}

/** The route's query for two sides. */
export function queryOf([a, b]: readonly [Side | null, Side | null]): {
  runs: string | null;
  a: number | null;
  b: number | null;
} {
  const runs = [a, b].map((side) => side?.run?.id ?? '').join(',');
  const alone = (side: Side | null) => (side && !side.run ? (side.model?.id ?? null) : null);
  return { runs: runs === ',' ? null : runs, a: alone(a), b: alone(b) };
}
