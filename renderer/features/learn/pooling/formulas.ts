import type { PoolMode } from '../../../../native-bridge/reference/pool.ts';
import { texFactor, texNumber } from '../formula/tex-number.ts';
import type { Position } from '../inputs/positions.ts';
import type { PoolSizes } from '../inputs/sizes.ts';
import type { PooledWindow } from './window.ts';

/** Numbers of a window that are written out; more would not fit. */
const MOST = 9;

/**
 * The formulas of a pooling layer, in letters and with the numbers of a window.
 * @param shape of A, (m, nH, nW, nC)
 */
export function formulasOf(
  mode: PoolMode,
  sizes: PoolSizes,
  shape: readonly number[],
  { i, h, w, c }: Position,
  { values, result, maxima, gradient }: PooledWindow,
  dA: number,
) {
  const { f, stride } = sizes;
  const written = [...values.data].slice(0, MOST);
  const dots = values.data.length > MOST;
  const list = [...written.map((x) => texNumber(x)), ...(dots ? ['\\dots'] : [])].join(',\\ ');
  const sum = [...written.map((x) => texFactor(x)), ...(dots ? ['\\cdots'] : [])].join(' + ');
  const cell = `A_{${i},${h},${w},${c}}`;
  return [
    {
      title: 'The window',
      tex: 'a_{y,x} = A_{i,\\,sh+y,\\,sw+x,\\,c}^{[l-1]}',
      numbers: `a_{y,x} = A_{${i},\\,${stride * h}+y,\\,${stride * w}+x,\\,${c}}`,
    },
    mode === 'max'
      ? {
          title: 'One cell of the output',
          tex: 'A_{i,h,w,c}^{[l]} = \\max_{y,x<f} a_{y,x}',
          numbers: `${cell} = \\max(${list}) = ${texNumber(result)}`,
        }
      : {
          title: 'One cell of the output',
          tex: 'A_{i,h,w,c}^{[l]} = \\frac{1}{f^2} \\sum_{y,x<f} a_{y,x}',
          numbers: `${cell} = \\frac{${sum}}{${f * f}} = ${texNumber(result)}`,
        },
    ...(mode === 'max'
      ? [
          {
            title: 'Mask of the window',
            tex: '\\text{mask}_{y,x} = 1 \\text{ if } a_{y,x} = \\max a, \\text{ else } 0',
            numbers: `\\text{mask}_{y,x} = 1 \\text{ in ${maxima} of ${f * f} entries: those equal to } ${texNumber(result)}`,
          },
          {
            title: 'Backward, into the window',
            tex: 'da_{y,x} \\mathrel{+}= \\text{mask}_{y,x} \\cdot dA',
            numbers: `da_{y,x} \\mathrel{+}= \\text{mask}_{y,x} \\cdot ${texFactor(dA)}`,
          },
        ]
      : [
          {
            title: 'Backward, into the window',
            tex: 'da_{y,x} \\mathrel{+}= \\frac{dA}{f^2}',
            numbers: `da_{y,x} \\mathrel{+}= \\frac{${texNumber(dA)}}{${f * f}} = ${texNumber(gradient.data[0]!, 3)}`,
          },
        ]),
    {
      title: 'Height and width of the output',
      tex: 'n_H^{[l]} = \\left\\lfloor \\frac{n_H^{[l-1]} - f}{s} \\right\\rfloor + 1, \\quad n_W^{[l]} \\text{ likewise}',
      numbers: `${shape[1]} = \\left\\lfloor \\frac{${sizes.height} - ${f}}{${stride}} \\right\\rfloor + 1, \\quad ${shape[2]} = \\left\\lfloor \\frac{${sizes.width} - ${f}}{${stride}} \\right\\rfloor + 1`,
    },
  ];
}
