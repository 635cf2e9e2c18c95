/**
 * The files of kept epochs: `run.json` says what they have in common, `000012.safetensors` holds the parameters after 12
 * epochs and, as `optimizer/m/W1` ..., what the optimizer keeps between two steps.
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

/** Everything but the tensors: the same for all kept epochs of a run. */
export const KeptRun = z.strictObject({
  format: z.literal(1),
  network: Network,
  hyperparameters: Hyperparameters,
  /** The mini-batch seed S; epoch e shuffles with S + 1 + e. */
  seed: z.int().min(0),
  /** Of the whole run: a cosine falls over them. */
  epochs: z.int().min(1),
  /** How many pictures it trains on. */
  count: z.int().min(1),
  /** Their places in the dataset's pixel file, in the run's order; null where the data are not a dataset of the lab. */
  pictures: z.array(z.int().min(0)).nullable(),
});
export type KeptRun = z.infer<typeof KeptRun>;

export interface KeptEpoch {
  readonly parameters: Parameters;
  /** Steps taken so far, and what the next one needs of them. */
  readonly optimizer: OptimizerState;
}

/** @param after whole epochs before it */
export function keptName(after: number): string {
  return `${String(after).padStart(6, '0')}.safetensors`;
}

/** The inverse of `keptName`; null for another file. */
export function keptAfter(name: string): number | null {
  const found = /^(\d{6,})\.safetensors$/.exec(name);
  return found ? Number(found[1]) : null;
}

export function encodeKept({ parameters, optimizer }: KeptEpoch): Uint8Array {
  const tensors = { ...parameters, ...prefixed(SLOT, optimizer.slots) };
  return encodeTensors({ tensors, metadata: { [STEPS]: String(optimizer.steps) } });
}

/** @throws Error with the reason where the bytes are not such a file. */
export function decodeKept(bytes: Uint8Array): KeptEpoch {
  const { tensors, metadata } = decodeTensors(bytes);
  const steps = z.coerce.number().int().min(0).parse(metadata[STEPS]);
  const parameters = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith(SLOT)));
  return { parameters, optimizer: { steps, slots: withPrefix(SLOT, tensors) } };
}
