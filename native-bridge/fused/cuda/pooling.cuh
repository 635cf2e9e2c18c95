/** Pools whose windows may overlap, as stages of their own. Entries of the padding do not count. NHWC. */
#pragma once
#include "device.cuh"

namespace gpu {

/** Which number of (rows,H,W,C) an item is. */
struct Spot {
  int row, y, x, channel;
};
DEVICE Spot spot_of(int i, int height, int width, int channels) {
  return {i / (height * width * channels), i / (width * channels) % height, i / channels % width, i % channels};
}

/** Entries of a window along one axis that are no padding. */
struct Span {
  int from, to;
};
DEVICE Span span_of(int output, int stride, int before, int kernel, int length) {
  const int from = output * stride - before, to = from + kernel;
  return {from < 0 ? 0 : from, to > length ? length : to};
}

/** `body(y, x, base)` for the windows that hold the input at that spot: which entry of theirs it is, and their output's number. */
template <typename Body> DEVICE void over_windows(const Stage& stage, Spot spot, Body body) {
  for (int ky = 0; ky < stage.kernel; ky++) {
    const int ty = spot.y + stage.pad_top - ky, oy = ty / stage.stride;
    if (ty < 0 || ty % stage.stride != 0 || oy >= stage.out_height) continue;
    for (int kx = 0; kx < stage.kernel; kx++) {
      const int tx = spot.x + stage.pad_left - kx, ox = tx / stage.stride;
      if (tx < 0 || tx % stage.stride != 0 || ox >= stage.out_width) continue;
      body(oy, ox, ky * stage.kernel + kx,
           (int64_t(spot.row * stage.out_height + oy) * stage.out_width + ox) * stage.channels + spot.channel);
    }
  }
}

} // namespace gpu

/** y (rows,OH,OW,C); `places`: the first of the equal maxima, counted within the window. */
KERNEL(max_pool_forward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * out_size(stage)) return;
  const auto [row, oy, ox, channel] = spot_of(i, stage.out_height, stage.out_width, stage.channels);
  const Span down = span_of(oy, stage.stride, stage.pad_top, stage.kernel, stage.height);
  const Span along = span_of(ox, stage.stride, stage.pad_left, stage.kernel, stage.width);
  const Global<const float> x = input_of(net, stage) + int64_t(row) * in_size(stage) + channel;
  float best = 0;
  int place = -1;
  for (int iy = down.from; iy < down.to; iy++) {
    for (int ix = along.from; ix < along.to; ix++) {
      const float value = x[(iy * stage.width + ix) * stage.channels];
      if (place >= 0 && !(value > best)) continue;
      best = value;
      place = (iy - oy * stage.stride + stage.pad_top) * stage.kernel + ix - ox * stage.stride + stage.pad_left;
    }
  }
  output_of(net, stage)[i] = best;
  places_of(net, stage)[i] = place;
}

KERNEL(average_pool_forward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * out_size(stage)) return;
  const auto [row, oy, ox, channel] = spot_of(i, stage.out_height, stage.out_width, stage.channels);
  const Span down = span_of(oy, stage.stride, stage.pad_top, stage.kernel, stage.height);
  const Span along = span_of(ox, stage.stride, stage.pad_left, stage.kernel, stage.width);
  const Global<const float> x = input_of(net, stage) + int64_t(row) * in_size(stage) + channel;
  float sum = 0;
  for (int iy = down.from; iy < down.to; iy++) {
    for (int ix = along.from; ix < along.to; ix++) sum += x[(iy * stage.width + ix) * stage.channels];
  }
  output_of(net, stage)[i] = sum / float((down.to - down.from) * (along.to - along.from));
}

/** d(x): the sum over the windows whose maximum this entry was. */
KERNEL(max_pool_backward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * in_size(stage)) return;
  const Global<const float> dy = output_gradient(net, stage);
  const Global<const int32_t> places = places_of(net, stage);
  float sum = 0;
  over_windows(stage, spot_of(i, stage.height, stage.width, stage.channels), [&](int, int, int place, int64_t at) {
    if (places[at] == place) sum += dy[at];
  });
  input_gradient(net, stage)[i] = sum;
}

/** d(x): every window gives each of its entries an equal share. */
KERNEL(average_pool_backward) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const int i = item();
  if (i >= step_of(net).rows * in_size(stage)) return;
  const Global<const float> dy = output_gradient(net, stage);
  float sum = 0;
  over_windows(stage, spot_of(i, stage.height, stage.width, stage.channels), [&](int oy, int ox, int, int64_t at) {
    const Span down = span_of(oy, stage.stride, stage.pad_top, stage.kernel, stage.height);
    const Span along = span_of(ox, stage.stride, stage.pad_left, stage.kernel, stage.width);
    sum += dy[at] / float((down.to - down.from) * (along.to - along.from));
  });
  input_gradient(net, stage)[i] = sum;
}
