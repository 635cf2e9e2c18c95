import { layerParameters } from '../../../../native-bridge/convnet/layer-parameters.ts';
import { sizeOf } from '../../../../native-bridge/convnet/tensor.ts';
import { convForward, type Tensor, tensor, zeroPad } from '../../../../native-bridge/reference/index.ts';

/** One convolutional layer over one small volume. */
export interface Setting {
  /** Height and width of the input. */
  readonly n: number;
  /** Channels of the input, n_C^{[l-1]}. */
  readonly channels: number;
  readonly f: number;
  /** n_C^{[l]} */
  readonly filters: number;
  readonly stride: number;
  readonly pad: number;
}

/** The smallest picture is as large as the largest filter, so every combination can be computed. */
export const RANGES = {
  n: { min: 5, max: 8, usual: 6 },
  channels: { min: 1, max: 6, usual: 3 },
  f: { min: 1, max: 5, usual: 3 },
  filters: { min: 1, max: 16, usual: 2 },
  stride: { min: 1, max: 3, usual: 1 },
  pad: { min: 0, max: 2, usual: 0 },
} as const;

/** (1,n,n,channels) of small whole numbers, for easy mental arithmetic. */
export function input({ n, channels }: Pick<Setting, 'n' | 'channels'>): Tensor {
  const value = (h: number, w: number, c: number) => (h * 2 + w * 3 + c * 4 + h * w * (c + 1)) % 5;
  return build([n, n, channels], value);
}

/** Pseudo-random 0, 1 or 2, always the same: the finalizer of MurmurHash3. */
function mixed(at: number): number {
  let hash = Math.imul(at + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 3;
}

/** The course's vertical and horizontal edge filters, then others; the same in all channels or in one of them. */
export function weights({ f, channels, filters }: Pick<Setting, 'f' | 'channels' | 'filters'>): Tensor {
  const edge = (at: number) => Math.sign(f - 1 - 2 * at);
  const value = (i: number, j: number, c: number, k: number) => {
    if (k === 0) return edge(j);
    if (k === 1) return edge(i);
    return mixed(((i * RANGES.f.max + j) * RANGES.channels.max + c) * RANGES.filters.max + k) - 1;
  };
  const data: number[] = [];
  for (let i = 0; i < f; i++)
    for (let j = 0; j < f; j++)
      for (let c = 0; c < channels; c++) for (let k = 0; k < filters; k++) data.push(value(i, j, c, k));
  return tensor([f, f, channels, filters], data);
}

/** (1,1,1,filters): alternating 1, -1, 0. */
export function biases(filters: number): Tensor {
  return tensor(
    [1, 1, 1, filters],
    Array.from({ length: filters }, (_, k) => [1, -1, 0][k % 3]!),
  );
}

export interface Layer {
  /** (1, n + 2 pad, n + 2 pad, channels) */
  readonly padded: Tensor;
  readonly W: Tensor;
  readonly b: Tensor;
  /** (1,nH,nW,filters) */
  readonly Z: Tensor;
}

/** The reference's convForward on the example. */
export function layerOf(setting: Setting): Layer {
  const [A, W, b] = [input(setting), weights(setting), biases(setting.filters)];
  const { Z } = convForward(A, W, b, { stride: setting.stride, pad: setting.pad });
  return { padded: zeroPad(A, setting.pad), W, b, Z };
}

/** Filter `k` of W (f,f,nC,filters), (f,f,nC,1). */
export function filterOf({ shape, data }: Tensor, k: number): Tensor {
  const [f, , channels, filters] = shape as [number, number, number, number];
  return tensor(
    [f, f, channels, 1],
    Float64Array.from({ length: f * f * channels }, (_, i) => data[i * filters + k]!),
  );
}

/** The layer's parameters: weights and biases, counted by convnet. */
export function parameterCount({ f, channels, filters, stride }: Setting): { weights: number; biases: number } {
  const layer = { kind: 'conv', kernel: f, filters, stride, padding: 'valid', bias: true } as const;
  const [kernel, bias] = layerParameters(layer, [0, 0, channels]);
  return { weights: sizeOf(kernel!.shape), biases: sizeOf(bias!.shape) };
}

function build(
  [rows, columns, channels]: [number, number, number],
  value: (h: number, w: number, c: number) => number,
) {
  return tensor(
    [1, rows, columns, channels],
    Array.from({ length: rows * columns * channels }, (_, at) => {
      const place = Math.floor(at / channels);
      return value(Math.floor(place / columns), place % columns, at % channels);
    }),
  );
}
