/** The channel for camera frames to the recognition host and back: separate from the contract, one frame at a time. */
import type { FrameAnswer } from '../../main/ipc/schemas/live.ts';

export interface FrameLine {
  /**
   * (64,64,3) RGB for one or two models. Rejects with a LabError where the connection breaks; the next request
   * reconnects.
   * @param whole the whole frame, (80,96,3) RGB, in which the hand is searched; then there may be no model
   */
  ask(models: readonly number[], pixels: Uint8Array, whole?: Uint8Array): Promise<FrameAnswer>;
  close(): void;
}
