/** The output of every layer of a network, and the gradient from any layer back to the pictures. */
import type { Network } from '../convnet/network.ts';
import { type AnyParameters, type BackwardPasses, backwardPasses, float64Parameters, forwardPasses } from './passes.ts';
import type { Ties } from './pool.ts';
import { requireShape, ShapeError, type Tensor } from './tensor.ts';

export interface Trace {
  /** (m,H,W,C), the input of the first layer. */
  readonly input: Tensor;
  /** (m, ...) the output of each layer, in the order of `network.layers`. */
  readonly outputs: readonly Tensor[];
  /** (m, classes), the last of `outputs`. */
  readonly logits: Tensor;
  /**
   * The backward pass from the gradient of a scalar with respect to a layer's output, back to the pictures.
   * @param dOutput in the shape of that layer's output
   * @param layer its index in `network.layers`; by default the last one, so `dOutput` is with respect to the logits
   * @throws ShapeError if there is no such layer or its output has a different shape.
   */
  backward(dOutput: Tensor, layer?: number): BackwardPasses;
}

export interface TraceOptions {
  /** As in `referenceForward`: by default the 'first' of equal maxima. */
  readonly ties?: Ties;
}

/**
 * The forward pass of inference (running statistics, no dropout) with all its intermediate results.
 * @param input (m,H,W,C) in [0, 1]
 * @throws NetworkError if the network is invalid.
 * @throws ShapeError if parameters or pictures do not match the network.
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
