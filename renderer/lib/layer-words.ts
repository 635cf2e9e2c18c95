/** Layers of a network as people read them. */
import type { Layer } from '../../native-bridge/convnet/network.ts';

export const LAYER_TITLES: Readonly<Record<Layer['kind'], string>> = {
  conv: 'Convolution',
  relu: 'ReLU',
  maxPool: 'Max pooling',
  averagePool: 'Average pooling',
  batchNorm: 'Batch norm',
  dropout: 'Dropout',
  flatten: 'Flatten',
  dense: 'Dense',
};

/** For a table: `64 x 64 x 8`. */
export function shapeText(shape: readonly number[] | null): string {
  return shape === null ? '-' : shape.join(' × ');
}

/** `8 filters of 4 x 4, SAME, no bias` */
export function layerWords(layer: Layer): string {
  switch (layer.kind) {
    case 'conv': {
      const stride = layer.stride > 1 ? `, stride ${layer.stride}` : '';
      const { filters, kernel, padding, bias } = layer;
      return `${filters} of ${kernel} × ${kernel}${stride}, ${padding.toUpperCase()}${bias ? '' : ', no bias'}`;
    }
    case 'maxPool':
    case 'averagePool':
      return `${layer.size} × ${layer.size}, stride ${layer.stride}, ${layer.padding.toUpperCase()}`;
    case 'batchNorm':
      return `momentum ${layer.momentum}`;
    case 'dropout':
      return `rate ${layer.rate}`;
    case 'dense':
      return `${layer.units} units${layer.bias ? '' : ', no bias'}`;
    case 'relu':
    case 'flatten':
      return '';
  }
}
