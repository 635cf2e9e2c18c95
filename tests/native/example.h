/** Convolutions to test, and their results from naive loops in double precision. */
#pragma once
#include "draft.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** One convolution with its input. */
struct Example {
  Stage stage;
  std::vector<uint8_t> bytes; // (height, width, channels); empty if the picture has none
  std::vector<float> picture; // the same in numbers, with the slack that activations have
  std::vector<float> w;       // (kernel, kernel, channels, out_channels)
  std::vector<float> bias;    // (out_channels)
};

static size_t weight_at(const Stage& stage, int y, int x, int c, int f) {
  return size_t(((int64_t(y) * stage.kernel + x) * stage.channels + c) * stage.out_channels + f);
}

/** The stage as a session reads it from the numbers. */
static Stage read_first_stage(Draft draft) {
  static Plan plan;
  draft.dense(2, false);
  const auto words = draft.words();
  CHECK(read_plan(plan, words.data(), int64_t(words.size()), draft.reals.data(), int64_t(draft.reals.size())));
  return plan.stage[0];
}

/** @param ties small integers: many outputs are equal to the bit */
static Example random_example(Random& random, const Draft& draft, bool ties) {
  Example one = {read_first_stage(draft), {}, {}, {}, {}};
  const Stage& stage = one.stage;
  const int64_t weights = int64_t(stage.kernel) * stage.kernel * stage.channels * stage.out_channels;
  const auto draw = [&](size_t count) { return ties ? random.whole_numbers(count, -1, 1) : random.numbers(count); };
  one.picture = draw(size_t(spaced(stage.in_size)));
  if (!ties && random.coin()) {
    one.bytes.resize(size_t(stage.in_size));
    for (size_t i = 0; i < one.bytes.size(); i++) one.picture[i] = float(one.bytes[i] = uint8_t(random.word())) * UNIT;
  }
  one.w = draw(size_t(weights));
  one.bias = stage.bias >= 0 ? draw(size_t(stage.out_channels)) : std::vector<float>(size_t(stage.out_channels), 0.0f);
  return one;
}

/** Filter f of the convolution at (y, x), before relu and pool. */
static Sum convolved(const Example& one, int y, int x, int f) {
  const Stage& stage = one.stage;
  Sum sum;
  sum.add(one.bias[size_t(f)]);
  for (int r = 0; r < stage.kernel; r++) {
    const int from_y = y * stage.stride - stage.pad_top + r;
    for (int q = 0; q < stage.kernel; q++) {
      const int from_x = x * stage.stride - stage.pad_left + q;
      if (from_y < 0 || from_y >= stage.height || from_x < 0 || from_x >= stage.width) continue;
      for (int c = 0; c < stage.channels; c++) {
        const size_t at = size_t((from_y * stage.width + from_x) * stage.channels + c);
        sum.add(double(one.picture[at]) * one.w[weight_at(stage, r, q, c, f)]);
      }
    }
  }
  return sum;
}

/** convolved() of every pixel and filter: (conv_height, conv_width, out_channels). */
static std::vector<Sum> convolved_all(const Example& one) {
  std::vector<Sum> all;
  for (int y = 0; y < one.stage.conv_height; y++) {
    for (int x = 0; x < one.stage.conv_width; x++) {
      for (int f = 0; f < one.stage.out_channels; f++) all.push_back(convolved(one, y, x, f));
    }
  }
  return all;
}

/** The picture with its border of zeros: (padded_height, padded_width, channels). */
static std::vector<float> bordered(const Example& one) {
  const Stage& stage = one.stage;
  std::vector<float> all(size_t(stage.row * stage.padded_height), 0.0f);
  for (int y = 0; y < stage.height && y + stage.pad_top < stage.padded_height; y++) {
    for (int x = 0; x < stage.width && x + stage.pad_left < stage.padded_width; x++) {
      const float* from = &one.picture[size_t((y * stage.width + x) * stage.channels)];
      const int64_t to = (y + stage.pad_top) * stage.row + int64_t(x + stage.pad_left) * stage.channels;
      for (int c = 0; c < stage.channels; c++) all[size_t(to + c)] = from[c];
    }
  }
  return all;
}

static std::string describe(const Stage& stage) {
  char text[200];
  std::snprintf(text, sizeof(text),
                "(%d, %d, %d), kernel %d / %d, pad %d %d, filters %d, pool %d, pad %d %d, relu %d, bias %d", stage.height,
                stage.width, stage.channels, stage.kernel, stage.stride, stage.pad_top, stage.pad_left, stage.out_channels,
                stage.pool, stage.pool_pad_top, stage.pool_pad_left, stage.relu, stage.bias);
  return text;
}

} // namespace kernel_tests
