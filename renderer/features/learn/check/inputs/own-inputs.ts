/** Custom inputs: which arrays and numbers a function needs, and which of them are given. */

import type { ReadArray } from '../../../../../native-bridge/learn/read/index.ts';
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import { COURSE_FUNCTIONS, editionInputs, type FunctionName } from '../course.ts';
import { tensorInputs } from './snippet.ts';

/** Typed whole numbers, with their minimum. */
const NUMBERS: Partial<Readonly<Record<FunctionName, Readonly<Record<string, number>>>>> = {
  zero_pad: { pad: 0 },
  conv_forward: { stride: 1, pad: 0 },
  conv_backward: { stride: 1, pad: 0 },
  pool_forward: { f: 1, stride: 1 },
  pool_backward: { f: 1, stride: 1 },
  distribute_value: { n_H: 1, n_W: 1 },
};

export interface NeededNumber {
  readonly name: string;
  readonly least: number;
}

export const neededNumbers = (name: FunctionName): NeededNumber[] =>
  Object.entries(NUMBERS[name] ?? {}).map(([key, least]) => ({ name: key, least }));

export const neededArrays = (name: FunctionName): string[] =>
  tensorInputs(editionInputs(name, '2018')).map(([argument]) => argument);

export const needsMode = (name: FunctionName): boolean => name === 'pool_forward' || name === 'pool_backward';
/** `dz` is not an array and may be any number. */
export const needsValue = (name: FunctionName): boolean => name === 'distribute_value';

/** The arrays that are inputs of the function, by name. */
export function inputsAmong(name: FunctionName, arrays: readonly ReadArray[]): Record<string, Tensor> {
  const found = neededArrays(name).flatMap((argument): [string, Tensor][] => {
    const array = arrays.findLast((one) => one.name === argument);
    return array ? [[argument, array.tensor]] : [];
  });
  return Object.fromEntries(found);
}

/** In the form that the check takes. */
export function ownInputs(
  name: FunctionName,
  arrays: Readonly<Record<string, Tensor>>,
  numbers: Readonly<Record<string, number>>,
  mode: string,
): Readonly<Record<string, unknown>> {
  if (name === 'distribute_value') return { dz: numbers.dz, shape: [numbers.n_H, numbers.n_W] };
  if (name === 'zero_pad') return { ...arrays, pad: numbers.pad };
  const hparameters = neededNumbers(name).length > 0 ? { hparameters: numbers } : {};
  return { ...arrays, ...hparameters, ...(needsMode(name) && { mode }) };
}

/** The argument, in the course's words. */
export function axesOf(name: FunctionName, argument: string): string {
  return COURSE_FUNCTIONS.find((one) => one.name === name)!.arguments.find((one) => one.name === argument)?.shape ?? '';
}
