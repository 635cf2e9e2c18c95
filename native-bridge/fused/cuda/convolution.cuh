/**
 * Convolution, bias, relu and a max pool whose windows tile, as one kernel: the maximum of every window and its place are all
 * that reaches memory. The backward pass starts from these maxima alone. NHWC, kernels HWIO. LANES filters a thread.
 */
#pragma once
#include "device.cuh"

namespace gpu {

/** x (rows,H,W,C) -> y (rows,OH,OW,OC), and `places`: which position of its window was the maximum, the first of equals. */
template <int LANES> DEVICE void convolve(const Net& net, const Step& step, const Stage& stage) {
  const int blocks = stage.out_channels / LANES, i = item();
  if (i >= step.rows * stage.out_height * stage.out_width * blocks) return;
  const int oc = i % blocks * LANES, ox = i / blocks % stage.out_width, oy = i / (blocks * stage.out_width) % stage.out_height;
  const Global<const float> x = input_of(net, stage) + int64_t(i / (blocks * stage.out_width * stage.out_height)) * in_size(stage);
  const Global<const float> weights = net.weights + stage.weights_at + oc;
  float best[LANES] = {};
  int place[LANES] = {};
  bool first = true;
  for (int py = 0; py < stage.pool; py++) {
    const int cy = oy * stage.pool + py - stage.pool_pad_top;
    if (cy < 0 || cy >= stage.conv_height) continue;
    for (int px = 0; px < stage.pool; px++) {
      const int cx = ox * stage.pool + px - stage.pool_pad_left;
      if (cx < 0 || cx >= stage.conv_width) continue;
      float value[LANES];
      for (int lane = 0; lane < LANES; lane++) value[lane] = stage.bias_at < 0 ? 0.0f : net.weights[stage.bias_at + oc + lane];
      for (int ky = 0; ky < stage.kernel; ky++) {
        const int iy = cy * stage.stride + ky - stage.pad_top;
        if (iy < 0 || iy >= stage.height) continue;
        for (int kx = 0; kx < stage.kernel; kx++) {
          const int ix = cx * stage.stride + kx - stage.pad_left;
          if (ix < 0 || ix >= stage.width) continue;
          const Global<const float> pixel = x + (iy * stage.width + ix) * stage.channels;
          const Global<const float> tap = weights + (ky * stage.kernel + kx) * stage.channels * stage.out_channels;
          for (int c = 0; c < stage.channels; c++) {
            const float number = pixel[c];
            for (int lane = 0; lane < LANES; lane++) value[lane] += number * tap[c * stage.out_channels + lane];
          }
        }
      }
      for (int lane = 0; lane < LANES; lane++) {
        if (!first && !(value[lane] > best[lane])) continue;
        best[lane] = value[lane];
        place[lane] = py * stage.pool + px;
      }
      first = false;
    }
  }
  const Global<float> y = output_of(net, stage) + int64_t(i) * LANES;
  for (int lane = 0; lane < LANES; lane++) y[lane] = stage.relu ? fmaxf(best[lane], 0.0f) : best[lane];
  if (stage.pool == 1) return;
  const Global<int32_t> places = places_of(net, stage) + int64_t(i) * LANES;
  for (int lane = 0; lane < LANES; lane++) places[lane] = place[lane];
}

/** d(W) of one kernel entry of LANES filters, which a block adds up over rows and positions: (K,K,C,OC). */
template <int LANES> DEVICE void differentiate_kernel(const Net& net, const Step& step, const Stage& stage) {
  const int blocks = stage.out_channels / LANES, i = int(blockIdx.x);
  const int oc = i % blocks * LANES, c = i / blocks % stage.channels, tap = i / (blocks * stage.channels);
  const int ky = tap / stage.kernel - stage.pad_top, kx = tap % stage.kernel - stage.pad_left;
  const Global<const float> x = input_of(net, stage), dy = output_gradient(net, stage);
  const Global<const int32_t> places = places_of(net, stage);
  float sum[LANES] = {};
  for (int p = int(threadIdx.x); p < step.rows * stage.out_height * stage.out_width; p += BLOCK) {
    const int ox = p % stage.out_width, oy = p / stage.out_width % stage.out_height, row = p / (stage.out_width * stage.out_height);
    for (int lane = 0; lane < LANES; lane++) {
      const int64_t at = int64_t(p) * stage.out_channels + oc + lane;
      const int place = stage.pool == 1 ? 0 : places[at];
      const int iy = (oy * stage.pool + place / stage.pool - stage.pool_pad_top) * stage.stride + ky;
      const int ix = (ox * stage.pool + place % stage.pool - stage.pool_pad_left) * stage.stride + kx;
      if (iy < 0 || iy >= stage.height || ix < 0 || ix >= stage.width) continue;
      sum[lane] += dy[at] * x[(int64_t(row * stage.height + iy) * stage.width + ix) * stage.channels + c];
    }
  }
  for (int lane = 0; lane < LANES; lane++) {
    const float all = total(sum[lane]);
    if (threadIdx.x == 0) net.gradients[stage.weights_at + (tap * stage.channels + c) * stage.out_channels + oc + lane] = all;
  }
}

} // namespace gpu

