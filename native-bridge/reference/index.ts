/** The from-scratch operations of the deep-learning course's assignment: float64, C order, NHWC. */
export { convBackward, convForward, convSingleStep } from './conv.ts';
export { poolBackward, poolForward } from './pool.ts';
export { createMaskFromWindow, distributeValue } from './pool-gradient.ts';
export { ShapeError, type Tensor, tensor, zeros } from './tensor.ts';
export { zeroPad } from './zero-pad.ts';
