/** Layers of a network as text. */
import type { Layer } from '../../native-bridge/convnet/network.ts';
import { t } from './messages/index.ts';

/** Read where they are shown, so that they follow the language. */
export const LAYER_TITLES: Readonly<Record<Layer['kind'], string>> = {
  get conv() {
    return t.conv();
  },
  get relu() {
    return t.relu();
  },
  get maxPool() {
    return t.maxPool();
  },
  get averagePool() {
    return t.averagePool();
  },
  get batchNorm() {
    return t.batchNorm();
  },
  get dropout() {
    return t.dropout();
  },
  get flatten() {
    return t.flatten();
  },
  get dense() {
    return t.dense();
  },
};

/** For a table: `64 x 64 x 8`. */
export function shapeText(shape: readonly number[] | null): string {
  return shape === null ? '-' : shape.join(' × ');
}

/** `8 filters of 4 x 4, SAME, no bias` */
export function layerWords(layer: Layer): string {
  switch (layer.kind) {
    case 'conv': {
      const { filters, kernel, stride, bias } = layer;
      const padding = layer.padding.toUpperCase();
      const settings = { filters, kernel, padding };
      return biased(stride > 1 ? t.convSettingsStrided({ ...settings, stride }) : t.convSettings(settings), bias);
    }
    case 'maxPool':
    case 'averagePool':
      return t.poolSettings({ size: layer.size, stride: layer.stride, padding: layer.padding.toUpperCase() });
    case 'batchNorm':
      return t.momentum({ value: layer.momentum });
    case 'dropout':
      return t.rate({ value: layer.rate });
    case 'dense':
      return biased(t.units({ n: layer.units }), layer.bias);
    case 'relu':
    case 'flatten':
      return '';
  }
}

const biased = (settings: string, bias: boolean) => (bias ? settings : t.withoutBias({ settings }));
