/** A trained net and the picture being explained: the input of every explanation. */
import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import { type Tensor, zeros } from '../../../../../native-bridge/reference/index.ts';
import type { AnyParameters } from '../../../../../native-bridge/reference/passes.ts';
import { softmax } from '../../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../../native-bridge/reference/trace.ts';

/** Height and width, and channels of Learn's pictures. */
export const SIDE = 64;
export const CHANNELS = 3;

export interface Subject {
  readonly network: Network;
  readonly parameters: AnyParameters;
  /** (64,64,3) RGB */
  readonly pixels: Uint8Array;
}

/** (64,64,3) bytes as the net gets them: (1,64,64,3) in [0,1]. */
export function asInput(pixels: Uint8Array): Tensor {
  return { shape: [1, SIDE, SIDE, CHANNELS], data: Float64Array.from(pixels, (byte) => byte / 255) };
}

/** 1 for that class, 0 for the others, (1, classes): the gradient of its score with respect to the logits. */
export function oneHot(classes: number, of: number): Tensor {
  const one = zeros([1, classes]);
  one.data[of] = 1;
  return one;
}

/** Index of the largest number, the first among equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
  return best;
}

export interface Answer {
  /** (classes), before the softmax: the scores. */
  readonly logits: Float64Array;
  /** (classes) */
  readonly probabilities: Float64Array;
}

/** The net's answer to the picture, as a worker job. */
// biome-ignore lint/correctness/useYield: one forward pass, with no intermediate result.
export function* answerOf({ network, parameters, pixels }: Subject): Generator<never, Answer> {
  const { logits } = traceForward(network, parameters, asInput(pixels));
  return { logits: logits.data, probabilities: softmax(logits).data };
}
