/** The station's texts for layers, places and sums. */
import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { LAYER_TITLES } from '../../../lib/layer-words.ts';
import { t as shared } from '../messages/index.ts';
import { cellNumber } from '../numbers/number-text.ts';
import { t } from './messages/index.ts';
import type { Sum } from './sums.ts';
import { isFlat, type Place, type Volume } from './volume.ts';

export const DECIMALS = 3;
const RGB = [shared.redWord, shared.greenWord, shared.blueWord];

/** `Picture`, `3 Max pooling` */
export function levelTitle(network: Network, level: number): string {
  const layer = network.layers[level - 1];
  return layer ? `${level} ${LAYER_TITLES[layer.kind]}` : shared.picture();
}

/** Number and title of the layer whose output a level is, for a text. */
export function layerName(network: Network, level: number): { n: number; title: string } {
  return { n: level, title: LAYER_TITLES[network.layers[level - 1]!.kind] };
}

export function volumeText(volume: Volume): string {
  const { rows, columns, channels } = volume;
  return isFlat(volume) ? `${channels}` : `${rows} × ${columns} × ${channels}`;
}

/** `channel 3`, `unit 3`, `red` */
export function channelWords({ level, channel }: Pick<Place, 'level' | 'channel'>, volume: Volume): string {
  if (level === 0) return RGB[channel]?.() ?? shared.channel({ n: channel });
  return (isFlat(volume) ? t.unit : shared.channel)({ n: channel });
}

/** `row 3, column 5, channel 2`, `unit 12` */
export function placeWords(place: Place, volume: Volume): string {
  const channel = channelWords(place, volume);
  return isFlat(volume) ? channel : t.place({ row: place.row, column: place.column, channel });
}

const digits = (value: number) => cellNumber(value, DECIMALS);

/** Describes how the number is computed, in one sentence. */
export function sumWords(sum: Sum): string {
  const value = digits(sum.value);
  switch (sum.kind) {
    case 'pixel':
      return t.pixelWords({ byte: sum.byte, value });
    case 'conv': {
      const { channelSums, region, bias } = sum;
      const products = channelSums.length * region.rows * region.columns;
      const total = digits(channelSums.reduce((a, b) => a + b, 0));
      return bias === null
        ? t.convWithoutBias({ n: products, value })
        : t.convWords({ n: products, sum: total, bias: digits(bias), value });
    }
    case 'dense': {
      const { inputs, raised, lowered, bias } = sum;
      const parts = { n: inputs.length, raised: digits(raised), lowered: digits(lowered), value };
      return bias === null ? t.denseWithoutBias(parts) : t.denseWords({ ...parts, bias: digits(bias) });
    }
    case 'max':
      return t.maxWords({ n: sum.count, value });
    case 'mean':
      return t.meanWords({ n: sum.count, value });
    case 'relu':
      return (sum.input > 0 ? t.reluPasses : t.reluStops)({ input: digits(sum.input) });
    case 'batchNorm':
      return t.batchNormWords({
        input: digits(sum.input),
        deviations: digits((sum.input - sum.mean) / Math.sqrt(sum.variance + sum.epsilon)),
        ...{ mean: digits(sum.mean), gamma: digits(sum.gamma), beta: digits(sum.beta), value },
      });
    case 'same':
      return t.sameWords({ value });
  }
}
