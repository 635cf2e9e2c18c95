/**
 * Turns any value (a JSON file, a form, a program's) into a valid search space, or says in one sentence why it is not.
 */
import type { z } from 'zod';
import { Space } from './space.ts';
import { requireDimension, requireForest } from './space-rules.ts';
import { TuningError } from './tuning-error.ts';

/** @throws TuningError naming the dimension, the reason and the remedy. */
export function parseSpace(value: unknown): Space {
  const parsed = Space.safeParse(value, { reportInput: true });
  if (!parsed.success) throw asTuningError(parsed.error.issues[0]!);
  const space = parsed.data;
  if (Object.keys(space).length === 0) {
    throw new TuningError('The search space has no dimension.', 'Name at least one thing to vary.');
  }
  for (const [name, dimension] of Object.entries(space)) requireDimension(name, dimension);
  for (const name of Object.keys(space)) requireForest(space, name);
  return space;
}

function asTuningError(issue: z.core.$ZodIssue): TuningError {
  const [name, ...within] = issue.path;
  if (name === undefined) return ofTheSpace(issue);
  const place = within.length === 0 ? '' : ` ${within.map(String).join('.')}`;
  return new TuningError(`Dimension "${String(name)}":${place} ${inWords(issue)}.`, wayOut(issue), String(name));
}

function ofTheSpace(issue: z.core.$ZodIssue): TuningError {
  if (issue.code === 'custom') {
    return new TuningError(`The search space has too many dimensions: ${issue.message}.`, 'Fix some of them.');
  }
  return new TuningError(`A search space must be an object, not ${shown(issue.input)}.`, SHAPES);
}

const KINDS = {
  float: '{"kind":"float","low":0.1,"high":1,"log":true}',
  int: '{"kind":"int","low":1,"high":8}',
  choice: '{"kind":"choice","choices":["adam","sgd"]}',
};
const SHAPES = `Write dimensions by name, each as ${KINDS.float}, ${KINDS.int} or ${KINDS.choice}.`;

function wayOut(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `Leave it out. ${SHAPES}`;
  if (issue.code === 'too_small' && issue.origin === 'array') return 'Give at least one value.';
  return issue.path.length > 1 ? 'Correct it there.' : SHAPES;
}

function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`;
    case 'too_small':
      return issue.origin === 'array' ? 'is empty' : `must be at least ${issue.minimum}, not ${shown(issue.input)}`;
    case 'too_big':
      return `is too large: at most ${issue.maximum}${issue.origin === 'array' ? ' values' : ''}`;
    case 'unrecognized_keys':
      return `has ${issue.keys.join(', ')}, which its kind does not know`;
    case 'invalid_union':
      if (issue.path.length > 2) return `must be a number, a text, true or false, not ${shown(issue.input)}`;
      return `must be float, int or choice, not ${shown(kindOf(issue.input))}`;
    case 'invalid_key':
      return 'has a name that is empty or longer than 120 characters';
    default:
      return `is not right: ${issue.message}`;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  ...{ int: 'a whole number', number: 'a finite number', string: 'a text', boolean: 'true or false' },
  ...{ array: 'a list', object: 'an object' },
};

function kindOf(dimension: unknown): unknown {
  return typeof dimension === 'object' && dimension !== null && 'kind' in dimension ? dimension.kind : dimension;
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value); // JSON has no NaN
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
