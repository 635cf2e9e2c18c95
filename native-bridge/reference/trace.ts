/** A network looked into: what leaves every layer, and the gradient from any layer down to the pictures. */
import type { Network } from '../convnet/network.ts';
import { type AnyParameters, type BackwardPasses, backwardPasses, float64Parameters, forwardPasses } from './passes.ts';
import type { Ties } from './pool.ts';
import { requireShape, ShapeError, type Tensor } from './tensor.ts';

export interface Trace {
  /** (m,H,W,C), what entered the first layer. */
  readonly input: Tensor;
  /** (m, ...) what leaves each layer, in the order of `network.layers`. */
  readonly outputs: readonly Tensor[];
  /** (m, classes), the last of `outputs`. */
  readonly logits: Tensor;
  /**
   * The chain rule from the gradient of some number by the output of a layer, down to the pictures.
   * @param dOutput in the shape of that layer's output
   * @param layer its index in `network.layers`; the last one by default, so that `dOutput` is by the logits
   * @throws ShapeError where there is no such layer or its output has another shape.
   */
  backward(dOutput: Tensor, layer?: number): BackwardPasses;
}

export interface TraceOptions {
  /** As in `referenceForward`: the 'first' of equal maxima by default. */
  readonly ties?: Ties;
}

/**
 * The forward pass of inference (running statistics, no dropout) with everything that it computes on the way.
 * @param input (m,H,W,C) in [0, 1]
 * @throws NetworkError where the network cannot be.
 * @throws ShapeError where parameters or pictures are not the network's.
 */
export function traceForward(
  network: Network,
  parameters: AnyParameters,
  input: Tensor,
  options: TraceOptions = {},
): Trace {
  const wide = float64Parameters(network, parameters);
  requireShape('traceForward', 'input', input, [input.shape[0] ?? 1, ...network.input], `the network ${network.name}`);
  const passes = forwardPasses(network, wide, input, options);
  const outputs = passes.map(({ output }) => output);
  return {
    input,
    outputs,
    logits: outputs.at(-1)!,
    backward(dOutput, layer = passes.length - 1) {
      const pass = passes[layer];
      if (!pass) {
        throw new ShapeError(
          `traceForward: there is no layer ${layer}, the network ${network.name} has ${passes.length}`,
          `Name a layer from 0 to ${passes.length - 1}.`,
        );
      }
      requireShape('traceForward', 'dOutput', dOutput, pass.output.shape, `the output of layer ${layer}`);
      return backwardPasses(network, passes.slice(0, layer + 1), dOutput);
    },
  };
}
