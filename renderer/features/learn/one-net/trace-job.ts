import type { Network } from '../../../../native-bridge/convnet/network.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import type { AnyParameters } from '../../../../native-bridge/reference/network.ts';
import { exponentialsOf, softmax } from '../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../native-bridge/reference/trace.ts';
import { rgbTensor } from '../picture/tensors.ts';
import type { Job } from '../worker/job.ts';

export interface TraceInput {
  /** Model and unedited picture: what `original` belongs to. */
  readonly subject: string;
  readonly model: number;
  readonly network: Network;
  readonly parameters: AnyParameters;
  /** (64,64,3) RGB as the net sees it. */
  readonly pixels: Uint8Array;
  /** The unedited picture: `same` as `pixels`, or not requested. */
  readonly original: Uint8Array | 'same' | null;
}

export interface TraceOutput {
  readonly subject: string;
  readonly model: number;
  /** (1, ...): level 0 is the picture, then each layer's output. */
  readonly levels: readonly Tensor[];
  /** e^(z - max z) of each class, and their sum. */
  readonly exponentials: Float64Array;
  readonly sum: number;
  readonly probabilities: Float64Array;
  /** Logits of the unedited picture, where requested. */
  readonly original: Float64Array | null;
}

/** One picture through one net, keeping everything; on request also the logits of a second picture. */
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
