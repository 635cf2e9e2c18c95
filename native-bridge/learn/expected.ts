/** The right answers, from the reference operations. */
import {
  convBackward,
  convForward,
  convSingleStep,
  createMaskFromWindow,
  distributeValue,
  poolBackward,
  poolForward,
  tensor,
  zeroPad,
} from '../reference/index.ts';
import type { FunctionName, InputsOf, Outputs } from './course.ts';

/** The right implementation of each function, by the course's names. */
const RIGHT: { readonly [F in FunctionName]: (inputs: InputsOf[F]) => Outputs } = {
  zero_pad: ({ X, pad }) => ({ X_pad: zeroPad(X, pad) }),
  conv_single_step: ({ a_slice_prev, W, b }) => ({ Z: tensor([], [convSingleStep(a_slice_prev, W, b)]) }),
  conv_forward: ({ A_prev, W, b, hparameters }) => ({ Z: convForward(A_prev, W, b, hparameters).Z }),
  pool_forward: ({ A_prev, hparameters, mode }) => ({ A: poolForward(A_prev, hparameters, mode).A }),
  conv_backward({ dZ, A_prev, W, b, hparameters }) {
    const { dAPrev, dW, db } = convBackward(dZ, { APrev: A_prev, W, b, ...hparameters });
    return { dA_prev: dAPrev, dW, db };
  },
  create_mask_from_window: ({ x }) => ({ mask: createMaskFromWindow(x) }),
  distribute_value: ({ dz, shape }) => ({ a: distributeValue(dz, shape) }),
  pool_backward: ({ dA, A_prev, hparameters, mode }) => ({
    dA_prev: poolBackward(dA, { APrev: A_prev, ...hparameters }, mode),
  }),
};

/**
 * What the function must return, by the names of `OUTPUT_NAMES`.
 * @throws ShapeError if the inputs do not match.
 */
export function expected<F extends FunctionName>(functionName: F, inputs: InputsOf[F]): Outputs {
  return RIGHT[functionName](inputs);
}
