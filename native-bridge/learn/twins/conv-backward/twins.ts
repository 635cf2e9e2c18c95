/** The usual mistakes of conv_backward. */
import { twinList } from '../twin.ts';
import { loopMistakes } from '../windows/loops.ts';
import { startMistakes } from '../windows/start.ts';
import { gatherMistakes } from './gather-mistakes.ts';
import { type BackwardSteps, backwardWith, rightBackward } from './steps.ts';
import { unpadMistakes, windowMistakes } from './window-mistakes.ts';

export const convBackwardTwins = twinList<'conv_backward', BackwardSteps>(rightBackward, backwardWith, [
  ...gatherMistakes,
  ...startMistakes,
  ...unpadMistakes,
  ...windowMistakes,
  ...loopMistakes,
]);
