import type { KeptParameters } from '../../../../main/ipc/schemas/run.ts';
import type { Network } from '../../../../native-bridge/convnet/network.ts';
import type { AnyParameters } from '../../../../native-bridge/reference/network.ts';
import type { StepSettings } from '../../../../native-bridge/reference/optimizer.ts';
import type { Client } from '../../../lib/client.svelte.ts';
import { floats } from '../model/chosen-model.svelte.ts';
import type { Minimised } from './compute/batch-gradients.ts';

/** A kept epoch as this station computes with it. */
export interface KeptNet {
  /** `3/12`: run 3 after 12 epochs. */
  readonly key: string;
  readonly epoch: number;
  readonly network: Network;
  readonly parameters: AnyParameters;
  /** `m/W1`, `v/W1` ... or `u/W1` ... */
  readonly slots: AnyParameters;
  readonly optimizer: Omit<KeptParameters['optimizer'], 'slots'>;
  readonly nextBatch: KeptParameters['nextBatch'];
  /** Bytes of parameters and slots. */
  readonly bytes: number;
}

export async function openKept(client: Client, run: number, epoch: number): Promise<KeptNet> {
  const { network, tensors, optimizer, nextBatch } = await client.request('runs.keptParameters', { run, epoch });
  const { slots, ...rest } = optimizer;
  return {
    ...{ key: `${run}/${epoch}`, epoch, network, nextBatch, optimizer: rest },
    parameters: named(tensors),
    slots: named(slots),
    bytes: [...tensors, ...slots].reduce((sum, { data }) => sum + data.byteLength, 0),
  };
}

function named(tensors: KeptParameters['tensors']): AnyParameters {
  return Object.fromEntries(tensors.map(({ name, shape, data }) => [name, { shape, data: floats(data) }]));
}

export function stepSettings({ optimizer }: KeptNet): StepSettings {
  const { settings: rule, learningRate, steps, clipNorm } = optimizer;
  return { rule, learningRate, steps, clipNorm };
}

export function minimised({ optimizer }: KeptNet): Minimised {
  const { objective, seed, steps } = optimizer;
  return { objective, seed, steps };
}
