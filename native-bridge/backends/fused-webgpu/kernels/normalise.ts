/**
 * Batch norm (Ioffe & Szegedy 2015): statistics over all pixels of the mini-batch in training, running ones in
 * inference. One workgroup per channel sums in a fixed order.
 */
import type { StageWords } from '../../../fused/plan.ts';
import { each, group, type Kernel } from './kernel.ts';
import { real } from './real.ts';
import type { StageBuffers } from './stage-buffers.ts';

/** Floats before each vector in `weights`, (channels) each. */
export interface NormalisePlaces {
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
}

interface Settings {
  readonly momentum: number;
  readonly epsilon: number;
}

/** Mean and 1 / sqrt(biased variance + epsilon); running = momentum * running + (1 - momentum) * batch on commit. */
export function batchStatistics(
  stage: StageWords,
  at: NormalisePlaces,
  settings: Settings,
  buffers: StageBuffers,
): Kernel {
  const { momentum, epsilon } = settings;
  const blend = (place: number, value: string) =>
    `weights[${place}u + i] = weights[${place}u + i] * ${real(momentum)} + ${value} * ${real(1 - momentum)};`;
  return group({
    name: `batch norm statistics ${stage.layer}`,
    items: { fixed: stage.channels },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32', write: true },
      { as: 'statistics', buffer: buffers.statistics, type: 'f32', write: true },
      { as: 'halted', buffer: 'halted', type: 'u32' },
    ],
    body: `
  let count = ${pixelsOf(stage)};
  var sum = 0.0;
  for (var p = lane; p < count; p += 64u) { sum += x[p * ${stage.channels}u + i]; }
  let mean = total(sum, lane) / f32(count);
  var squares = 0.0;
  for (var p = lane; p < count; p += 64u) {
    let d = x[p * ${stage.channels}u + i] - mean;
    squares += d * d;
  }
  let variance = total(squares, lane) / f32(count);
  if (lane == 0u) {
    statistics[i] = mean;
    statistics[${stage.channels}u + i] = 1.0 / sqrt(variance + ${real(epsilon)});
    if (step.commit == 1u && halted[1] == 0u) { ${blend(at.mean, 'mean')} ${blend(at.variance, 'variance')} }
  }`,
  });
}

export function runningStatistics(
  stage: StageWords,
  at: NormalisePlaces,
  epsilon: number,
  buffers: StageBuffers,
): Kernel {
  return each({
    name: `batch norm running statistics ${stage.layer}`,
    items: { fixed: stage.channels },
    bindings: [
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'statistics', buffer: buffers.statistics, type: 'f32', write: true },
    ],
    body: `
  statistics[i] = weights[${at.mean}u + i];
  statistics[${stage.channels}u + i] = 1.0 / sqrt(weights[${at.variance}u + i] + ${real(epsilon)});`,
  });
}

/** y = (x - mean) * gamma * rstd + beta */
export function normaliseForward(stage: StageWords, at: NormalisePlaces, buffers: StageBuffers): Kernel {
  return each({
    name: `batch norm forward ${stage.layer}`,
    items: { perRow: stage.height * stage.width * stage.channels },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'statistics', buffer: buffers.statistics, type: 'f32' },
      { as: 'y', buffer: buffers.output, type: 'f32', write: true },
    ],
    body: `
  let c = i % ${stage.channels}u;
  let scale = weights[${at.gamma}u + c] * statistics[${stage.channels}u + c];
  y[i] = (x[i] - statistics[c]) * scale + weights[${at.beta}u + c];`,
  });
}

/** d(gamma) = sum(dy * x_hat), d(beta) = sum(dy), per channel. */
export function normaliseParameterGradients(stage: StageWords, at: NormalisePlaces, buffers: StageBuffers): Kernel {
  return group({
    name: `batch norm d(gamma), d(beta) ${stage.layer}`,
    items: { fixed: stage.channels },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'statistics', buffer: buffers.statistics, type: 'f32' },
      { as: 'gradients', buffer: 'gradients', type: 'f32', write: true },
    ],
    body: `
  let mean = statistics[i];
  let rstd = statistics[${stage.channels}u + i];
  var scaled = 0.0;
  var plain = 0.0;
  for (var p = lane; p < ${pixelsOf(stage)}; p += 64u) {
    let at = p * ${stage.channels}u + i;
    scaled += dy[at] * ((x[at] - mean) * rstd);
    plain += dy[at];
  }
  let dGamma = total(scaled, lane);
  let dBeta = total(plain, lane);
  if (lane == 0u) {
    gradients[${at.gamma}u + i] = dGamma;
    gradients[${at.beta}u + i] = dBeta;
  }`,
  });
}

/**
 * d(x) = gamma * rstd * (dy - mean(dy) - x_hat * mean(dy * x_hat)), means over the channel's pixels; without the means
 * if the statistics are frozen.
 */
export function normaliseInputGradient(
  stage: StageWords,
  at: NormalisePlaces,
  buffers: StageBuffers,
  frozen: boolean,
): Kernel {
  return each({
    name: `batch norm d(x) ${stage.layer}`,
    items: { perRow: stage.height * stage.width * stage.channels },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'statistics', buffer: buffers.statistics, type: 'f32' },
      { as: 'gradients', buffer: 'gradients', type: 'f32' },
      { as: 'dx', buffer: buffers.inputGradient, type: 'f32', write: true },
    ],
    body: `
  let c = i % ${stage.channels}u;
  let rstd = statistics[${stage.channels}u + c];
  let xHat = (x[i] - statistics[c]) * rstd;
  let share = ${frozen ? 0 : 1}.0 / f32(${pixelsOf(stage)});
  let centred = dy[i] - gradients[${at.beta}u + c] * share - xHat * gradients[${at.gamma}u + c] * share;
  dx[i] = weights[${at.gamma}u + c] * rstd * centred;`,
  });
}

/** Number of pixels in the mini-batch. */
function pixelsOf({ height, width }: StageWords): string {
  return `(step.rows * ${height * width}u)`;
}
