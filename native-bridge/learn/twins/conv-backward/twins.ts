/** The usual mistakes of conv_backward. */
import { twinList } from '../twin.ts';
import { loopMistakes } from '../windows/loops.ts';
import { startMistakes } from '../windows/start.ts';
import { gatherMistakes } from './gather-mistakes.ts';
import { type BackwardSteps, backwardWith, rightBackward } from './steps.ts';
import { unpadMistakes, windowMistakes } from './window-mistakes.ts';

/** Steps that only one output depends on. */
const OUTPUT_OF: Readonly<Partial<Record<keyof BackwardSteps, string>>> = {
  dA: 'dA_prev',
  dAKernel: 'dA_prev',
  dAFilter: 'dA_prev',
  dACarried: 'dA_prev',
  unpad: 'dA_prev',
  dW: 'dW',
  db: 'db',
};

/** Whether both change the same output. */
function meet(one: Partial<BackwardSteps>, other: Partial<BackwardSteps>): boolean {
  const [first, second] = [one, other].map((steps) => {
    const outputs = Object.keys(steps).map((step) => OUTPUT_OF[step as keyof BackwardSteps] ?? null);
    return outputs.includes(null) ? ['dA_prev', 'dW', 'db'] : outputs;
  }) as [string[], string[]];
  return first.some((output) => second.includes(output));
}

const mistakes = [...gatherMistakes, ...startMistakes, ...unpadMistakes, ...windowMistakes, ...loopMistakes];

export const convBackwardTwins = twinList<'conv_backward', BackwardSteps>(rightBackward, backwardWith, mistakes, meet);
