/** The buffers between which one stage of the plan stands. */
import type { BufferName } from './kernel.ts';

export interface StageBuffers {
  /** (rows, in) and (rows, out): what enters and what leaves, kept from the forward pass for the backward pass. */
  readonly input: BufferName;
  readonly output: BufferName;
  readonly inputGradient: BufferName;
  readonly outputGradient: BufferName;
  /** (rows, out) u32: which position of its window was the maximum. */
  readonly places: BufferName;
  /** (2, channels): a batch norm's mean and 1 / sqrt(variance + epsilon). */
  readonly statistics: BufferName;
}
