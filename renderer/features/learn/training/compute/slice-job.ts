import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import { referenceLoss } from '../../../../../native-bridge/reference/loss.ts';
import { directionTo, moved, randomDirection } from '../../../../../native-bridge/reference/loss-slice.ts';
import type { AnyParameters } from '../../../../../native-bridge/reference/network.ts';
import { type Batch, type Minimised, trainingOptions } from './batch-gradients.ts';
import { amounts, coarseToFine } from './slice-order.ts';

export interface SliceInput {
  readonly of: string;
  readonly network: Network;
  readonly parameters: AnyParameters;
  readonly batch: Batch;
  readonly minimised: Minimised;
  /** Columns run along the first direction, rows along the second. */
  readonly directions:
    | { readonly kind: 'random'; readonly seed: number }
    /** The first direction is the optimizer's step, to these weights. */
    | { readonly kind: 'step'; readonly seed: number; readonly to: AnyParameters };
  /** Odd: the weights themselves are in the middle. */
  readonly side: number;
  /** Extent along each direction: 1 is a filter's own norm, or one step. */
  readonly reach: readonly [columns: number, rows: number];
}

export interface Slice {
  readonly of: string;
  readonly side: number;
  /** (side,side); NaN where it is not computed yet. */
  readonly values: Float64Array;
  readonly done: number;
}

/** The loss on a plane through the weights, from coarse to fine. */
export function* sliceOf(input: SliceInput): Generator<Slice, Slice> {
  const { of, network, parameters, batch, directions, side, reach } = input;
  const first =
    directions.kind === 'step'
      ? directionTo(network, parameters, directions.to)
      : randomDirection(network, parameters, directions.seed);
  const second = randomDirection(network, parameters, directions.seed + 1);
  const [columns, rows] = [amounts(side, reach[0]), amounts(side, reach[1])];
  const options = trainingOptions(input.minimised);
  const values = new Float64Array(side * side).fill(Number.NaN);
  const order = coarseToFine(side);
  for (const [done, { row, column }] of order.entries()) {
    yield { of, side, values, done };
    const at = moved(network, parameters, [
      [first, columns[column]!],
      [second, rows[row]!],
    ]);
    values[row * side + column] = referenceLoss(network, at, batch.images, batch.labels, options);
  }
  return { of, side, values, done: order.length };
}
