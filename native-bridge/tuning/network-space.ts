/**
 * The numbers of a network that can be dimensions, with their limits and a sensible range around their current value.
 */
import { z } from 'zod';
import { Layer, type Network } from '../convnet/network.ts';
import type { NumberField } from '../training/hyperparameter-fields.ts';
import type { Limits } from './dimension-limits.ts';
import { MOST_REPEATS } from './network-change.ts';
import { type LayerProperty, layerName, PROPERTIES_OF, parseNetworkName, repeatName } from './network-names.ts';
import { blocksOf, hasBatchNorm, lastDense, lastDropout } from './network-parts.ts';
import type { Dimension, Value } from './space.ts';

export interface NetworkDimension {
  readonly name: string;
  readonly title: string;
  /** One line: what it does. */
  readonly why: string;
  /** A range around `current`. */
  readonly dimension: Dimension;
  readonly current: Value;
}

/** Everything of the network that can be varied, layer by layer. */
export function networkDimensions(network: Network): NetworkDimension[] {
  const { layers } = network;
  return [
    ...layers.flatMap((layer, index) => layerDimensions(layer, index).filter(({ name }) => limitsOf(network, name))),
    ...blocksOf(layers).map((_, index) => repeatDimension(index)),
    ...batchNormDimension(network),
    dropoutDimension(lastDropout(layers)?.rate ?? 0),
  ];
}

/** The limits of a number of the network; null if this network does not have it. */
export function limitsOf({ layers }: Network, name: string): Limits | null {
  const parsed = parseNetworkName(name);
  switch (parsed?.kind) {
    case undefined:
      return null;
    case 'layer': {
      const layer = layers[parsed.index];
      // The last dense layer has one unit per class, and the dropout before it is `dropout`.
      const named = parsed.index === lastDense(layers) || parsed.index === lastDropout(layers)?.index;
      return layer && !named && PROPERTIES_OF[layer.kind].includes(parsed.property)
        ? schemaLimits(layer.kind, parsed.property)
        : null;
    }
    case 'repeat':
      return parsed.index < blocksOf(layers).length ? wholeNumber(1, MOST_REPEATS) : null;
    case 'batchNorm':
      return batchNormOf(layers) === null ? null : { kind: 'choice', choices: [false, true] };
    case 'dropout':
      return schemaLimits('dropout', 'rate');
  }
}

/** Null if there is no convolution, or only some have a batch norm: neither value would describe the network. */
function batchNormOf(layers: readonly Layer[]): boolean | null {
  const blocks = blocksOf(layers);
  const count = blocks.filter((block) => hasBatchNorm(layers, block)).length;
  if (blocks.length === 0 || (count > 0 && count < blocks.length)) return null;
  return count > 0;
}

const Numeric = z.looseObject({ type: z.enum(['integer', 'number']), minimum: z.number(), maximum: z.number() });

/** The limits from the schema of a layer, through its JSON Schema. */
function schemaLimits(kind: Layer['kind'], property: LayerProperty): NumberField {
  const option = Layer.options.find(({ shape }) => shape.kind.value === kind)!;
  const properties = z.toJSONSchema(option, { io: 'input' }).properties ?? {};
  const { type, minimum, maximum } = Numeric.parse(properties[property]);
  return { ...wholeNumber(minimum, maximum), integer: type === 'integer' };
}

function wholeNumber(min: number, max: number): NumberField {
  return { kind: 'number', integer: true, default: min, min, max, minExcluded: false, maxExcluded: false };
}

function layerDimensions(layer: Layer, index: number): NetworkDimension[] {
  return PROPERTIES_OF[layer.kind].map((property) => {
    const current = (layer as Readonly<Record<string, unknown>>)[property] as number;
    return {
      name: layerName(index, property),
      title: `Layer ${index + 1} (${layer.kind}): ${property}`,
      why: WHY[property],
      dimension: around(layer.kind, property, current),
      current,
    };
  });
}

const WHY: Readonly<Record<LayerProperty, string>> = {
  filters: 'Output channels of the convolution. More of them detect more kinds of edges, and take longer.',
  kernel: 'Height and width of the kernel: how far a convolution sees.',
  stride: 'Pixels from one window to the next: 2 halves height and width.',
  size: 'Height and width of the window that is pooled to one number.',
  units: 'Outputs of the dense layer.',
  rate: 'Share of activations dropped in training, against overfitting.',
};

/** From half to double the size; odd kernels stay odd and even ones even: a kernel of 3 becomes 1 or 5, not 4. */
function around(kind: Layer['kind'], property: LayerProperty, current: number): Dimension {
  switch (property) {
    case 'filters':
    case 'units': {
      const most = property === 'filters' ? 1024 : 65536;
      const high = Math.min(Math.max(2 * current, 32), most);
      return { kind: 'int', low: Math.ceil(current / 2), high, log: true };
    }
    case 'kernel':
      return kernelRange(current);
    case 'size':
      return { kind: 'int', low: Math.max(1, Math.floor(current / 2)), high: Math.min(64, Math.ceil(current * 1.5)) };
    case 'stride': {
      const low = kind === 'conv' ? 1 : Math.max(1, Math.floor(current / 2));
      return {
        kind: 'int',
        low,
        high: Math.min(64, Math.max(2, kind === 'conv' ? current : Math.ceil(current * 1.5))),
      };
    }
    case 'rate':
      return { kind: 'float', low: 0, high: Math.max(0.5, current) };
  }
}

function kernelRange(current: number): Dimension {
  const odd = current % 2 === 1;
  const low = Math.max(1, current - 2);
  const high = Math.min(odd ? 63 : 64, current + 2);
  return odd ? { kind: 'int', low, high, step: 2 } : { kind: 'int', low, high };
}

function repeatDimension(index: number): NetworkDimension {
  return {
    ...{ name: repeatName(index), title: `Block ${index + 1}: convolutions in a row`, current: 1 },
    why: 'Number of convolutions, each with its relu and batch norm, before the pool. The first has the stride.',
    dimension: { kind: 'int', low: 1, high: 3 },
  };
}

function batchNormDimension({ layers }: Network): NetworkDimension[] {
  const current = batchNormOf(layers);
  if (current === null) return [];
  const why = 'Whether every convolution is followed by a batch norm, which replaces its bias.';
  return [
    { name: 'batchNorm', title: 'Batch norm', why, dimension: { kind: 'choice', choices: [false, true] }, current },
  ];
}

function dropoutDimension(current: number): NetworkDimension {
  return {
    ...{ name: 'dropout', title: 'Dropout', current },
    why: 'Rate of the dropout before the last dense layer, against overfitting. 0: none.',
    dimension: { kind: 'float', low: 0, high: Math.max(0.5, current) },
  };
}
