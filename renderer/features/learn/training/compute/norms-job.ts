import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import type { AnyParameters } from '../../../../../native-bridge/reference/network.ts';
import { normOf } from '../../../../../native-bridge/reference/optimizer.ts';
import { type Batch, batchGradients, type Minimised } from './batch-gradients.ts';
import { type DeadUnits, deadUnits } from './dead-units.ts';

export interface NormsInput {
  readonly of: string;
  readonly network: Network;
  readonly parameters: AnyParameters;
  readonly batch: Batch;
  readonly minimised: Minimised;
}

export interface NormsOutput {
  readonly of: string;
  readonly loss: number;
  /** Norm of the gradient of every trained parameter, by name. */
  readonly norms: Readonly<Record<string, number>>;
  readonly dead: readonly DeadUnits[];
}

/** Gradient norms of all parameters at one epoch, and the dead units: one point of the curves over all epochs. */
export function* normsOf({ of, network, parameters, batch, minimised }: NormsInput): Generator<null, NormsOutput> {
  const { loss, gradients } = yield* batchGradients(network, parameters, batch, minimised);
  const dead = yield* deadUnits(network, parameters, batch);
  const norms = Object.entries(gradients).map(([name, gradient]) => [name, normOf({ all: gradient })] as const);
  return { of, loss, norms: Object.fromEntries(norms), dead };
}
