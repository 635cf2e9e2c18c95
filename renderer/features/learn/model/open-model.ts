import type { Network } from '../../../../native-bridge/convnet/network.ts';
import type { AnyParameters } from '../../../../native-bridge/reference/network.ts';

/** A model as Learn computes with it. */
export interface OpenModel {
  readonly id: number;
  readonly name: string;
  /** Class names in the order of the outputs. */
  readonly labels: readonly string[];
  readonly network: Network;
  /** By the names of `convnet/parameters.ts`, float32. */
  readonly parameters: AnyParameters;
}
