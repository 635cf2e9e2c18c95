import type { Network } from '../../../../native-bridge/convnet/network.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import type { AnyParameters } from '../../../../native-bridge/reference/network.ts';
import { exponentialsOf, softmax } from '../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../native-bridge/reference/trace.ts';
import { rgbTensor } from '../picture/tensors.ts';
import type { Job } from '../worker/job.ts';

export interface TraceInput {
  /** What the answer belongs to: the model, and the picture without its changes. */
  readonly subject: string;
  readonly network: Network;
  readonly parameters: AnyParameters;
  /** (64,64,3) RGB as the net sees it. */
  readonly pixels: Uint8Array;
  /** The picture without its changes, where its answer is wanted too. */
  readonly unchanged: Uint8Array | null;
}

export interface TraceOutput {
  readonly subject: string;
  /** (1, ...): level 0 is the picture, then what leaves each layer. */
  readonly levels: readonly Tensor[];
  /** e^(z - the largest z) of each class, and their sum. */
  readonly exponentials: Float64Array;
  readonly sum: number;
  readonly probabilities: Float64Array;
  /** Logits of the picture without its changes, where they were asked for. */
  readonly unchanged: Float64Array | null;
}

/** One picture through one net, everything kept; a second picture's answer in passing. */
export const traceNet: Job<TraceInput, null, TraceOutput> = function* ({ unchanged, ...asked }) {
  const { input, outputs, logits } = traceForward(asked.network, asked.parameters, rgbTensor(asked.pixels));
  const { exponentials, sum } = exponentialsOf(logits.data);
  const { data: probabilities } = softmax(logits);
  const answer = { subject: asked.subject, levels: [input, ...outputs], exponentials, sum, probabilities };
  if (!unchanged) return { ...answer, unchanged: null };
  yield null;
  return { ...answer, unchanged: traceForward(asked.network, asked.parameters, rgbTensor(unchanged)).logits.data };
};