KERNEL(convolution_forward) {
  const gpu::Net net = nets[blockIdx.y];
  gpu::convolve<1>(net, step_of(net), stage);
}
KERNEL(convolution_forward_4) {
  const gpu::Net net = nets[blockIdx.y];
  gpu::convolve<4>(net, step_of(net), stage);
}
BLOCK_KERNEL(convolution_kernel_gradient) {
  const gpu::Net net = nets[blockIdx.y];
  gpu::differentiate_kernel<1>(net, step_of(net), stage);
}
BLOCK_KERNEL(convolution_kernel_gradient_4) {
  const gpu::Net net = nets[blockIdx.y];
  gpu::differentiate_kernel<4>(net, step_of(net), stage);
}

/** d(x) (rows,H,W,C): every input gathers from the outputs whose maximum saw it. */
KERNEL(convolution_input_gradient) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * in_size(stage)) return;
  const int c = i % stage.channels, ix = i / stage.channels % stage.width, iy = i / (stage.channels * stage.width) % stage.height;
  const int row = i / in_size(stage);
  const Global<const float> dy = output_gradient(net, stage);
  const Global<const int32_t> places = places_of(net, stage);
  float sum = 0;
  for (int ky = 0; ky < stage.kernel; ky++) {
    const int ty = iy + stage.pad_top - ky, ry = ty / stage.stride + stage.pool_pad_top;
    if (ty < 0 || ty % stage.stride != 0 || ty / stage.stride >= stage.conv_height || ry / stage.pool >= stage.out_height) continue;
    for (int kx = 0; kx < stage.kernel; kx++) {
      const int tx = ix + stage.pad_left - kx, rx = tx / stage.stride + stage.pool_pad_left;
      if (tx < 0 || tx % stage.stride != 0 || tx / stage.stride >= stage.conv_width || rx / stage.pool >= stage.out_width) continue;
      const int64_t base = (int64_t(row * stage.out_height + ry / stage.pool) * stage.out_width + rx / stage.pool) * stage.out_channels;
      const Global<const float> tap = net.weights + stage.weights_at + ((ky * stage.kernel + kx) * stage.channels + c) * stage.out_channels;
      const int place = ry % stage.pool * stage.pool + rx % stage.pool;
      for (int oc = 0; oc < stage.out_channels; oc++) {
        if (stage.pool == 1 || places[base + oc] == place) sum += dy[base + oc] * tap[oc];
      }
    }
  }
  input_gradient(net, stage)[i] = sum;
}

/** Of the relu that the convolution took in: its own output decides, and the gradient is changed where it lies. */
KERNEL(convolution_relu_backward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * out_size(stage)) return;
  if (!(output_of(net, stage)[i] > 0.0f)) output_gradient(net, stage)[i] = 0.0f;
}
