import { texPart, texWords } from '../formula/tex-words.ts';
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';
import { type Setting, sized } from './setting.ts';

interface Entry {
  readonly title: string;
  readonly tex: string;
  readonly numbers: string;
}

/** The formulas of the chosen padding, in letters and with the numbers. */
export function paddingFormulas(setting: Setting): Entry[] {
  const { n, f, s, pad } = setting;
  const { before, after, output } = sized(setting);
  if (pad === 'same') {
    const total = before + after;
    return [
      {
        title: t.heightSame(),
        tex: 'n_H = \\left\\lceil \\frac{n_H^{prev}}{s} \\right\\rceil',
        numbers: `n_H = \\left\\lceil \\frac{${n}}{${s}} \\right\\rceil = ${output}`,
      },
      {
        title: t.zerosNeeded(),
        tex: 'p_{total} = \\max((n_H - 1) s + f - n_H^{prev},\\ 0)',
        numbers: `p_{total} = \\max((${output} - 1) \\cdot ${s} + ${f} - ${n},\\ 0) = ${total}`,
      },
      {
        title: t.beforeAfter(),
        tex: 'p_{before} = \\left\\lfloor \\frac{p_{total}}{2} \\right\\rfloor, \\quad p_{after} = p_{total} - p_{before}',
        numbers: `p_{before} = \\left\\lfloor \\frac{${total}}{2} \\right\\rfloor = ${before}, \\quad p_{after} = ${total} - ${before} = ${after}`,
      },
    ];
  }
  const p = typeof pad === 'number' ? pad : 0;
  // Also for impossible sizes: the result shows that no window fits.
  const found = Math.floor((n + 2 * p - f) / s) + 1;
  const end = output === 0 ? `${found} ${texWords(t.noWindowFits())}` : String(output);
  const floor: Entry = {
    title: shared.outputHeight(),
    tex: 'n_H = \\left\\lfloor \\frac{n_H^{prev} + 2p - f}{s} \\right\\rfloor + 1',
    numbers: `n_H = \\left\\lfloor \\frac{${n} + 2 \\cdot ${p} - ${f}}{${s}} \\right\\rfloor + 1 = ${end}`,
  };
  if (pad === 'valid') {
    return [
      {
        title: t.validForm(),
        tex: 'n_H = \\left\\lceil \\frac{n_H^{prev} - f + 1}{s} \\right\\rceil',
        numbers: `n_H = \\left\\lceil \\frac{${n} - ${f} + 1}{${s}} \\right\\rceil = ${end}`,
      },
      { ...floor, title: t.courseForm() },
    ];
  }
  return [
    floor,
    {
      title: t.keepsSize(),
      tex: 'p = \\frac{f - 1}{2}',
      numbers: `p = \\frac{${f} - 1}{2} = ${(f - 1) / 2}${f % 2 === 0 ? texWords(t.notWhole({ f: texPart('f') })) : ''}`,
    },
  ];
}
