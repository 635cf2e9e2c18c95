import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import { convSingleStep, tensor } from '../../../../native-bridge/reference/index.ts';
import { texFactor, texNumber } from '../formula/tex-number.ts';
import type { Area, Matrix } from '../numbers/matrix.ts';
import { cellNumber } from '../numbers/number-text.ts';
import { t } from './messages/index.ts';

/** One channel of one step: the window, its weights, and their products. */
export interface ChannelStep {
  readonly window: Matrix;
  readonly weights: Matrix;
  readonly products: Matrix;
  /** Sum of the products. */
  readonly sum: number;
}

export interface Step {
  readonly channels: readonly ChannelStep[];
  readonly b: number;
  /** The reference's convSingleStep of the whole window. */
  readonly value: number;
}

/**
 * One step of a convolution, taken apart.
 * @param padded (1,H,W,nC)
 * @param W (f,f,nC,1)
 */
export function stepAt(padded: Tensor, W: Tensor, b: number, { row, column }: Area): Step {
  const [f, , nC] = W.shape as [number, number, number];
  const width = padded.shape[2]!;
  const slice = Float64Array.from({ length: f * f * nC }, (_, i) => {
    const place = Math.floor(i / nC);
    const from = ((row + Math.floor(place / f)) * width + column + (place % f)) * nC;
    return padded.data[from + (i % nC)]!;
  });
  const shape = [f, f, nC];
  const one = tensor([1, 1, 1], [0]);
  const matrix = (data: Float64Array): Matrix => ({ rows: f, columns: f, data });
  const channels = Array.from({ length: nC }, (_, channel) => {
    const of = (data: Float64Array) => data.filter((_, i) => i % nC === channel);
    const [window, weights] = [of(slice), of(W.data)];
    const sum = convSingleStep(tensor([f, f, 1], window), tensor([f, f, 1], weights), one);
    return {
      window: matrix(window),
      weights: matrix(weights),
      products: matrix(window.map((a, i) => a * weights[i]!)),
      sum,
    };
  });
  const value = convSingleStep({ shape, data: slice }, { shape, data: W.data }, tensor([1, 1, 1], [b]));
  return { channels, b, value };
}

/** `10 × 1 + 10 × 0 + ...`, for small windows; the number of products for larger ones. */
export function sumWords({ channels, b }: Step, decimals = 2): string {
  const count = channels.reduce((sum, { window }) => sum + window.data.length, 0);
  if (count > 16) return b === 0 ? t.sumOfProducts({ n: count }) : t.sumWithBias({ n: count });
  const number = (value: number) => (value < 0 ? `(${cellNumber(value, decimals)})` : cellNumber(value, decimals));
  const terms = channels.flatMap(({ window, weights }) =>
    Array.from(window.data, (a, i) => `${number(a)} × ${number(weights.data[i]!)}`),
  );
  return `${terms.join(' + ')}${b === 0 ? '' : ` + ${number(b)}`}`;
}

/** The same as TeX, one line per row of the window; one sum per channel where there are many numbers. */
export function sumTex(name: string, step: Step, decimals = 2): string {
  const { channels, b, value } = step;
  const bias = b === 0 ? '' : ` + ${texFactor(b, decimals)}`;
  const first = channels[0]!;
  if (channels.length > 1 || first.window.rows > 4) {
    return `${name} = ${channels.map(({ sum }) => texFactor(sum, decimals)).join(' + ')}${bias} = ${texNumber(value, decimals)}`;
  }
  const { rows, columns, data } = first.window;
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const at = row * columns + column;
      return `${texFactor(data[at]!, decimals)} \\cdot ${texFactor(first.weights.data[at]!, decimals)}`;
    }).join(' + '),
  );
  return `\\begin{aligned} ${name} &= ${lines.join(' \\\\ &\\quad + ')}${bias} \\\\ &= ${texNumber(value, decimals)} \\end{aligned}`;
}
