/**
 * Integer convolutions (digits.h), with the instructions of this target: every output equals 64-bit sums to the bit, so that
 * targets agree with each other; and it is close to the sum with the original weights.
 */
#pragma once
#include "convolution-test.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

#if FUSED_BYTES
/** A filter's weights quantized as in digits.h: integers, and the value of each. */
struct WholeFilter {
  std::vector<int64_t> w; // (kernel, kernel, channels)
  float scale;
};
static WholeFilter whole_filter(const Example& one, int f) {
  WholeFilter filter = {{}, 0};
  double largest = 0;
  for (size_t i = size_t(f); i < one.w.size(); i += size_t(one.stage.out_channels)) largest = std::fmax(largest, std::fabs(one.w[i]));
  const double step = largest > 0 ? largest / (127 << 14) : 1;
  for (size_t i = size_t(f); i < one.w.size(); i += size_t(one.stage.out_channels)) {
    filter.w.push_back(int64_t(std::floor(one.w[i] / step + 0.5)));
  }
  filter.scale = float(step * UNIT);
  return filter;
}

/** The 64-bit sum, rounded as in the kernels: the part above the lowest digit, and the lowest digit. */
static float whole_sum(const Example& one, const WholeFilter& filter, int y, int x) {
  const Stage& stage = one.stage;
  int64_t high = 0, low = 0;
  for (int r = 0; r < stage.kernel; r++) {
    for (int q = 0; q < stage.kernel; q++) {
      const int from_y = y - stage.pad_top + r, from_x = x - stage.pad_left + q;
      if (from_y < 0 || from_y >= stage.height || from_x < 0 || from_x >= stage.width) continue;
      for (int c = 0; c < stage.channels; c++) {
        const int64_t w = filter.w[size_t((r * stage.kernel + q) * stage.channels + c)], lowest = ((w + 64) & 127) - 64;
        const int64_t byte = one.bytes[size_t((from_y * stage.width + from_x) * stage.channels + c)];
        low += lowest * byte;
        high += (w - lowest) / 128 * byte;
      }
    }
  }
  CHECK(std::llabs(high) < int64_t(1) << 31 && std::llabs(low) < int64_t(1) << 31);
  return std::fmaf(float(high), 128.0f, float(low));
}

static void check_bytes(const Example& one, bool training) {
  const Stage& stage = one.stage;
  Room room = room_for(stage);
  std::vector<float> forward(size_t(BYTE_WEIGHTS), 0.0f), bias = one.bias;
  bias.resize(size_t(stage.out_padded + LANES));
  for (int f = 0; f < stage.out_channels; f++) prepare_bytes(stage, one.w.data(), f, forward.data());
  float *strip = room.strip.data(), *out = room.out.data();
  if (training) convolve_bytes_any<true>(stage, one.bytes.data(), forward.data(), bias.data(), strip, out, room.at.data());
  else convolve_bytes_any<false>(stage, one.bytes.data(), forward.data(), bias.data(), strip, out, room.at.data());
  const auto all = convolved_all(one);
  for (int f = 0; f < stage.out_channels; f++) {
    const WholeFilter filter = whole_filter(one, f);
    for (int y = 0; y < stage.out_height; y++) {
      for (int x = 0; x < stage.out_width; x++) {
        const Rows rows = rows_under(stage.pool, stage.pool_pad_top, y, stage.conv_height);
        const Rows columns = rows_under(stage.pool, stage.pool_pad_left, x, stage.conv_width);
        float best = -INFINITY;
        int32_t at = -1;
        for (int r = rows.first; r < rows.first + rows.count; r++) {
          for (int q = columns.first; q < columns.first + columns.count; q++) {
            const float z = whole_sum(one, filter, r, q);
            if (z > best) {
              best = z;
              at = window_offset(stage, r, q);
            }
          }
        }
        float want = std::fmaf(best, filter.scale, bias[size_t(f)]);
        if (stage.relu && want < 0) want = 0;
        const size_t to = size_t((y * stage.out_width + x) * stage.out_channels + f);
        CHECK(room.out[to] == want);
        if (!training) continue;
        CHECK(room.at[to] == at);
        check_output(one, all, y, x, f, room.out[to], room.at[to], false);
      }
    }
  }
}
#endif

/** Every window shape, filter count and pool that the kernel accepts, and bytes at both ends of their range. */
static void test_bytes(Random& random, int work) {
#if FUSED_BYTES
  int computed = 0;
  for (int round = 0; round < 60 * work; round++) {
    Draft draft(random.pick({8, 13, 17, 32}), random.whole(8, 70), random.pick({1, 2, 3, 3, 4}));
    const int pool = random.pick({2, 2, 3, 4, 5, 8, 8}), kernel = random.pick({1, 2, 3, 4, 4, 4});
    const bool tiles = pool <= smaller(draft.height, draft.width) - kernel && random.coin();
    draft.convolution({random.whole(1, 16), {kernel, 1, !tiles}, {pool, pool, !tiles}, random.coin(), random.coin()});
    Example one = random_example(random, draft, false);
    if (!fits_bytes(one.stage)) continue;
    one.stage.bytes = true;
    one.bytes.resize(size_t(one.stage.in_size));
    const bool ends = random.coin(), flat = random.whole(0, 3) == 0; // flat: every pixel of a window is a maximum
    const uint8_t colour = uint8_t(random.word());
    for (size_t i = 0; i < one.bytes.size(); i++) {
      one.bytes[i] = flat ? colour : ends ? (random.coin() ? 255 : 0) : uint8_t(random.word());
      one.picture[i] = float(one.bytes[i]) * UNIT;
    }
    if (ends) for (float& w : one.w) w = random.coin() ? 1.0f : -1.0f; // the largest possible sums
    running_case() = std::string("bytes ") + describe(one.stage);
    check_bytes(one, true);
    check_bytes(one, false);
    computed++;
  }
  CHECK(computed >= 10 * work);
#else
  (void)random;
  (void)work;
#endif
}

} // namespace kernel_tests
