/** Assigns the arrays that were read to outputs. */

import { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
import type { Tensor } from '../../reference/tensor.ts';
import type { ReadArray } from './arrays.ts';

/** The names that `np.savez` gives to unnamed arrays. */
const NUMBERED = /^arr_(\d+)$/;

/**
 * The arrays by the names of the outputs, without missing ones; other arrays (a cache) are ignored. Arrays are assigned
 * by name, the last of a name counting, or without names by order.
 * @param wanted names of the outputs, at least one
 * @param aliases other names of outputs, such as `OUTPUT_ALIASES`
 * @throws ReadError if no array can be assigned to any of them.
 */
export function outputsOf(
  arrays: readonly ReadArray[],
  wanted: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): Record<string, Tensor> {
  const named = byName(arrays, wanted, aliases);
  if (Object.keys(named).length > 0) return named;
  const inOrder = arrays.filter(({ name }) => name === null || NUMBERED.test(name));
  if (inOrder.length > wanted.length && inOrder.every(({ tensor }) => tensor.shape.length === 0)) {
    throw new ReadError(
      `There are ${inOrder.length} numbers without a bracket around them.`,
      'Copy the array from its first bracket to its last.',
    );
  }
  if (inOrder.length > 0) {
    return Object.fromEntries(wanted.slice(0, inOrder.length).map((name, at) => [name, inOrder[at]!.tensor]));
  }
  // One array and one output: the name of the file does not matter.
  if (arrays.length === 1 && wanted.length === 1) return { [wanted[0]!]: arrays[0]!.tensor };
  const found = arrays.length === 0 ? 'no array' : arrays.map(({ name }) => name).join(', ');
  throw new ReadError(
    `There is no ${wanted.join(' nor ')} in it, but ${found}.`,
    `Name what your function returns: np.savez(file, ${wanted.map((name) => `${name}=${name}`).join(', ')}).`,
  );
}

/** By the exact name, otherwise ignoring case and underscores, otherwise by the alias. */
function byName(
  arrays: readonly ReadArray[],
  wanted: readonly string[],
  aliases: Readonly<Record<string, string>>,
): Record<string, Tensor> {
  const plain = (name: string) => name.toLowerCase().replaceAll('_', '');
  const found = wanted.flatMap((name): [string, Tensor][] => {
    const array =
      arrays.findLast((one) => one.name === name) ??
      arrays.findLast((one) => one.name !== null && plain(one.name) === plain(name)) ??
      arrays.findLast((one) => one.name === aliases[name]);
    return array ? [[name, array.tensor]] : [];
  });
  return Object.fromEntries(found);
}
