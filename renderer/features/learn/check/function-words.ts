/** Descriptions of the eight functions and the three steps: task, arguments and outputs. */
import type { FunctionName } from './course.ts';
import { t } from './messages/index.ts';
import type { SubjectName } from './subjects.ts';

/** One sentence. */
export function taskOf(name: SubjectName): string {
  switch (name) {
    case 'zero_pad':
      return t.taskZeroPad();
    case 'conv_single_step':
      return t.taskConvSingleStep();
    case 'conv_forward':
      return t.taskConvForward();
    case 'pool_forward':
      return t.taskPoolForward();
    case 'conv_backward':
      return t.taskConvBackward();
    case 'create_mask_from_window':
      return t.taskCreateMask();
    case 'distribute_value':
      return t.taskDistributeValue();
    case 'pool_backward':
      return t.taskPoolBackward();
    case 'initialize_parameters':
      return t.taskInitializeParameters();
    case 'random_mini_batches':
      return t.taskRandomMiniBatches();
    case 'costs':
      return t.taskCosts();
  }
}

/** Descriptions shared by several functions, by name. */
const SHARED: Readonly<Record<string, () => string>> = {
  A_prev: () => t.outputBefore(),
  W: () => t.theFilters(),
  b: () => t.oneBiasEach(),
  hparameters: () => t.wholeNumbers(),
  mode: () => t.whichPooling(),
  dZ: () => t.gradientByZ(),
  dA: () => t.gradientByA(),
};
const OWN: Readonly<Record<FunctionName, Readonly<Record<string, () => string>>>> = {
  zero_pad: { X: () => t.pictures(), pad: () => t.zerosEachSide(), X_pad: () => t.paddedPictures() },
  conv_single_step: {
    a_slice_prev: () => t.windowOfInput(),
    W: () => t.oneFilter(),
    b: () => t.itsBias(),
    Z: () => 'sum(a_slice_prev * W) + b',
  },
  conv_forward: { Z: () => t.widthLikewise({ height: 'n_H = floor((n_H_prev - f + 2 pad) / stride) + 1' }) },
  pool_forward: { A: () => t.widthLikewise({ height: 'n_H = floor((n_H_prev - f) / stride) + 1' }) },
  conv_backward: {
    dA_prev: () => t.gradientByInput(),
    dW: () => t.gradientByW(),
    db: () => t.gradientByB(),
  },
  create_mask_from_window: { x: () => t.aWindow(), mask: () => t.maskValues() },
  distribute_value: { dz: () => t.gradientOfAverage(), shape: () => t.windowToSpread(), a: () => t.theShares() },
  pool_backward: { dA_prev: () => t.gradientByAPrev() },
};

/** Description of an argument or an output. */
export const valueWords = (name: FunctionName, value: string): string => (OWN[name][value] ?? SHARED[value])?.() ?? '';

/** Axes are the same in every language; a value without axes is described. */
export function shapeWords(shape: string): string {
  if (shape === 'number') return t.number();
  if (shape === 'mode') return t.maxOrAverage();
  return shape === 'as-x' ? t.shapeOfX() : shape;
}
