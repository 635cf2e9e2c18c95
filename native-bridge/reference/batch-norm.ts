/** Batch normalisation (Ioffe & Szegedy 2015) over every axis but the last. */
import type { ByRole, Pass } from './pass.ts';
import { type Tensor, zeros } from './tensor.ts';

export interface Normalisation {
  readonly gamma: Tensor;
  readonly beta: Tensor;
  /** The running statistics, which inference normalises with. */
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * gamma * (x - mean) / sqrt(variance + epsilon) + beta. Training uses the mini-batch's mean and biased variance, and the
 * gradient flows through them too; inference uses the running statistics.
 * @param x (m, ..., C)
 */
export function batchNorm(x: Tensor, norm: Normalisation, training: boolean): Pass {
  const { gamma, beta } = norm;
  const { mean, variance } = training ? moments(x) : norm;
  const channels = gamma.data.length;
  const scale = variance.data.map((value) => 1 / Math.sqrt(value + norm.epsilon)); // (C)
  const unit = x.data.map((value, i) => (value - mean.data[i % channels]!) * scale[i % channels]!); // (m, ..., C)
  const output = unit.map((value, i) => gamma.data[i % channels]! * value + beta.data[i % channels]!);
  return {
    output: { shape: x.shape, data: output },
    running: training ? { mean: blend(norm.mean, mean, norm), variance: blend(norm.variance, variance, norm) } : {},
    backward(dOutput) {
      const dBeta = channelSums(dOutput.data, channels);
      const dGamma = channelSums(dOutput.data, channels, unit);
      const count = training ? unit.length / channels : Number.POSITIVE_INFINITY; // running statistics are constants
      const dInput = dOutput.data.map((d, i) => {
        const c = i % channels;
        return gamma.data[c]! * scale[c]! * (d - (dBeta.data[c]! + unit[i]! * dGamma.data[c]!) / count);
      });
      return { dInput: { shape: x.shape, data: dInput }, gradients: { gamma: dGamma, beta: dBeta } };
    },
  };
}

/** Mean and biased variance of each channel, (C). */
function moments(x: Tensor): Required<Pick<ByRole, 'mean' | 'variance'>> {
  const channels = x.shape.at(-1)!;
  const share = channels / x.data.length;
  const mean = channelSums(x.data, channels).data.map((sum) => sum * share);
  const centred = x.data.map((value, i) => value - mean[i % channels]!);
  const variance = channelSums(centred, channels, centred).data.map((sum) => sum * share);
  return { mean: { shape: [channels], data: mean }, variance: { shape: [channels], data: variance } };
}

/** Sums over every axis but the last, of `values` or of `values * factors`: (C). */
function channelSums(values: Float64Array, channels: number, factors?: Float64Array): Tensor {
  const sums = zeros([channels]);
  for (let i = 0; i < values.length; i++) sums.data[i % channels]! += values[i]! * (factors ? factors[i]! : 1);
  return sums;
}

/** momentum * running + (1 - momentum) * batch, (C), as in Keras's BatchNormalization. */
function blend(running: Tensor, batch: Tensor, { momentum }: Normalisation): Tensor {
  const data = running.data.map((value, c) => momentum * value + (1 - momentum) * batch.data[c]!);
  return { shape: running.shape, data };
}
