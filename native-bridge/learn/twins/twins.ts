/** Every twin, by function: one folder each. */
import type { FunctionName } from '../course.ts';
import { convBackwardTwins } from './conv-backward/twins.ts';
import { convForwardTwins } from './conv-forward/twins.ts';
import { convSingleStepTwins } from './conv-single-step/twins.ts';
import { createMaskTwins } from './create-mask/twins.ts';
import { distributeValueTwins } from './distribute-value/twins.ts';
import { poolBackwardTwins } from './pool-backward/twins.ts';
import { poolForwardTwins } from './pool-forward/twins.ts';
import type { TwinList } from './twin.ts';
import { zeroPadTwins } from './zero-pad/twins.ts';

export const TWINS: { readonly [F in FunctionName]: TwinList<F> } = {
  zero_pad: zeroPadTwins,
  conv_single_step: convSingleStepTwins,
  conv_forward: convForwardTwins,
  pool_forward: poolForwardTwins,
  conv_backward: convBackwardTwins,
  create_mask_from_window: createMaskTwins,
  distribute_value: distributeValueTwins,
  pool_backward: poolBackwardTwins,
};
