import { type Step, sumTex } from '../edges/window-sum.ts';
import type { Setting } from './example.ts';

/** The layer's formulas, in letters and with the numbers. */
export function volumeFormulas(
  { n, channels, f, filters, stride, pad }: Setting,
  nH: number,
  step: Step,
  place: string,
) {
  return [
    {
      title: 'Every cell of channel k of the output',
      tex: 'Z[h,w,k] = \\sum_{i,j,c} a_{slice}[i,j,c] \\cdot W[i,j,c,k] + b[k]',
      numbers: sumTex(place, step),
    },
    {
      title: 'Height and width of the output',
      tex: 'n_H^{[l]} = \\left\\lfloor \\frac{n_H^{[l-1]} + 2p^{[l]} - f^{[l]}}{s^{[l]}} \\right\\rfloor + 1',
      numbers: `n_H^{[l]} = \\left\\lfloor \\frac{${n} + 2 \\cdot ${pad} - ${f}}{${stride}} \\right\\rfloor + 1 = ${nH}`,
    },
    {
      title: 'Channels of the output',
      tex: 'n_C^{[l]} = \\text{number of filters}',
      numbers: `n_C^{[l]} = ${filters}`,
    },
    {
      title: 'Parameters',
      tex: 'f^{[l]} \\cdot f^{[l]} \\cdot n_C^{[l-1]} \\cdot n_C^{[l]} + n_C^{[l]}',
      numbers: `${f} \\cdot ${f} \\cdot ${channels} \\cdot ${filters} + ${filters} = ${f * f * channels * filters + filters}`,
    },
  ];
}
