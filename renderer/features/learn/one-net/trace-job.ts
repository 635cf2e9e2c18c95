import type { Network } from '../../../../native-bridge/convnet/network.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import type { AnyParameters } from '../../../../native-bridge/reference/network.ts';
import { exponentialsOf, softmax } from '../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../native-bridge/reference/trace.ts';
import { rgbTensor } from '../picture/tensors.ts';
import type { Job } from '../worker/job.ts';

export interface TraceInput {
  /** Model and picture without its changes: what `original` is of. */
  readonly subject: string;
  readonly model: number;
  readonly network: Network;
  readonly parameters: AnyParameters;
  /** (64,64,3) RGB as the net sees it. */
  readonly pixels: Uint8Array;
  /** The picture without its changes: `same` as `pixels`, or not wanted. */
  readonly original: Uint8Array | 'same' | null;
}

export interface TraceOutput {
  readonly subject: string;
  readonly model: number;
  /** (1, ...): level 0 is the picture, then what leaves each layer. */
  readonly levels: readonly Tensor[];
  /** e^(z - the largest z) of each class, and their sum. */
  readonly exponentials: Float64Array;
  readonly sum: number;
  readonly probabilities: Float64Array;
  /** Logits of the picture without its changes, where they were asked for. */
  readonly original: Float64Array | null;
}

/** One picture through one net, everything kept; a second picture's logits where they are asked for. */
export const traceNet: Job<TraceInput, null, TraceOutput> = function* (asked) {
  const { subject, model, network, parameters, original } = asked;
  const { input, outputs, logits } = traceForward(network, parameters, rgbTensor(asked.pixels));
  const { exponentials, sum } = exponentialsOf(logits.data);
  const { data: probabilities } = softmax(logits);
  const answer = { subject, model, levels: [input, ...outputs], exponentials, sum, probabilities };
  if (original === null) return { ...answer, original };
  if (original === 'same') return { ...answer, original: logits.data };
  yield null;
  return { ...answer, original: traceForward(network, parameters, rgbTensor(original)).logits.data };
};
