import { dropoutMask } from '../../../../../native-bridge/convnet/dropout.ts';
import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import {
  type AnyParameters,
  type ReferenceOptions,
  referenceLossAndGradients,
} from '../../../../../native-bridge/reference/network.ts';

/** Pictures of a dataset as a mini-batch. */
export interface Batch {
  /** (m,64,64,3) RGB bytes. */
  readonly images: Uint8Array;
  /** (m) class indices. */
  readonly labels: Int32Array;
}

/** A run's loss function, and its dropout masks. */
export interface Minimised {
  readonly objective: { readonly labelSmoothing: number; readonly l2: number };
  readonly seed: number;
  /** Optimizer steps taken so far. */
  readonly steps: number;
}

/** The reference's options for a run's own training step. */
export function trainingOptions({ objective, seed, steps }: Minimised): ReferenceOptions {
  return { objective, mask: (layer, count, rate) => dropoutMask(seed, steps, layer, count, rate) };
}

export interface BatchGradients {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Tensor>>;
}

/** Pictures between two checks for a stop, where a net takes them one by one. */
const SOME = 8;

/**
 * The loss of a mini-batch and its gradients. Where pictures are independent, the mean is accumulated over chunks, so
 * that it can be stopped; batch norms and dropout masks need the whole mini-batch.
 */
export function* batchGradients(
  network: Network,
  parameters: AnyParameters,
  { images, labels }: Batch,
  minimised: Minimised,
): Generator<null, BatchGradients> {
  const options = trainingOptions(minimised);
  const whole = network.layers.some(({ kind }) => kind === 'batchNorm' || kind === 'dropout');
  const size = whole ? labels.length : SOME;
  let loss = 0;
  const gradients: Record<string, Tensor> = {};
  for (let from = 0; from < labels.length; from += size) {
    const indices = Int32Array.from({ length: Math.min(size, labels.length - from) }, (_, i) => from + i);
    const some = referenceLossAndGradients(network, parameters, images, labels, indices, options);
    const share = indices.length / labels.length;
    loss += share * some.loss;
    for (const [name, { shape, data }] of Object.entries(some.gradients)) {
      gradients[name] ??= { shape, data: new Float64Array(data.length) };
      const sum = gradients[name].data;
      for (let i = 0; i < data.length; i++) sum[i]! += share * data[i]!;
    }
    yield null;
  }
  return { loss, gradients };
}
