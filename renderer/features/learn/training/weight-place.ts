import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { sizeOf } from '../../../../native-bridge/convnet/tensor.ts';

/** One weight of a net: a trained parameter and the index of the number in it, in C order. */
export interface WeightPlace {
  readonly name: string;
  readonly index: number;
}

/** The parameters that training changes, in the order of the layers. */
export function trainedSpecs(network: Network): ParameterSpec[] {
  return parameterSpecs(network).filter(({ trained }) => trained);
}

/** Parses `W1/17` of an address; the first weight of the net where it is not valid for this net. */
export function readWeight(text: string | null, network: Network): WeightPlace {
  const specs = trainedSpecs(network);
  const found = /^([A-Za-z]+\d+)\/(\d+)$/.exec(text ?? '');
  const spec = specs.find(({ name }) => name === found?.[1]);
  const index = Number(found?.[2]);
  if (spec && index < sizeOf(spec.shape)) return { name: spec.name, index };
  return { name: specs[0]?.name ?? '', index: 0 };
}

export function weightText({ name, index }: WeightPlace): string {
  return `${name}/${index}`;
}

/** The indices along every axis: (row, column, channel, filter) of a convolution's kernel. */
export function axesOf(index: number, shape: readonly number[]): number[] {
  const places: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return places;
}

/** The inverse of `axesOf`. */
export function indexOf(places: readonly number[], shape: readonly number[]): number {
  return places.reduce((sum, place, axis) => sum * shape[axis]! + place, 0);
}

/** `W1[0, 2, 1, 7]` */
export function weightName({ name, index }: WeightPlace, shape: readonly number[]): string {
  return `${name}[${axesOf(index, shape).join(', ')}]`;
}
