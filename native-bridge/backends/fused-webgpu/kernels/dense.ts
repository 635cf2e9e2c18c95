/** Dense layers: y = x W + b with x (rows,in), W (in,units). Also bias gradients, for convolutions too. */
import type { StageWords } from '../../../fused/plan.ts';
import type { WeightPlaces } from './convolution.ts';
import { each, group, type Kernel } from './kernel.ts';
import type { StageBuffers } from './stage-buffers.ts';

export function denseForward(stage: StageWords, at: WeightPlaces, buffers: StageBuffers): Kernel {
  const { inputs, units } = sizesOf(stage);
  return each({
    name: `dense forward ${stage.layer}`,
    items: { perRow: units },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'y', buffer: buffers.output, type: 'f32', write: true },
    ],
    body: `
  let unit = i % ${units}u;
  let base = (i / ${units}u) * ${inputs}u;
  var sum = ${at.bias === null ? '0.0' : `weights[${at.bias}u + unit]`};
  for (var k = 0u; k < ${inputs}u; k++) { sum += x[base + k] * weights[${at.kernel}u + k * ${units}u + unit]; }
  y[i] = sum;`,
  });
}

/** d(W) = x^T dy, one invocation per entry. */
export function denseKernelGradient(stage: StageWords, at: WeightPlaces, buffers: StageBuffers): Kernel {
  const { inputs, units } = sizesOf(stage);
  return each({
    name: `dense d(W) ${stage.layer}`,
    items: { fixed: inputs * units },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'gradients', buffer: 'gradients', type: 'f32', write: true },
    ],
    body: `
  let unit = i % ${units}u;
  let k = i / ${units}u;
  var sum = 0.0;
  for (var row = 0u; row < step.rows; row++) { sum += x[row * ${inputs}u + k] * dy[row * ${units}u + unit]; }
  gradients[${at.kernel}u + i] = sum;`,
  });
}

/** d(x) = dy W^T */
export function denseInputGradient(stage: StageWords, at: WeightPlaces, buffers: StageBuffers): Kernel {
  const { inputs, units } = sizesOf(stage);
  return each({
    name: `dense d(x) ${stage.layer}`,
    items: { perRow: inputs },
    bindings: [
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'dx', buffer: buffers.inputGradient, type: 'f32', write: true },
    ],
    body: `
  let base = (i / ${inputs}u) * ${units}u;
  let weight = ${at.kernel}u + (i % ${inputs}u) * ${units}u;
  var sum = 0.0;
  for (var unit = 0u; unit < ${units}u; unit++) { sum += dy[base + unit] * weights[weight + unit]; }
  dx[i] = sum;`,
  });
}

/** d(b) = sum of dy over rows and positions, per channel. @param bias floats before it */
export function biasGradient(stage: StageWords, bias: number, buffers: StageBuffers): Kernel {
  const channels = stage.outChannels;
  return group({
    name: `d(b) ${stage.layer}`,
    items: { fixed: channels },
    bindings: [
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'gradients', buffer: 'gradients', type: 'f32', write: true },
    ],
    body: `
  var sum = 0.0;
  for (var p = lane; p < step.rows * ${stage.outHeight * stage.outWidth}u; p += 64u) { sum += dy[p * ${channels}u + i]; }
  let all = total(sum, lane);
  if (lane == 0u) { gradients[${bias}u + i] = all; }`,
  });
}

function sizesOf({ height, width, channels, outChannels }: StageWords): { inputs: number; units: number } {
  return { inputs: height * width * channels, units: outChannels };
}
