/** The inputs of a learner who works in float32: every tensor is rounded, plain numbers are unchanged. */
import type { Tensor } from '../../reference/tensor.ts';

export function singleInputs<Inputs extends object>(inputs: Inputs): Inputs {
  const entries = Object.entries(inputs).map(([name, value]) => [name, isTensor(value) ? rounded(value) : value]);
  return Object.fromEntries(entries) as Inputs;
}

const isTensor = (value: unknown): value is Tensor => typeof value === 'object' && value !== null && 'data' in value;

const rounded = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map(Math.fround) });
