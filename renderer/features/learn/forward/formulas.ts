import { texNumber } from '../formula/tex-number.ts';
import type { Position } from '../inputs/positions.ts';
import type { ConvSizes } from '../inputs/sizes.ts';
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';

const along = (axis: 'H' | 'W') => ({
  title: axis === 'H' ? shared.outputHeight() : shared.outputWidth(),
  tex: `n_${axis}^{[l]} = \\left\\lfloor \\frac{n_${axis}^{[l-1]} - f^{[l]} + 2p^{[l]}}{s^{[l]}} \\right\\rfloor + 1`,
});

/**
 * The formulas of the forward pass, in letters and with the numbers of a step.
 * @param shape of Z, (m, nH, nW, nC)
 */
export function formulasOf(sizes: ConvSizes, shape: readonly number[], { i, h, w, c }: Position, z: number) {
  const { f, pad, stride } = sizes;
  const counted = (n: number, result: number) =>
    `${result} = \\left\\lfloor \\frac{${n} - ${f} + 2 \\cdot ${pad}}{${stride}} \\right\\rfloor + 1`;
  return [
    {
      title: shared.theWindow(),
      tex: 'a_{slice} = A_{i,\\;sh:sh+f,\\;sw:sw+f,\\;:}^{[l-1]}',
      numbers: `a_{slice} = A_{${i},\\;${h * stride}:${h * stride + f},\\;${w * stride}:${w * stride + f},\\;:}`,
    },
    {
      title: shared.outputCell(),
      tex: 'Z_{i,h,w,c}^{[l]} = \\sum_{y,x,k} a_{slice}[y,x,k] \\, W_{y,x,k,c}^{[l]} + b_c^{[l]}',
      numbers: `\\sum_{y,x,k} a_{slice}[y,x,k] \\, W_{y,x,k,${c}} + b_{${c}} = ${texNumber(z, 3)}`,
    },
    { ...along('H'), numbers: counted(sizes.height, shape[1]!) },
    { ...along('W'), numbers: counted(sizes.width, shape[2]!) },
    {
      title: t.outputShape(),
      tex: '(m,\\ n_H^{[l]},\\ n_W^{[l]},\\ n_C^{[l]})',
      numbers: `(${shape.join(',\\ ')})`,
    },
  ];
}
