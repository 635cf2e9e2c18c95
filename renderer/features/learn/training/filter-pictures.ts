import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import type { Matrix } from '../numbers/matrix.ts';

interface Kernel {
  /** (f,f,nCPrev,nC) */
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** One filter, (f,f,nCPrev,1). */
export function filterOf({ shape, data }: Kernel, filter: number): Tensor {
  const [height, width, channels, filters] = shape as [number, number, number, number];
  const count = height * width * channels;
  return {
    shape: [height, width, channels, 1],
    data: Float64Array.from({ length: count }, (_, i) => data[i * filters + filter]!),
  };
}

/** One channel of one filter, (f,f). */
export function filterChannel(kernel: Kernel, filter: number, channel: number): Matrix {
  const { shape, data } = filterOf(kernel, filter);
  const [rows, columns, channels] = shape as [number, number, number];
  return {
    ...{ rows, columns },
    data: Float64Array.from({ length: rows * columns }, (_, at) => data[at * channels + channel]!),
  };
}

/** All channels of a filter side by side in a square, one cell apart: the gaps are NaN. */
export function montage(kernel: Kernel, filter: number): Matrix {
  const { shape, data } = filterOf(kernel, filter);
  const [height, width, channels] = shape as [number, number, number];
  const across = Math.ceil(Math.sqrt(channels));
  const down = Math.ceil(channels / across);
  const [rows, columns] = [down * (height + 1) - 1, across * (width + 1) - 1];
  const cells = new Float64Array(rows * columns).fill(Number.NaN);
  for (let channel = 0; channel < channels; channel++) {
    const top = Math.floor(channel / across) * (height + 1);
    const left = (channel % across) * (width + 1);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        cells[(top + y) * columns + left + x] = data[(y * width + x) * channels + channel]!;
      }
    }
  }
  return { rows, columns, data: cells };
}

/** The weights of a dense layer, one row per unit: (in,units) transposed. */
export function unitRows({ shape, data }: Kernel): Matrix {
  const [inputs, units] = shape as [number, number];
  return {
    ...{ rows: units, columns: inputs },
    data: Float64Array.from({ length: inputs * units }, (_, at) => {
      return data[(at % inputs) * units + Math.floor(at / inputs)]!;
    }),
  };
}
