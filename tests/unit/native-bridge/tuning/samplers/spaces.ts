/** Spaces and histories for the tests of several samplers. */
import { type Observed, parseSpace, type Space, type Values } from '../../../../../native-bridge/tuning/index.ts';

/** One dimension of every kind, two of them conditional. */
export const MIXED = parseSpace({
  rate: { kind: 'float', low: 1e-4, high: 1, log: true },
  optimizer: { kind: 'choice', choices: ['adam', 'sgd', 'rms'] },
  momentum: { kind: 'float', low: 0, high: 0.99, when: { name: 'optimizer', values: ['sgd'] } },
  nesterov: { kind: 'choice', choices: [true, false], when: { name: 'optimizer', values: ['sgd'] } },
  layers: { kind: 'int', low: 1, high: 6 },
  units: { kind: 'int', low: 4, high: 256, log: true },
  batch: { kind: 'int', low: 16, high: 128, step: 16 },
});

export function cube(dimensions: number): Space {
  return parseSpace(
    Object.fromEntries(Array.from({ length: dimensions }, (_, i) => [`x${i}`, { kind: 'float', low: 0, high: 1 }])),
  );
}

export function complete(number: number, values: Values, ...scores: number[]): Observed {
  return { number, values, state: 'complete', scores, epochs: 1 };
}
