/** Pictures, dense layers, biases, relu and dropout. */
#pragma once
#include "device.cuh"

/** (rows,H,W,C) bytes of the pictures that `indices` names, as numbers in [0,1]: what enters the first stage. */
KERNEL(gather_pictures) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  const int size = in_size(stage), i = item();
  if (i >= step.rows * size) return;
  const int row = step.first + i / size;
  const int64_t at = int64_t(step.varied ? row : net.indices[row]) * size + i % size;
  input_of(net, stage)[i] = float(step.varied ? net.varied[at] : net.set[at]) / 255.0f;
}

/** y = x W + b with x (rows,in), W (in,units). */
KERNEL(dense_forward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int units = stage.out_channels, i = item();
  if (i >= step_of(net).rows * units) return;
  const Global<const float> x = input_of(net, stage) + int64_t(i / units) * in_size(stage);
  const Global<const float> weights = net.weights + stage.weights_at + i % units;
  float sum = stage.bias_at < 0 ? 0.0f : net.weights[stage.bias_at + i % units];
  for (int k = 0; k < in_size(stage); k++) sum += x[k] * weights[int64_t(k) * units];
  output_of(net, stage)[i] = sum;
}

/** d(W) = x^T dy, a thread for each entry. */
KERNEL(dense_kernel_gradient) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  const int units = stage.out_channels, inputs = in_size(stage), i = item();
  if (step.rows == 0 || i >= inputs * units) return;
  const Global<const float> x = input_of(net, stage) + i / units, dy = output_gradient(net, stage) + i % units;
  float sum = 0;
  for (int row = 0; row < step.rows; row++) sum += x[int64_t(row) * inputs] * dy[int64_t(row) * units];
  net.gradients[stage.weights_at + i] = sum;
}

/** d(x) = dy W^T */
KERNEL(dense_input_gradient) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int units = stage.out_channels, inputs = in_size(stage), i = item();
  if (i >= step_of(net).rows * inputs) return;
  const Global<const float> dy = output_gradient(net, stage) + int64_t(i / inputs) * units;
  const Global<const float> weights = net.weights + stage.weights_at + int64_t(i % inputs) * units;
  float sum = 0;
  for (int unit = 0; unit < units; unit++) sum += dy[unit] * weights[unit];
  input_gradient(net, stage)[i] = sum;
}

/** d(b) = sum over rows and positions of dy, a block for each channel; of convolutions too. */
BLOCK_KERNEL(bias_gradient) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int pixels = step_of(net).rows * stage.out_height * stage.out_width, channel = int(blockIdx.x);
  const Global<const float> dy = output_gradient(net, stage) + channel;
  float sum = 0;
  for (int p = int(threadIdx.x); p < pixels; p += BLOCK) sum += dy[int64_t(p) * stage.out_channels];
  const float all = total(sum);
  if (threadIdx.x == 0) net.gradients[stage.bias_at + channel] = all;
}

KERNEL(relu_forward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i < step_of(net).rows * in_size(stage)) output_of(net, stage)[i] = fmaxf(input_of(net, stage)[i], 0.0f);
}

/** Copies the gradient where the input was above 0; relu's gradient at 0 is 0. */
KERNEL(relu_backward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * in_size(stage)) return;
  input_gradient(net, stage)[i] = input_of(net, stage)[i] > 0.0f ? float(output_gradient(net, stage)[i]) : 0.0f;
}

namespace gpu {

/** Whether number n of a mini-batch is kept: Philox 4x32-10 with the counters of convnet/dropout.ts. */
DEVICE bool is_kept(const Step& step, const Stage& stage, uint32_t n) {
  uint32_t c[4] = {n / 4, uint32_t(stage.layer), step.steps, 0x64726f70u}, key[2] = {step.seed_low, step.seed_high};
  for (int round = 0; round < 10; round++) {
    const uint64_t a = uint64_t(0xd2511f53u) * c[0], b = uint64_t(0xcd9e8d57u) * c[2];
    const uint32_t next[2] = {uint32_t(b >> 32) ^ c[1] ^ key[0], uint32_t(a >> 32) ^ c[3] ^ key[1]};
    c[0] = next[0];
    c[1] = uint32_t(b);
    c[2] = next[1];
    c[3] = uint32_t(a);
    key[0] += 0x9e3779b9u;
    key[1] += 0xbb67ae85u;
  }
  return (c[n % 4] & 0x7fffffu) >= stage.dropped;
}

} // namespace gpu

KERNEL(dropout_forward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  const int i = item();
  if (i >= step.rows * in_size(stage)) return;
  output_of(net, stage)[i] = is_kept(step, stage, uint32_t(i)) ? input_of(net, stage)[i] * stage.kept_scale : 0.0f;
}
KERNEL(dropout_backward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  const int i = item();
  if (i >= step.rows * in_size(stage)) return;
  input_gradient(net, stage)[i] = is_kept(step, stage, uint32_t(i)) ? output_gradient(net, stage)[i] * stage.kept_scale : 0.0f;
}

/** In inference nothing is dropped. */
KERNEL(dropout_inference) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i < step_of(net).rows * in_size(stage)) output_of(net, stage)[i] = input_of(net, stage)[i];
}
