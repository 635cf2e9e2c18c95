/** Mistakes in the loops over examples, rows, columns and channels. */
import type { Mistaken } from '../twin.ts';

/** A position in the output, or the number of positions along each axis. */
export interface Place {
  readonly i: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
}

export interface LoopSteps {
  /** The example whose picture is used for the output of example i. */
  example(i: number, m: number): number;
  /** Whether the loops reach this position; otherwise it stays 0. */
  visited(place: Place, last: Place): boolean;
}

export const rightLoops: LoopSteps = { example: (i) => i, visited: () => true };

export const loopMistakes: readonly Mistaken<LoopSteps>[] = [
  {
    id: 'first-example-for-all',
    text: 'Every example gets the numbers of the first: the picture is indexed by 0 instead of i.',
    steps: { example: () => 0 },
    common: true,
  },
  {
    id: 'last-example-for-all',
    text: 'Every example gets the numbers of the last: the picture is indexed by -1 instead of i.',
    steps: { example: (_, m) => m - 1 },
  },
  {
    id: 'first-example-only',
    text: 'Only the first example is computed, and the rest is 0: loop over all m, and return after the loops.',
    steps: { visited: ({ i }) => i === 0 },
  },
  {
    id: 'last-row-missing',
    text: 'The last row stays 0: the loop over h ends at n_H - 1. range(n_H) has the right end.',
    steps: { visited: ({ h }, last) => h < last.h },
  },
  {
    id: 'last-column-missing',
    text: 'The last column stays 0: the loop over w ends at n_W - 1. range(n_W) has the right end.',
    steps: { visited: ({ w }, last) => w < last.w },
  },
  {
    id: 'last-channel-missing',
    text: 'The last channel stays 0: the loop over c ends at n_C - 1. range(n_C) has the right end.',
    steps: { visited: ({ c }, last) => c < last.c },
  },
  {
    id: 'first-channel-only',
    text: 'Only channel 0 is computed, and the rest is 0: loop over all c.',
    steps: { visited: ({ c }) => c === 0 },
  },
];
