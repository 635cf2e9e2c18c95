/** In [-0.5, 0.5), the same for a trial each time: multiples of the golden ratio fill a range evenly. */
export const scatter = (number: number): number => ((number * 0.6180339887) % 1) - 0.5;
