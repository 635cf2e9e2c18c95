/**
 * The files of kept epochs: `run.json` holds what they have in common, `000012.safetensors` the parameters after 12
 * epochs and, as `optimizer/m/W1` ..., the optimizer's state.
 */
import { z } from 'zod';
import type { OptimizerState } from '../backends/backend.ts';
import { Network } from '../convnet/network.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { Hyperparameters } from './hyperparameters.ts';
import { decodeTensors, encodeTensors, prefixed, withPrefix } from './safetensors.ts';

export const KEPT_RUN = 'run.json';
const SLOT = 'optimizer/';
const STEPS = 'signs-lab.steps';

/** Everything except the tensors: the same for all kept epochs of a run. */
export const KeptRun = z.strictObject({
  format: z.literal(1),
  network: Network,
  hyperparameters: Hyperparameters,
  /** The mini-batch seed S; epoch e shuffles with S + 1 + e. */
  seed: z.int().min(0),
  /** Of the whole run: a cosine schedule falls over them. */
  epochs: z.int().min(1),
  /** Number of training pictures. */
  count: z.int().min(1),
  /** Their indices in the dataset's pixel file, in the run's order; null if the data is not a dataset of the lab. */
  pictures: z.array(z.int().min(0)).nullable(),
});
export type KeptRun = z.infer<typeof KeptRun>;

export interface KeptEpoch {
  readonly parameters: Parameters;
  /** Steps taken so far, and the state that the next one needs. */
  readonly optimizer: OptimizerState;
}

/** @param after number of whole epochs before it */
export function keptName(after: number): string {
  return `${String(after).padStart(6, '0')}.safetensors`;
}

/** The inverse of `keptName`; null for any other file. */
export function keptAfter(name: string): number | null {
  const found = /^(\d{6,})\.safetensors$/.exec(name);
  return found ? Number(found[1]) : null;
}

export function encodeKept({ parameters, optimizer }: KeptEpoch): Uint8Array {
  const tensors = { ...parameters, ...prefixed(SLOT, optimizer.slots) };
  return encodeTensors({ tensors, metadata: { [STEPS]: String(optimizer.steps) } });
}

/** @throws Error with the reason if the bytes are not such a file. */
export function decodeKept(bytes: Uint8Array): KeptEpoch {
  const { tensors, metadata } = decodeTensors(bytes);
  const steps = z.coerce.number().int().min(0).parse(metadata[STEPS]);
  const parameters = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith(SLOT)));
  return { parameters, optimizer: { steps, slots: withPrefix(SLOT, tensors) } };
}
