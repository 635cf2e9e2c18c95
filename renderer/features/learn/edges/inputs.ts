import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { t } from './messages/index.ts';

/** What the filter slides over: one of the course's 6 x 6 examples, or the chosen picture. */
export const INPUTS = ['half', 'mirror', 'numbers', 'picture'] as const;
export type InputName = (typeof INPUTS)[number];

export const INPUT_TITLES: Readonly<Record<InputName, () => string>> = {
  half: t.half,
  mirror: t.mirror,
  numbers: t.numbers,
  picture: t.picture,
};

export function readInput(text: string | null): InputName {
  return INPUTS.find((name) => name === text) ?? 'half';
}

const rows = (row: readonly number[]) => Array.from({ length: 6 }, () => row).flat();

/** (1,6,6,1), as the course's lecture writes them. */
export const EXAMPLES: Readonly<Record<Exclude<InputName, 'picture'>, Tensor>> = {
  half: tensor([1, 6, 6, 1], rows([10, 10, 10, 0, 0, 0])),
  mirror: tensor([1, 6, 6, 1], rows([0, 0, 0, 10, 10, 10])),
  numbers: tensor(
    [1, 6, 6, 1],
    [
      [3, 0, 1, 2, 7, 4],
      [1, 5, 8, 9, 3, 1],
      [2, 7, 2, 5, 1, 3],
      [0, 1, 3, 1, 7, 8],
      [4, 2, 1, 6, 2, 8],
      [2, 4, 5, 2, 3, 9],
    ].flat(),
  ),
};
