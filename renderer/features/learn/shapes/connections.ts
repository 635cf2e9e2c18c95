/** A layer in one dimension for drawing: which inputs an output is connected to, and by which weight. */
export interface Connection {
  readonly input: number;
  readonly output: number;
  /** Weights with the same number are the same weight. */
  readonly weight: number;
}

export const INPUTS = 9;
export const WINDOW = 3;
export const OUTPUTS = INPUTS - WINDOW + 1;

export function connections(kind: 'dense' | 'conv'): Connection[] {
  return Array.from({ length: OUTPUTS }, (_, output) =>
    Array.from({ length: kind === 'dense' ? INPUTS : WINDOW }, (_, at) =>
      kind === 'dense'
        ? { input: at, output, weight: output * INPUTS + at }
        : { input: output + at, output, weight: at },
    ),
  ).flat();
}
