/**
 * Lines and marks that all charts of a page together draw in one frame: the rest waits for the next frames. A count,
 * not a time: canvases are rasterised after the script, where it cannot be timed (measured: README).
 */
const MOST_A_FRAME = 4000;

let frame = -1;
let left = 0;

/** The remaining budget in the frame of that time; may be below 0. @param now as passed to an animation frame's callback */
export function leftIn(now: number): number {
  if (now !== frame) {
    frame = now;
    left = MOST_A_FRAME;
  }
  return left;
}

export function spend(now: number, drawn: number): void {
  left = leftIn(now) - drawn;
}
