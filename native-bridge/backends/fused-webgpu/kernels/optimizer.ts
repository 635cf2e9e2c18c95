/** One optimizer step on all parameters; backends/backend.ts has the formulas and their sources. */
import type { OptimizerSettings } from '../../backend.ts';
import { each, type Kernel } from './kernel.ts';
import { KERNEL, TRAINED } from './loss.ts';

/** @param count floats of all parameters */
export function optimizerStep({ kind }: OptimizerSettings, count: number): Kernel {
  return each({
    name: `step of ${kind}`,
    items: { fixed: count },
    bindings: [
      { as: 'gradients', buffer: 'gradients', type: 'f32' },
      { as: 'flags', buffer: 'flags', type: 'u32' },
      { as: 'scale', buffer: 'scale', type: 'f32' },
      { as: 'rates', buffer: 'rates', type: 'f32' },
      { as: 'halted', buffer: 'halted', type: 'u32' },
      { as: 'weights', buffer: 'weights', type: 'f32', write: true },
      { as: 'first', buffer: 'slot1', type: 'f32', write: true },
      ...(kind === 'sgd' ? [] : [{ as: 'second', buffer: 'slot2', type: 'f32', write: true } as const]),
    ],
    body: `
  if ((flags[i] & ${TRAINED}u) == 0u || halted[0] == 1u) { return; }
  let g = gradients[i] * scale[0];
  ${kind === 'sgd' ? SGD : ADAM}`,
  });
}

const SGD = `
  first[i] = step.momentum * first[i] + g;
  weights[i] -= step.rate * rates[i] * first[i];`;

/** AdamW's decay is 0 for Adam; only kernels decay. */
const ADAM = `
  let decay = select(1.0, 1.0 - step.rate * rates[i] * step.weightDecay, (flags[i] & ${KERNEL}u) != 0u);
  first[i] = first[i] * step.beta1 + g * step.oneMinusBeta1;
  second[i] = second[i] * step.beta2 + g * g * step.oneMinusBeta2;
  weights[i] = weights[i] * decay - step.stepSize * rates[i] * first[i] / (sqrt(second[i]) + step.epsilon);`;
