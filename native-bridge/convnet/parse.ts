/** Turns any value (a JSON file, a message) into a valid network, or says in one sentence why it is not one. */
import type { z } from 'zod';
import { Layer, Network, NetworkError } from './network.ts';
import { inferShapes } from './shapes.ts';

/**
 * @returns the network with its defaults filled in
 * @throws NetworkError naming the place of every problem (`layers[2].kernel`) in plain words.
 */
export function parseNetwork(value: unknown): Network {
  const parsed = Network.safeParse(value, { reportInput: true });
  if (!parsed.success) throw asNetworkError(parsed.error.issues);
  inferShapes(parsed.data);
  return parsed.data;
}

function asNetworkError(issues: readonly z.core.$ZodIssue[]): NetworkError {
  const [root, index] = issues[0]!.path;
  return new NetworkError(
    issues.map((issue) => `${placeOf(issue.path)} ${inWords(issue)}`).join('; '),
    'Correct what is named there.',
    root === 'layers' && typeof index === 'number' ? index : -1,
  );
}

/** ['layers', 2, 'kernel'] -> `layers[2].kernel` */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the network';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');
}

function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`;
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unit(issue.origin)}, not ${measured(issue.input)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue.origin)}, not ${measured(issue.input)}`;
    case 'unrecognized_keys':
      return `has ${issue.keys.join(', ')}, which is not known there`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}, not ${shown(issue.input)}`;
    case 'invalid_union':
      return `must be one of ${LAYER_KINDS.join(', ')}, not ${shown(kindOf(issue.input))}`;
    default:
      return `is not right: ${issue.message}`;
  }
}

const LAYER_KINDS = Layer.options.map(({ shape }) => shape.kind.value);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  ...{ int: 'a whole number', number: 'a number', string: 'a text', boolean: 'true or false' },
  ...{ array: 'a list', tuple: 'a list of height, width and channels', object: 'an object' },
};

function unit(origin: string): string {
  return origin === 'array' ? ' long' : origin === 'string' ? ' characters' : '';
}

/** The value that was compared with a limit: the number itself, or the length of a text or list. */
function measured(input: unknown): string {
  return typeof input === 'string' || Array.isArray(input) ? String(input.length) : shown(input);
}

function kindOf(layer: unknown): unknown {
  return typeof layer === 'object' && layer !== null && 'kind' in layer ? layer.kind : layer;
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value); // JSON has no NaN
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
