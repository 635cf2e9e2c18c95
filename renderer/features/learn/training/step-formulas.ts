import type { StepSettings, WeightStep } from '../../../../native-bridge/reference/optimizer.ts';
import { t } from './messages/index.ts';

export interface StepFormula {
  readonly title: string;
  readonly tex: string;
  readonly numbers: string;
}

/** The optimizer's state for the weight before its step. */
export interface SlotsBefore {
  readonly m: number;
  readonly v: number;
  readonly u: number;
}

/** `0.009`, `-1.23 \cdot 10^{-5}`: that many significant digits, for numbers of any magnitude. */
export function texValue(value: number, digits = 5): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return String(Number(value.toPrecision(digits)));
  const [mantissa, power] = value.toExponential(digits - 1).split('e');
  return `${Number(mantissa)} \\cdot 10^{${Number(power)}}`;
}

const factor = (value: number, digits?: number) => {
  const text = texValue(value, digits);
  return value < 0 || text.includes('cdot') ? `\\left(${text}\\right)` : text;
};

/** `left = worked`, and its value on a separate line, so that long sums stay narrow. */
function lines(left: string, worked: string, result: string): string {
  return `\\begin{aligned} ${left} &= ${worked} \\\\ &= ${result} \\end{aligned}`;
}

/** One weight's step, line by line, in letters and with its numbers. */
export function stepFormulas(settings: StepSettings, before: SlotsBefore, step: WeightStep): StepFormula[] {
  return step.kind === 'sgd' ? sgd(settings, before, step) : adam(settings, before, step);
}

function adam(
  { rule, learningRate, steps }: StepSettings,
  before: SlotsBefore,
  { g, w, m, v, stepSize, kept, next }: Extract<WeightStep, { kind: 'adam' }>,
): StepFormula[] {
  if (rule.kind === 'sgd') return [];
  const { beta1, beta2, epsilon } = rule;
  const [b1, b2, now] = [texValue(beta1), texValue(beta2), steps + 1];
  const decays = kept !== 1;
  const rate = texValue(learningRate);
  const share = rule.kind === 'adamW' ? texValue(rule.weightDecay) : '';
  return [
    {
      title: t.firstMoment(),
      tex: 'm_t = \\beta_1 m_{t-1} + (1 - \\beta_1)\\, g',
      numbers: lines(`m_{${now}}`, `${b1} \\cdot ${factor(before.m)} + (1 - ${b1}) \\cdot ${factor(g)}`, texValue(m)),
    },
    {
      title: t.secondMoment(),
      tex: 'v_t = \\beta_2 v_{t-1} + (1 - \\beta_2)\\, g^2',
      numbers: lines(`v_{${now}}`, `${b2} \\cdot ${factor(before.v)} + (1 - ${b2}) \\cdot ${factor(g)}^2`, texValue(v)),
    },
    {
      title: t.stepSize(),
      tex: '\\alpha_t = \\alpha\\, \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}',
      numbers: `\\alpha_{${now}} = ${rate} \\cdot \\frac{\\sqrt{1 - ${b2}^{${now}}}}{1 - ${b1}^{${now}}} = ${texValue(stepSize)}`,
    },
    {
      title: t.newWeight(),
      tex: `w_t = ${decays ? '(1 - \\alpha \\lambda)\\, ' : ''}w_{t-1} - \\alpha_t\\, \\frac{m_t}{\\sqrt{v_t} + \\varepsilon}`,
      numbers: lines(
        `w_{${now}}`,
        `${decays ? `(1 - ${rate} \\cdot ${share}) \\cdot ${factor(w, 7)}` : texValue(w, 7)} - ${factor(stepSize)} \\cdot ` +
          `\\frac{${texValue(m)}}{\\sqrt{${texValue(v)}} + ${texValue(epsilon)}}`,
        texValue(next, 7),
      ),
    },
  ];
}

function sgd(
  { rule, learningRate, steps }: StepSettings,
  before: SlotsBefore,
  { g, w, u, next }: Extract<WeightStep, { kind: 'sgd' }>,
): StepFormula[] {
  if (rule.kind !== 'sgd') return [];
  const now = steps + 1;
  return [
    {
      title: t.velocity(),
      tex: 'u_t = \\mu\\, u_{t-1} + g',
      numbers: lines(`u_{${now}}`, `${texValue(rule.momentum)} \\cdot ${factor(before.u)} + ${factor(g)}`, texValue(u)),
    },
    {
      title: t.newWeight(),
      tex: 'w_t = w_{t-1} - \\alpha\\, u_t',
      numbers: lines(
        `w_{${now}}`,
        `${texValue(w, 7)} - ${texValue(learningRate)} \\cdot ${factor(u)}`,
        texValue(next, 7),
      ),
    },
  ];
}
