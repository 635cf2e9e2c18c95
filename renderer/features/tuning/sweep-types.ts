/** Types that the room takes from the contract, beside those of the charts. */
import type { Dimension, Trial } from './charts/chart-props.ts';

export type { Dimension, Objective, Piece, Space, Trial, TrialState, Value } from './charts/chart-props.ts';
export type Origin = Trial['origin'];
/** Of one trial, by dimension; an inactive dimension is absent. */
export type Values = Trial['values'];
export type Condition = NonNullable<Dimension['when']>;
