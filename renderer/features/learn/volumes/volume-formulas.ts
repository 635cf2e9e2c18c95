import { type Step, sumTex } from '../edges/window-sum.ts';
import { texWords } from '../formula/tex-words.ts';
import { t as shared } from '../messages/index.ts';
import type { Setting } from './example.ts';
import { t } from './messages/index.ts';

/** The layer's formulas, in letters and with the numbers. */
export function volumeFormulas(
  { n, channels, f, filters, stride, pad }: Setting,
  nH: number,
  step: Step,
  place: string,
) {
  return [
    {
      title: t.everyCell(),
      tex: 'Z[h,w,k] = \\sum_{i,j,c} a_{slice}[i,j,c] \\cdot W[i,j,c,k] + b[k]',
      numbers: sumTex(place, step),
    },
    {
      title: shared.outputSize(),
      tex: 'n_H^{[l]} = \\left\\lfloor \\frac{n_H^{[l-1]} + 2p^{[l]} - f^{[l]}}{s^{[l]}} \\right\\rfloor + 1',
      numbers: `n_H^{[l]} = \\left\\lfloor \\frac{${n} + 2 \\cdot ${pad} - ${f}}{${stride}} \\right\\rfloor + 1 = ${nH}`,
    },
    {
      title: t.outputChannels(),
      tex: `n_C^{[l]} = ${texWords(t.numberOfFilters())}`,
      numbers: `n_C^{[l]} = ${filters}`,
    },
    {
      title: t.parameters(),
      tex: 'f^{[l]} \\cdot f^{[l]} \\cdot n_C^{[l-1]} \\cdot n_C^{[l]} + n_C^{[l]}',
      numbers: `${f} \\cdot ${f} \\cdot ${channels} \\cdot ${filters} + ${filters} = ${f * f * channels * filters + filters}`,
    },
  ];
}
