/** The numbers of the next level that are computed from a number, and its contribution to each. */
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { inputRegion, outputRegion, type Region, single } from './receptive-field.ts';
import { numberAt, sumOf, type Traced } from './sums.ts';
import type { Place } from './volume.ts';

export interface User {
  readonly place: Place;
  /**
   * The number's contribution to that one: its product with the weight, its share in a mean, the number itself where it
   * is the maximum or passes unchanged; 0 where a larger one is taken.
   */
  readonly share: number;
}

export interface Users {
  readonly region: Region;
  /** How many numbers are computed from it. */
  readonly count: number;
  /** The largest contributions first, by magnitude. */
  readonly largest: readonly User[];
}

/** Null for the last level: only the softmax follows it. */
export function usersOf(net: Traced, place: Place, most: number): Users | null {
  const layer = net.network.layers[place.level];
  const [input, output] = [net.volumes[place.level], net.volumes[place.level + 1]];
  if (!layer || !input || !output) return null;
  const region = outputRegion(layer, input, output, place);
  const channels = region.channel === null ? Array.from({ length: output.channels }, (_, c) => c) : [region.channel];
  const users: User[] = [];
  const shareOf = shares(net, place);
  for (let row = region.row; row < region.row + region.rows; row++) {
    for (let column = region.column; column < region.column + region.columns; column++) {
      for (const channel of channels) {
        const user = { level: place.level + 1, row, column, channel };
        users.push({ place: user, share: shareOf(user) });
      }
    }
  }
  users.sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  return { region, count: users.length, largest: users.slice(0, most) };
}

function shares(net: Traced, place: Place): (user: Place) => number {
  const layer = net.network.layers[place.level]!;
  const value = numberAt(net, place);
  switch (layer.kind) {
    case 'conv': {
      const weight = weights(net, place.level);
      const volume = net.volumes[place.level]!;
      return (user) => {
        const window = inputRegion(layer, volume, single(user));
        const cell = (place.row - window.row) * layer.kernel + place.column - window.column;
        return value * weight(cell * volume.channels + place.channel, user.channel);
      };
    }
    case 'dense': {
      const weight = weights(net, place.level);
      return (user) => value * weight(place.channel, user.channel);
    }
    case 'maxPool':
      return (user) => {
        const sum = sumOf(net, user);
        const wins = sum.kind === 'max' && sum.winner?.row === place.row && sum.winner.column === place.column;
        return wins ? value : 0;
      };
    case 'averagePool':
      return (user) => {
        const sum = sumOf(net, user);
        return sum.kind === 'mean' ? value / sum.count : 0;
      };
    default:
      return (user) => numberAt(net, user);
  }
}

/** The kernel of a layer as (all axes but the last, out). */
function weights({ network, parameters }: Traced, index: number): (row: number, out: number) => number {
  const spec = parameterSpecs(network).find(({ layer, role }) => layer === index && role === 'kernel')!;
  const { shape, data } = parameters[spec.name]!;
  return (row, out) => data[row * shape.at(-1)! + out]!;
}
