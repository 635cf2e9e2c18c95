import { texFactor, texNumber } from '../formula/tex-number.ts';
import { texPart, texWords } from '../formula/tex-words.ts';
import type { Position } from '../inputs/positions.ts';
import { t } from './messages/index.ts';

/** The three gradients of a convolution, in letters and at one step. */
export function convFormulas({ i, h, w, c }: Position, stride: number, dZ: number, db: number) {
  const arriving = `dZ_{${i},${h},${w},${c}}`;
  const window = `${i},\\,${h * stride}+y,\\,${w * stride}+x,\\,k`;
  const value = texFactor(dZ, 3);
  return [
    {
      title: t.intoWindow(),
      tex: 'dA_{i,\\,sh+y,\\,sw+x,\\,k}^{[l-1]} \\mathrel{+}= W_{y,x,k,c} \\, dZ_{i,h,w,c}',
      numbers: `dA_{${window}} \\mathrel{+}= W_{y,x,k,${c}} \\cdot ${value}`,
    },
    {
      title: t.intoItsFilter(),
      tex: 'dW_{y,x,k,c} \\mathrel{+}= A_{i,\\,sh+y,\\,sw+x,\\,k}^{[l-1]} \\, dZ_{i,h,w,c}',
      numbers: `dW_{y,x,k,${c}} \\mathrel{+}= A_{${window}} \\cdot ${value}`,
    },
    {
      title: t.intoItsBias(),
      tex: 'db_c = \\sum_{i,h,w} dZ_{i,h,w,c}',
      numbers: `${arriving} = ${texNumber(dZ, 3)}, \\quad ${texWords(t.withIt({ db: texPart(`db_{${c}} = ${texNumber(db, 3)}`) }))}`,
    },
  ];
}

/** How pooling propagates a gradient, in letters and at one step. */
export function poolFormulas(mode: 'max' | 'average', { i, h, w, c }: Position, stride: number, f: number, dA: number) {
  const window = `dA_{${i},\\,${h * stride}+y,\\,${w * stride}+x,\\,${c}}^{[l-1]}`;
  const letters = 'dA_{i,\\,sh+y,\\,sw+x,\\,c}^{[l-1]} \\mathrel{+}=';
  return mode === 'max'
    ? [
        {
          title: t.toTheMaximum(),
          tex: `${letters} \\text{mask}_{y,x} \\, dA_{i,h,w,c}^{[l]}`,
          numbers: `${window} \\mathrel{+}= \\text{mask}_{y,x} \\cdot ${texFactor(dA, 3)}`,
        },
      ]
    : [
        {
          title: t.toEveryEntry(),
          tex: `${letters} \\frac{dA_{i,h,w,c}^{[l]}}{f^2}`,
          numbers: `${window} \\mathrel{+}= \\frac{${texNumber(dA, 3)}}{${f * f}} = ${texNumber(dA / (f * f), 3)}`,
        },
      ];
}
