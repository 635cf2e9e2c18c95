/**
 * Batch norm (Ioffe & Szegedy 2015): statistics over all pixels of the mini-batch in training, running ones in inference. A
 * block for each channel adds up in a fixed order.
 */
#pragma once
#include "device.cuh"

/** Mean and 1 / sqrt(biased variance + epsilon); running = momentum * running + (1 - momentum) * batch where committed. */
BLOCK_KERNEL(batch_statistics) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  if (step.rows == 0) return;
  const int pixels = step.rows * stage.height * stage.width, channel = int(blockIdx.x);
  const Global<const float> x = input_of(net, stage) + channel;
  float sum = 0, squares = 0;
  for (int p = int(threadIdx.x); p < pixels; p += BLOCK) sum += x[int64_t(p) * stage.channels];
  const float mean = total(sum) / float(pixels);
  for (int p = int(threadIdx.x); p < pixels; p += BLOCK) {
    const float d = x[int64_t(p) * stage.channels] - mean;
    squares += d * d;
  }
  const float variance = total(squares) / float(pixels);
  if (threadIdx.x != 0) return;
  const Global<float> statistics = net.statistics + stage.statistics_at + channel;
  statistics[0] = mean;
  statistics[stage.channels] = 1.0f / sqrtf(variance + stage.epsilon);
  if (!step.commit || net.halted[1]) return;
  const Global<float> running_mean = net.weights + stage.mean_at + channel, running_variance = net.weights + stage.variance_at + channel;
  running_mean[0] = running_mean[0] * stage.momentum + mean * stage.one_minus_momentum;
  running_variance[0] = running_variance[0] * stage.momentum + variance * stage.one_minus_momentum;
}

KERNEL(running_statistics) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int channel = item();
  if (channel >= stage.channels) return;
  const Global<float> statistics = net.statistics + stage.statistics_at + channel;
  statistics[0] = net.weights[stage.mean_at + channel];
  statistics[stage.channels] = 1.0f / sqrtf(net.weights[stage.variance_at + channel] + stage.epsilon);
}

/** y = (x - mean) * gamma * rstd + beta */
KERNEL(normalise_forward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item(), channel = i % stage.channels;
  if (i >= step_of(net).rows * in_size(stage)) return;
  const Global<const float> statistics = net.statistics + stage.statistics_at + channel;
  const float scale = net.weights[stage.weights_at + channel] * statistics[stage.channels];
  output_of(net, stage)[i] = (input_of(net, stage)[i] - statistics[0]) * scale + net.weights[stage.bias_at + channel];
}

/** d(gamma) = sum(dy * x_hat), d(beta) = sum(dy), a channel each. */
BLOCK_KERNEL(normalise_parameter_gradients) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int pixels = step_of(net).rows * stage.height * stage.width, channel = int(blockIdx.x);
  if (pixels == 0) return;
  const Global<const float> x = input_of(net, stage) + channel, dy = output_gradient(net, stage) + channel;
  const Global<const float> statistics = net.statistics + stage.statistics_at + channel;
  const float mean = statistics[0], rstd = statistics[stage.channels];
  float scaled = 0, plain = 0;
  for (int p = int(threadIdx.x); p < pixels; p += BLOCK) {
    const int64_t at = int64_t(p) * stage.channels;
    const float gradient = dy[at];
    scaled += gradient * ((x[at] - mean) * rstd);
    plain += gradient;
  }
  const float gamma_gradient = total(scaled), beta_gradient = total(plain);
  if (threadIdx.x != 0) return;
  net.gradients[stage.weights_at + channel] = gamma_gradient;
  net.gradients[stage.bias_at + channel] = beta_gradient;
}

/**
 * d(x) = gamma * rstd * (dy - mean(dy) - x_hat * mean(dy * x_hat)), the means over the channel's pixels; without them where
 * the statistics are frozen.
 */
KERNEL(normalise_input_gradient) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int rows = step_of(net).rows, i = item(), channel = i % stage.channels;
  if (i >= rows * in_size(stage)) return;
  const Global<const float> statistics = net.statistics + stage.statistics_at + channel;
  const float rstd = statistics[stage.channels], hat = (input_of(net, stage)[i] - statistics[0]) * rstd;
  const float share = stage.frozen ? 0.0f : 1.0f / float(rows * stage.height * stage.width);
  const float centred = output_gradient(net, stage)[i] - net.gradients[stage.bias_at + channel] * share -
                        hat * net.gradients[stage.weights_at + channel] * share;
  input_gradient(net, stage)[i] = net.weights[stage.weights_at + channel] * rstd * centred;
}
