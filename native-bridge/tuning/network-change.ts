/** Applies a trial's values to a network. */
import type { Layer, Network } from '../convnet/network.ts';
import { parseNetwork } from '../convnet/parse.ts';
import { type LayerProperty, type NetworkName, parseNetworkName } from './network-names.ts';
import { blocksOf, hasBatchNorm, lastDense, lastDropout } from './network-parts.ts';
import type { Value, Values } from './space.ts';
import { TuningError } from './tuning-error.ts';

/** The layer's default 0.99 needs 400 steps to forget the first ones: a short trial would end before that. */
const MOMENTUM = 0.9;
export const MOST_REPEATS = 4;

/** In this order, so that layer numbers are those of the base network, and repeated parts include the batch norms. */
const STEPS: readonly NetworkName['kind'][] = ['layer', 'batchNorm', 'repeat', 'dropout'];

/**
 * Values of other dimensions are ignored.
 * @throws NetworkError naming the layer of the changed network that is invalid; TuningError for a name that the network
 * does not have.
 */
export function applyToNetwork(network: Network, values: Values): Network {
  const changes = Object.entries(values).flatMap(([name, value]) => {
    const parsed = parseNetworkName(name);
    return parsed ? [{ name, parsed, value }] : [];
  });
  // From the last block to the first, because a repeated block shifts those after it.
  changes.sort((a, b) => STEPS.indexOf(a.parsed.kind) - STEPS.indexOf(b.parsed.kind) || placeOf(b) - placeOf(a));
  const layers = changes.reduce<readonly Layer[]>(
    (sofar, { name, parsed, value }) => change(sofar, name, parsed, value),
    network.layers,
  );
  return parseNetwork({ ...network, layers });
}

function placeOf({ parsed }: { parsed: NetworkName }): number {
  return 'index' in parsed ? parsed.index : 0;
}

function change(layers: readonly Layer[], name: string, parsed: NetworkName, value: Value): readonly Layer[] {
  switch (parsed.kind) {
    case 'layer':
      return withNumber(layers, name, parsed, value);
    case 'repeat':
      return repeated(layers, name, parsed.index, value);
    case 'batchNorm':
      return value ? withBatchNorm(layers) : withoutBatchNorm(layers);
    case 'dropout':
      return withDropout(layers, value);
  }
}

function withNumber(
  layers: readonly Layer[],
  name: string,
  { index, property }: { index: number; property: LayerProperty },
  value: Value,
): Layer[] {
  const layer = layers[index];
  if (!layer || !(property in layer)) throw unknownName(name);
  return layers.with(index, { ...layer, [property]: value } as Layer); // parseNetwork checks it
}

/** Only the first of the repeated convolutions keeps its stride; otherwise each would shrink its input. */
function repeated(layers: readonly Layer[], name: string, index: number, times: Value): Layer[] {
  const block = blocksOf(layers)[index];
  if (!block) throw unknownName(name);
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MOST_REPEATS) {
    throw new TuningError(
      `${name} must be a whole number from 1 to ${MOST_REPEATS}, not ${times}.`,
      'Correct it.',
      name,
    );
  }
  const part = layers.slice(block.conv, block.repeatable);
  const again = part.map((layer) => (layer.kind === 'conv' ? { ...layer, stride: 1 } : layer));
  return layers.toSpliced(block.repeatable, 0, ...Array.from({ length: times - 1 }, () => again).flat());
}

/** Adds one directly after every convolution whose block has none; its beta replaces the convolution's bias. */
function withBatchNorm(layers: readonly Layer[]): Layer[] {
  const without = new Set(blocksOf(layers).flatMap((block) => (hasBatchNorm(layers, block) ? [] : [block.conv])));
  return layers.flatMap((layer, index): Layer[] => {
    if (layer.kind !== 'conv' || !without.has(index)) return [layer];
    return [
      { ...layer, bias: false },
      { kind: 'batchNorm', momentum: MOMENTUM, epsilon: 1e-3 },
    ];
  });
}

/** A convolution that loses its batch norm gets a bias instead. */
function withoutBatchNorm(layers: readonly Layer[]): Layer[] {
  const losing = new Set(blocksOf(layers).flatMap((block) => (hasBatchNorm(layers, block) ? [block.conv] : [])));
  return layers
    .map((layer, index) => (layer.kind === 'conv' && losing.has(index) ? { ...layer, bias: true } : layer))
    .filter(({ kind }) => kind !== 'batchNorm');
}

function withDropout(layers: readonly Layer[], rate: Value): Layer[] {
  const old = lastDropout(layers);
  const bare = old ? layers.toSpliced(old.index, 1) : [...layers];
  return rate === 0 ? bare : bare.toSpliced(lastDense(bare), 0, { kind: 'dropout', rate: rate as number });
}

function unknownName(name: string): TuningError {
  return new TuningError(`The network has no ${name}.`, 'Name a number that the network has.', name);
}
