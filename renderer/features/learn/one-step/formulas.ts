import { texFactor, texNumber, texSum } from '../formula/tex-number.ts';
import type { ConvSizes } from '../inputs/sizes.ts';
import { t } from './messages/index.ts';
import type { OneStep } from './steps.ts';
import type { Tap } from './tap.ts';

/** The formulas of one step, in letters and with its numbers. */
export function formulasOf(step: OneStep, { row, column, channel }: Tap, { channels, f }: ConvSizes) {
  const at = (row * f + column) * channels + channel;
  const [a, w, product] = [step.slice, step.filter, step.products].map(({ data }) => data[at]!) as [
    number,
    number,
    number,
  ];
  const place = `[${row},${column},${channel}]`;
  const terms = step.channelSums.map((sum, k) => `\\underbrace{${texFactor(sum)}}_{k=${k}}`);
  return [
    {
      title: t.oneNumber(),
      tex: 'Z = \\sum_{i,j=0}^{f-1} \\sum_{k=0}^{n_C^{[l-1]}-1} a_{slice}[i,j,k] \\, W[i,j,k] + b',
      numbers: `${texNumber(step.z)} = ${texSum(terms)} + ${texFactor(step.bias)}`,
    },
    {
      title: t.outlinedProduct(),
      tex: `a_{slice}${place} \\cdot W${place}`,
      numbers: `${texFactor(a, 3)} \\cdot ${texFactor(w, 3)} = ${texNumber(product, 3)}`,
    },
  ];
}
