import type { Layer, Network } from '../../../../native-bridge/convnet/network.ts';
import { summary } from '../../../../native-bridge/convnet/parameters.ts';
import { sizeOf } from '../../../../native-bridge/convnet/tensor.ts';
import { t } from './messages/index.ts';

/** A row of the course's table: a layer's output shape, its size, and the layer's number of parameters. */
export interface Row {
  /** Index in `network.layers`; -1 is the input. */
  readonly at: number;
  /** Numbered as in the notes: `CONV1`, `POOL1`, `FC3`. */
  readonly name: string;
  readonly layer: Layer | null;
  /** Shape of the layer's input. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly size: number;
  readonly parameters: number;
}

const SHORT: Readonly<Partial<Record<Layer['kind'], string>>> = {
  conv: 'CONV',
  dense: 'FC',
  maxPool: 'POOL',
  averagePool: 'POOL',
  batchNorm: 'BN',
  flatten: 'FLATTEN',
};

/**
 * One row per layer that changes the shape or learns something; ReLU and dropout do neither. Layers with weights are
 * numbered together, as in the notes: a pooling or batch norm belongs to the convolution before it.
 * @throws NetworkError where the network is invalid
 */
export function rowsOf(network: Network): Row[] {
  const { layers } = summary(network);
  const first = { at: -1, name: t.input(), layer: null, input: network.input, parameters: 0 } as const;
  const rows: Row[] = [{ ...first, output: network.input, size: sizeOf(network.input) }];
  let number = 0;
  for (const [at, { layer, output, parameters }] of layers.entries()) {
    if (layer.kind === 'conv' || layer.kind === 'dense') number++;
    const short = SHORT[layer.kind];
    if (!short) continue;
    const input = layers[at - 1]?.output ?? network.input;
    const name = layer.kind === 'flatten' ? short : `${short}${Math.max(1, number)}`;
    rows.push({ at, name, layer, input, output, size: sizeOf(output), parameters });
  }
  return rows;
}

/** The same layers for another picture size and other classes. */
export function fitted(network: Network, input: Network['input'], classes: number): Network {
  const last = network.layers.at(-1);
  const layers =
    last?.kind === 'dense' ? [...network.layers.slice(0, -1), { ...last, units: classes }] : network.layers;
  return { ...network, input, layers };
}

export interface Comparison {
  /** Sizes of input and output. */
  readonly inputs: number;
  readonly outputs: number;
  readonly dense: { readonly parameters: number; readonly connections: number; readonly perOutput: number };
  readonly conv: { readonly parameters: number; readonly connections: number; readonly perOutput: number };
}

/**
 * A convolution compared with the dense layer between the same volumes, both with biases where the convolution has
 * them. Connections of the convolution: window cells per number of its output, including those on padding.
 */
export function comparison({ layer, input, output, parameters }: Row): Comparison | null {
  if (layer?.kind !== 'conv') return null;
  const [inputs, outputs] = [sizeOf(input), sizeOf(output)];
  const perOutput = layer.kernel * layer.kernel * input.at(-1)!;
  return {
    inputs,
    outputs,
    dense: {
      parameters: inputs * outputs + (layer.bias ? outputs : 0),
      connections: inputs * outputs,
      perOutput: inputs,
    },
    conv: { parameters, connections: outputs * perOutput, perOutput },
  };
}
