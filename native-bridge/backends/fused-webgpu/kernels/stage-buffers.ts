/** The buffers that one stage of the plan reads and writes. */
import type { BufferName } from './kernel.ts';

export interface StageBuffers {
  /** (rows, in) and (rows, out): input and output, kept from the forward pass for the backward pass. */
  readonly input: BufferName;
  readonly output: BufferName;
  readonly inputGradient: BufferName;
  readonly outputGradient: BufferName;
  /** (rows, out) u32: the position of the maximum in its window. */
  readonly places: BufferName;
  /** (2, channels): a batch norm's mean and 1 / sqrt(variance + epsilon). */
  readonly statistics: BufferName;
}
