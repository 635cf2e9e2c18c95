/** Types taken from the contract, in addition to those of the charts. */
import type { Dimension, Trial } from './charts/chart-props.ts';

export type { Dimension, Objective, Piece, Space, Trial, TrialState, Value } from './charts/chart-props.ts';
export type Origin = Trial['origin'];
/** Values of one trial by dimension; an inactive dimension is absent. */
export type Values = Trial['values'];
export type Condition = NonNullable<Dimension['when']>;
