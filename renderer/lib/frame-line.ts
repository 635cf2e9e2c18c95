/** The way of a camera's frames to the recognition host and back: beside the contract, one at a time. */
import type { FrameAnswer } from '../../main/ipc/schemas/live.ts';

export interface FrameLine {
  /**
   * (64,64,3) RGB for one or two models. Rejects with a LabError where the line breaks; the next question mends it.
   * @param whole the whole frame, (80,96,3) RGB, in which the hand is looked for; then there may be no model
   */
  ask(models: readonly number[], pixels: Uint8Array, whole?: Uint8Array): Promise<FrameAnswer>;
  close(): void;
}
