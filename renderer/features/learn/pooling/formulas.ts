import type { PoolMode } from '../../../../native-bridge/reference/pool.ts';
import { texFactor, texNumber } from '../formula/tex-number.ts';
import { texPart, texWords } from '../formula/tex-words.ts';
import type { Position } from '../inputs/positions.ts';
import type { PoolSizes } from '../inputs/sizes.ts';
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';
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
      title: shared.theWindow(),
      tex: 'a_{y,x} = A_{i,\\,sh+y,\\,sw+x,\\,c}^{[l-1]}',
      numbers: `a_{y,x} = A_{${i},\\,${stride * h}+y,\\,${stride * w}+x,\\,${c}}`,
    },
    mode === 'max'
      ? {
          title: shared.outputCell(),
          tex: 'A_{i,h,w,c}^{[l]} = \\max_{y,x<f} a_{y,x}',
          numbers: `${cell} = \\max(${list}) = ${texNumber(result)}`,
        }
      : {
          title: shared.outputCell(),
          tex: 'A_{i,h,w,c}^{[l]} = \\frac{1}{f^2} \\sum_{y,x<f} a_{y,x}',
          numbers: `${cell} = \\frac{${sum}}{${f * f}} = ${texNumber(result)}`,
        },
    ...(mode === 'max'
      ? [
          {
            title: t.maskOfWindow(),
            tex: `\\text{mask}_{y,x} = ${texWords(t.maskIf({ one: texPart(1), equal: texPart('a_{y,x} = \\max a'), zero: texPart(0) }))}`,
            numbers: `\\text{mask}_{y,x} = ${texWords(t.maskIn({ one: texPart(1), n: maxima, all: f * f, maximum: texPart(texNumber(result)) }))}`,
          },
          {
            title: t.backwardInto(),
            tex: 'da_{y,x} \\mathrel{+}= \\text{mask}_{y,x} \\cdot dA',
            numbers: `da_{y,x} \\mathrel{+}= \\text{mask}_{y,x} \\cdot ${texFactor(dA)}`,
          },
        ]
      : [
          {
            title: t.backwardInto(),
            tex: 'da_{y,x} \\mathrel{+}= \\frac{dA}{f^2}',
            numbers: `da_{y,x} \\mathrel{+}= \\frac{${texNumber(dA)}}{${f * f}} = ${texNumber(gradient.data[0]!, 3)}`,
          },
        ]),
    {
      title: shared.outputSize(),
      tex: `n_H^{[l]} = \\left\\lfloor \\frac{n_H^{[l-1]} - f}{s} \\right\\rfloor + 1, \\quad ${texWords(t.likewise({ size: texPart('n_W^{[l]}') }))}`,
      numbers: `${shape[1]} = \\left\\lfloor \\frac{${sizes.height} - ${f}}{${stride}} \\right\\rfloor + 1, \\quad ${shape[2]} = \\left\\lfloor \\frac{${sizes.width} - ${f}}{${stride}} \\right\\rfloor + 1`,
    },
  ];
}
