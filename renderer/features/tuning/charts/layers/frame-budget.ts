/**
 * Lines and marks that all charts of a page draw in one frame, together: the rest waits for the next frames. A number,
 * not a time: canvases are rasterised after the script, where it cannot be timed (measured: README).
 */
const MOST_A_FRAME = 4000;

let frame = -1;
let left = 0;

/** What is left in the frame of that time; may be below 0. @param now as the callback of an animation frame has it */
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
