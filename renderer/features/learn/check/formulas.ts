/** What each function computes, in the course's notation and with the numbers of the inputs. */
import { explain } from '../../../../native-bridge/learn/explain/explain.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import { expected, type FunctionName, type InputsOf } from './course.ts';
import { t } from './messages/index.ts';

export interface FunctionFormula {
  readonly title: string;
  readonly tex: string;
  /** Live numbers replacing the letters. */
  readonly numbers?: string;
}

const SIZE = String.raw`n_H = \left\lfloor \frac{n_{H_{prev}} - f + 2\,pad}{stride} \right\rfloor + 1`;
const POOL_SIZE = String.raw`n_H = \left\lfloor \frac{n_{H_{prev}} - f}{stride} \right\rfloor + 1`;

/** `size`: the height of the output; `max`, `average`: of a pool in that mode only. */
interface Letters extends Omit<FunctionFormula, 'numbers'> {
  readonly of?: 'size' | 'max' | 'average';
}

const letters = (): Readonly<Record<FunctionName, readonly Letters[]>> => ({
  zero_pad: [{ of: 'size', title: t.outputHeight(), tex: String.raw`n_H + 2\,pad` }],
  conv_single_step: [{ title: t.oneNumberOfIt(), tex: String.raw`Z = \sum_{i,j,k} a_{slice}[i,j,k]\; W[i,j,k] + b` }],
  conv_forward: [
    { title: t.eachCell(), tex: String.raw`Z[i,h,w,c] = \sum a_{slice} \odot W_c + b_c` },
    { of: 'size', title: t.outputHeight(), tex: SIZE },
  ],
  pool_forward: [
    {
      title: t.eachCell(),
      tex: String.raw`A[i,h,w,c] = \max(a_{slice}) \;\text{${t.or()}}\; \operatorname{mean}(a_{slice})`,
    },
    { of: 'size', title: t.outputHeight(), tex: POOL_SIZE },
  ],
  conv_backward: [
    { title: t.byInput(), tex: String.raw`dA \mathrel{+}= \sum_{h}\sum_{w} W_c \times dZ_{hw}` },
    { title: t.byFilter(), tex: String.raw`dW_c \mathrel{+}= \sum_{h}\sum_{w} a_{slice} \times dZ_{hw}` },
    { title: t.byBias(), tex: String.raw`db = \sum_{h}\sum_{w} dZ_{hw}` },
  ],
  create_mask_from_window: [{ title: t.eachCell(), tex: String.raw`mask[i,j] = \big(x[i,j] = \max(x)\big)` }],
  distribute_value: [{ title: t.eachCell(), tex: String.raw`a[i,j] = \frac{dz}{n_H\, n_W}` }],
  pool_backward: [
    { of: 'max', title: t.modeMax(), tex: String.raw`dA_{prev,\,slice} \mathrel{+}= mask \times dA[i,h,w,c]` },
    {
      of: 'average',
      title: t.modeAverage(),
      tex: String.raw`dA_{prev,\,slice} \mathrel{+}= \frac{dA[i,h,w,c]}{f \cdot f}`,
    },
  ],
});

/** The formulas; with inputs also their numbers, for a cell in the middle. */
export function functionFormulas<F extends FunctionName>(
  name: F,
  inputs: InputsOf[F] | null,
): readonly FunctionFormula[] {
  const all = letters()[name];
  if (!inputs) return all;
  const size = sizeNumbers(inputs as Sized);
  const cells = Object.keys(expected(name, inputs)).map((output) => cellNumbers(name, inputs, output));
  return all.map((formula, at) => {
    if (formula.of === 'size') return { ...formula, ...(size && { numbers: size }) };
    // Of a pool's two modes, only that of the inputs has numbers.
    const numbers = formula.of !== undefined && formula.of !== modeOf(inputs) ? undefined : (cells[at] ?? cells[0]);
    return { ...formula, ...(numbers && { numbers }) };
  });
}

const modeOf = (inputs: object) => ('mode' in inputs ? inputs.mode : null);

function cellNumbers<F extends FunctionName>(name: F, inputs: InputsOf[F], output: string): string {
  const { shape, data } = expected(name, inputs)[output]!;
  const index = shape.map((n) => Math.floor(n / 2));
  const value = data[index.reduce((offset, at, axis) => offset * shape[axis]! + at, 0)]!;
  const place = index.length === 0 ? '' : `[${index.join(',')}]`;
  const sum = sumTex(explain(name, inputs, output, index).sum);
  return `${output.replace(/_(\w+)$/, '_{$1}')}${place} = ${Number(value.toPrecision(5))} = ${sum}`;
}

/** A sum of words and numbers as TeX: words upright, negative factors in brackets. */
function sumTex(sum: string): string {
  return sum
    .replace(/(?<=[*+] )-[\d.]+(?:e-?\d+)?/g, (negative) => `(${negative})`)
    .replace(/[a-z]{2,}(?: [a-z]+)*/gi, (words) => String.raw`\text{${words}}`)
    .replaceAll(' * ', String.raw` \cdot `)
    .replaceAll('...', String.raw`\dots`)
    .replaceAll('==', '=');
}

interface Sized {
  readonly X?: Tensor;
  readonly A_prev?: Tensor;
  readonly W?: Tensor;
  readonly pad?: number;
  readonly hparameters?: { readonly f?: number; readonly stride: number; readonly pad?: number };
}

function sizeNumbers({ X, A_prev, W, pad, hparameters }: Sized): string | null {
  if (X && pad !== undefined) return String.raw`${X.shape[1]} + 2 \cdot ${pad} = ${X.shape[1]! + 2 * pad}`;
  if (!A_prev || !hparameters) return null;
  const [n, f, { stride }] = [A_prev.shape[1]!, hparameters.f ?? W!.shape[0]!, hparameters];
  // untranslated: TeX
  const padding = hparameters.pad === undefined ? '' : String.raw` + 2 \cdot ${hparameters.pad}`;
  const height = Math.floor((n - f + 2 * (hparameters.pad ?? 0)) / stride) + 1;
  return String.raw`n_H = \left\lfloor \frac{${n} - ${f}${padding}}{${stride}} \right\rfloor + 1 = ${height}`;
}
