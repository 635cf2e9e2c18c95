import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../../../native-bridge/convnet/parameters.ts';
import { referenceLoss } from '../../../../../native-bridge/reference/loss.ts';
import { directionTo } from '../../../../../native-bridge/reference/loss-slice.ts';
import type { AnyParameters } from '../../../../../native-bridge/reference/network.ts';
import {
  normOf,
  optimizerStep,
  type StepSettings,
  type TakenStep,
} from '../../../../../native-bridge/reference/optimizer.ts';
import { type Batch, batchGradients, type Minimised, trainingOptions } from './batch-gradients.ts';
import { type DeadUnits, deadUnits } from './dead-units.ts';

export interface StepInput {
  /** Identifies the request that the answer belongs to. */
  readonly of: string;
  readonly network: Network;
  readonly parameters: AnyParameters;
  readonly slots: AnyParameters;
  readonly batch: Batch;
  readonly minimised: Minimised;
  readonly settings: StepSettings;
}

/** Euclidean norms for one parameter tensor. */
export interface Norms {
  readonly name: string;
  readonly gradient: number;
  readonly weights: number;
  /** Norm of the step's update. */
  readonly step: number;
}

export interface StepOutput {
  readonly of: string;
  readonly loss: number;
  /** On the same mini-batch, after the step. */
  readonly lossAfter: number;
  /** Before clipping, by name. */
  readonly gradients: Readonly<Record<string, { readonly data: Float64Array }>>;
  readonly taken: TakenStep;
  readonly norms: readonly Norms[];
  readonly dead: readonly DeadUnits[];
}

/** One optimizer step on one mini-batch, with all intermediate values. */
export function* stepOf(input: StepInput): Generator<null, StepOutput> {
  const { network, parameters, slots, batch, minimised, settings } = input;
  const { loss, gradients } = yield* batchGradients(network, parameters, batch, minimised);
  const taken = optimizerStep(network, parameters, gradients, slots, settings);
  yield null;
  const { images, labels } = batch;
  const lossAfter = referenceLoss(network, taken.parameters, images, labels, trainingOptions(minimised));
  yield null;
  const dead = yield* deadUnits(network, parameters, batch);
  const steps = directionTo(network, parameters, taken.parameters);
  const trained = parameterSpecs(network).filter((spec) => spec.trained);
  const norms = trained.map(({ name, shape }) => ({
    name,
    gradient: normOf({ all: gradients[name]! }),
    weights: normOf({ all: { shape, data: Float64Array.from(parameters[name]!.data) } }),
    step: normOf({ all: steps[name]! }),
  }));
  return { of: input.of, loss, lossAfter, gradients, taken, norms, dead };
}
