/** The station's formulas: of the selected number, of the softmax and of the loss. */
import { LAYER_TITLES } from '../../../lib/layer-words.ts';
import { texFactor, texNumber, texSum } from '../formula/tex-number.ts';
import { t } from './messages/index.ts';
import type { Sum } from './sums.ts';

export interface StationFormula {
  readonly title: string;
  readonly tex: string;
  readonly numbers?: string;
}

const D = 3;
const n = (value: number) => texNumber(value, D);
const f = (value: number) => texFactor(value, D);
const bias = (value: number | null) => (value === null ? '' : ` + ${f(value)}`);

/** @param level the layer's number [l] */
export function formulaOf(sum: Sum, level: number): StationFormula {
  const [to, from] = [`^{[${level}]}`, `^{[${level - 1}]}`];
  switch (sum.kind) {
    case 'pixel':
      return {
        title: t.pixel(),
        tex: 'a^{[0]} = \\frac{x}{255}',
        numbers: `${n(sum.value)} = \\frac{${sum.byte}}{255}`,
      };
    case 'conv':
      return {
        title: t.convolution(),
        tex: `z${to} = \\sum_{k} \\sum_{i,j} a_{slice,\\,i,j,k} \\, W${to}_{i,j,k}${sum.bias === null ? '' : ` + b${to}`}`,
        numbers: `${n(sum.value)} = ${texSum(Array.from(sum.channelSums, f), 4)}${bias(sum.bias)}`,
      };
    case 'dense': {
      const terms = Array.from(sum.inputs, (a, i) => `${f(a)} \\cdot ${f(sum.weights[i]!)}`);
      return {
        title: t.dense(),
        tex: `z${to} = \\sum_{i} a${from}_i \\, W${to}_i${sum.bias === null ? '' : ` + b${to}`}`,
        numbers: `${n(sum.value)} = ${texSum(terms, 2)}${bias(sum.bias)}`,
      };
    }
    case 'max':
      return {
        title: LAYER_TITLES.maxPool,
        tex: `a${to} = \\max_{i,j}\\, a_{slice,\\,i,j}`,
        numbers: `${n(sum.value)} = \\max(${texList(sum.window.data)})`,
      };
    case 'mean':
      return {
        title: t.averagePooling(),
        tex: `a${to} = \\frac{1}{N} \\sum_{i,j} a_{slice,\\,i,j}`,
        numbers: `${n(sum.value)} = \\frac{1}{${sum.count}} (${texSum(present(sum.window.data).map(f), 4)})`,
      };
    case 'relu':
      return {
        title: 'ReLU',
        tex: `a${to} = \\max(0,\\, z)`,
        numbers: `${n(sum.value)} = \\max(0,\\, ${n(sum.input)})`,
      };
    case 'batchNorm':
      return {
        title: t.batchNorm(),
        tex: `\\tilde z = \\gamma \\, \\frac{z - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta`,
        numbers: `${n(sum.value)} = ${n(sum.gamma)} \\cdot \\frac{${n(sum.input)} - ${f(sum.mean)}}{\\sqrt{${n(sum.variance)} + ${sum.epsilon}}} + ${f(sum.beta)}`,
      };
    case 'same':
      return {
        title: t.goesOn(),
        tex: `a${to} = a${from}`,
        numbers: `${n(sum.value)} = ${n(sum.input)}`,
      };
  }
}

/** @param k the class, @param y the true class, null where it is not known */
export function answerFormulas(
  exponentials: Float64Array,
  sum: number,
  probabilities: Float64Array,
  k: number,
  truth: { readonly y: number; readonly loss: number } | null,
): StationFormula[] {
  const softmax = {
    title: t.softmax(),
    tex: '\\hat y_k = \\frac{e^{z_k - \\max z}}{\\sum_c e^{z_c - \\max z}}',
    numbers: `${n(probabilities[k]!)} = \\frac{${n(exponentials[k]!)}}{${n(sum)}}`,
  };
  const loss = {
    title: t.loss(),
    tex: '\\mathcal{L}(\\hat y, y) = -\\log \\hat y_y',
    ...(truth && { numbers: `${n(truth.loss)} = -\\log ${texNumber(probabilities[truth.y]!, 4)}` }),
  };
  return [softmax, loss];
}

function present(data: ArrayLike<number>): number[] {
  return Array.from(data).filter((x) => !Number.isNaN(x));
}

/** The numbers of a window; if there are many, the first, the last and the largest. */
function texList(data: ArrayLike<number>): string {
  const numbers = present(data);
  const at = numbers.indexOf(Math.max(...numbers));
  const shown = new Set(numbers.length > 6 ? [0, 1, at, numbers.length - 1] : numbers.keys());
  const terms = [...shown]
    .sort((a, b) => a - b)
    .flatMap((place, i, places) =>
      i > 0 && place > places[i - 1]! + 1 ? ['\\ldots', n(numbers[place]!)] : [n(numbers[place]!)],
    );
  return terms.join(',\\, ');
}
