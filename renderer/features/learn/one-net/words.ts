/** What the station says in words: layers, places, sums. */
import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { LAYER_TITLES } from '../../../lib/layer-words.ts';
import { cellNumber } from '../numbers/number-text.ts';
import type { Sum } from './sums.ts';
import { isFlat, type Place, type Volume } from './volume.ts';

export const DECIMALS = 3;
const RGB = ['red', 'green', 'blue'];

/** `Picture`, `3 Max pooling` */
export function levelTitle(network: Network, level: number): string {
  const layer = network.layers[level - 1];
  return layer ? `${level} ${LAYER_TITLES[layer.kind]}` : 'Picture';
}

export function volumeText(volume: Volume): string {
  const { rows, columns, channels } = volume;
  return isFlat(volume) ? `${channels}` : `${rows} × ${columns} × ${channels}`;
}

/** `channel 3`, `unit 3`, `red` */
export function channelWords({ level, channel }: Pick<Place, 'level' | 'channel'>, volume: Volume): string {
  if (level === 0) return RGB[channel] ?? `channel ${channel}`;
  return `${isFlat(volume) ? 'unit' : 'channel'} ${channel}`;
}

/** `row 3, column 5, channel 2`, `unit 12` */
export function placeWords(place: Place, volume: Volume): string {
  const channel = channelWords(place, volume);
  return isFlat(volume) ? channel : `row ${place.row}, column ${place.column}, ${channel}`;
}

const said = (value: number) => cellNumber(value, DECIMALS);

/** How the number comes about, in one sentence. */
export function sumWords(sum: Sum): string {
  const value = said(sum.value);
  switch (sum.kind) {
    case 'pixel':
      return `The byte ${sum.byte} divided by 255 is ${value}.`;
    case 'conv': {
      const { channelSums, region, bias } = sum;
      const products = channelSums.length * region.rows * region.columns;
      const total = said(channelSums.reduce((a, b) => a + b, 0));
      return bias === null
        ? `The sum of ${products} products is ${value}; the layer has no bias.`
        : `The sum of ${products} products, ${total}, plus the bias, ${said(bias)}, is ${value}.`;
    }
    case 'dense': {
      const { inputs, raised, lowered, bias } = sum;
      return `The sum of ${inputs.length} products, of which the positive ones are ${said(raised)} and the negative ones ${said(lowered)}${bias === null ? '' : `, plus the bias, ${said(bias)}`}, is ${value}.`;
    }
    case 'max':
      return `The largest of ${sum.count} numbers is ${value}.`;
    case 'mean':
      return `The mean of ${sum.count} numbers is ${value}.`;
    case 'relu':
      return sum.input > 0
        ? `${said(sum.input)} is above 0 and goes on as it is.`
        : `${said(sum.input)} is not above 0: ReLU makes it 0.`;
    case 'batchNorm':
      return `${said(sum.input)} is ${said((sum.input - sum.mean) / Math.sqrt(sum.variance + sum.epsilon))} standard deviations from the running mean ${said(sum.mean)}; times γ ${said(sum.gamma)} plus β ${said(sum.beta)} is ${value}.`;
    case 'same':
      return `${value} goes on as it is.`;
  }
}
