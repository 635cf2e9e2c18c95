/** Checks between fields of a search space; `parseSpace` calls them after checking the shape. */
import { toUnit } from './encoding.ts';
import type { Condition, Dimension, Space } from './space.ts';
import { TuningError } from './tuning-error.ts';

/** @throws TuningError if a single dimension has no values, or the same one twice. */
export function requireDimension(name: string, dimension: Dimension): void {
  const refuse = (reason: string, remedy: string) => {
    throw new TuningError(`Dimension "${name}": ${reason}.`, remedy, name);
  };
  if (dimension.kind === 'choice') {
    const twice = dimension.choices.find((choice, i) => dimension.choices.indexOf(choice) !== i);
    if (twice !== undefined) refuse(`${JSON.stringify(twice)} is there twice`, 'Name every choice once.');
    return;
  }
  const { low, high, log = false } = dimension;
  if (low > high) refuse(`low ${low} is above high ${high}`, 'Swap them.');
  if (!Number.isFinite(high - low)) refuse(`from ${low} to ${high} is too wide for a number`, 'Give closer bounds.');
  if (log && low <= 0) refuse(`a logarithmic dimension needs low above 0, not ${low}`, 'Raise low, or leave out log.');
  if (dimension.kind === 'int' && dimension.step !== undefined) requireStep(dimension.step, dimension, refuse);
}

function requireStep(
  step: number,
  { low, high, log = false }: Extract<Dimension, { kind: 'int' }>,
  refuse: (reason: string, remedy: string) => void,
): void {
  if (log && step > 1) refuse('step and log cannot be combined', 'Leave one of them out.');
  if (step > high - low && high > low) {
    refuse(`step ${step} is wider than ${low} to ${high}`, 'Give a smaller step.');
  }
}

/** @throws TuningError if the condition of a dimension can never be met, or is part of a cycle. */
export function requireForest(space: Space, name: string): void {
  const { when } = space[name]!;
  if (when === undefined) return;
  const other = Object.hasOwn(space, when.name) ? space[when.name]! : null;
  if (other === null) {
    const known = Object.keys(space).filter((key) => key !== name);
    refuseCondition(name, `"${when.name}", which is not a dimension`, `There are: ${known.join(', ') || 'no others'}.`);
  }
  requireNoCycle(space, name);
  requireReachable(name, when, other!);
}

function requireNoCycle(space: Space, name: string): void {
  const path = [name];
  for (let at = space[name]!.when?.name; at !== undefined; at = space[at]?.when?.name) {
    if (at === name && path.length === 1) refuseCondition(name, 'itself', 'Remove its condition.');
    if (path.includes(at)) refuseCondition(name, `${[...path, at].join(' -> ')}, a cycle`, 'Remove one condition.');
    path.push(at);
  }
}

function requireReachable(name: string, when: Condition, other: Dimension): void {
  if (other.kind === 'float') {
    refuseCondition(name, `"${when.name}", a float`, 'A condition needs a choice or a whole number.');
  }
  const never = when.values.find((value) => toUnit(other, value) === null);
  if (never === undefined) return;
  const values = other.kind === 'choice' ? other.choices.map((choice) => JSON.stringify(choice)).join(', ') : null;
  const has = values ?? (other.kind === 'int' ? `whole numbers from ${other.low} to ${other.high}` : '');
  refuseCondition(name, `"${when.name}" being ${JSON.stringify(never)}, which it never is`, `It has: ${has}.`);
}

function refuseCondition(name: string, what: string, remedy: string): never {
  throw new TuningError(`Dimension "${name}" depends on ${what}.`, remedy, name);
}
