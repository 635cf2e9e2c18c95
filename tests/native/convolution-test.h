/** convolution.h and wide.h: outputs, positions of the maxima, both gradients, and the borders of picture.h. */
#pragma once
#include "example.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** A thread's memory, of the size that a session gives it, filled with NaN. */
struct Room {
  std::vector<float> padded, strip, out;
  std::vector<int32_t> at;
};
static Room room_for(const Stage& stage) {
  static Workspace space;
  space.padded_numbers = space.scratch_numbers = 0;
  measure_scratch(stage, space);
  const auto fill = [](int64_t count) { return std::vector<float>(size_t(count), std::nanf("")); };
  return {fill(space.padded_numbers), fill(space.scratch_numbers), fill(spaced(stage.out_size)),
          std::vector<int32_t>(size_t(spaced(stage.out_size)), -1)};
}

/** Weights and bias in the order of `convolve` or `convolve_wide`, made without prepare.h. */
struct Prepared {
  std::vector<float> w, start;
};
static Prepared prepared(const Example& one) {
  const Stage& stage = one.stage;
  const int k = stage.kernel;
  const int64_t width = stage.wide ? WIDE_FILTERS : stage.out_padded;
  Prepared to = {std::vector<float>(size_t(int64_t(k) * k * stage.channels * width)), one.bias};
  for (int i = 0; i < k * k * stage.channels * stage.out_channels; i++) {
    const int f = i % stage.out_channels, tap = i / stage.out_channels;
    const int c = tap % stage.channels, pixel = tap / stage.channels;
    to.w[size_t((stage.wide ? c * k * k + pixel : tap) * width + f)] = one.w[size_t(i)];
  }
  to.start.resize(size_t(stage.out_padded + LANES));
  return to;
}

static Room run_forward(const Example& one) {
  const Stage& stage = one.stage;
  Room room = room_for(stage);
  const Prepared from = prepared(one);
  float *padded = room.padded.data(), *strip = room.strip.data(), *out = room.out.data();
  int32_t* at = stage.pool > 1 ? room.at.data() : nullptr;
  if (stage.wide) {
    if (one.bytes.empty()) split_planes(stage, one.picture.data(), padded);
    else split_planes(stage, one.bytes.data(), padded);
    if (at) convolve_wide<true>(stage, padded, from.w.data(), from.start.data(), strip, out, at);
    else convolve_wide<false>(stage, padded, from.w.data(), from.start.data(), strip, out, at);
  } else {
    if (one.bytes.empty()) pad_picture(stage, one.picture.data(), padded);
    else pad_picture(stage, one.bytes.data(), padded);
    if (at) convolve<true>(stage, padded, from.w.data(), from.start.data(), strip, out, at);
    else convolve<false>(stage, padded, from.w.data(), from.start.data(), strip, out, at);
  }
  return room;
}

/** Checks one output: its value, and that its position is the first maximum or, with rounding, one as large. */
static void check_output(const Example& one, const std::vector<Sum>& all, int y, int x, int f, float got, int32_t at,
                         bool ties) {
  const Stage& stage = one.stage;
  const int from_y = y * stage.pool - stage.pool_pad_top, from_x = x * stage.pool - stage.pool_pad_left;
  const Sum* best = nullptr;
  const Sum* kept = nullptr; // the kernel's position of the maximum
  int32_t first = -1;
  for (int cy = larger(from_y, 0); cy < smaller(from_y + stage.pool, stage.conv_height); cy++) {
    for (int cx = larger(from_x, 0); cx < smaller(from_x + stage.pool, stage.conv_width); cx++) {
      const Sum& z = all[size_t((cy * stage.conv_width + cx) * stage.out_channels + f)];
      const int32_t offset = int32_t(cy * stage.stride * stage.row + int64_t(cx) * stage.stride * stage.channels);
      if (!best || z.value > best->value) {
        best = &z;
        first = offset;
      }
      if (offset == at) kept = &z;
    }
  }
  Sum wanted = *best;
  if (stage.relu && wanted.value < 0) wanted.value = 0;
  CHECK(ties ? got == wanted.value : wanted.near(got));
  if (stage.pool == 1) return;
  CHECK(kept);
  CHECK(ties ? at == first : kept->value >= best->value - best->error() - kept->error());
}

static void check_filter_gradients(Random& random, const Example& one, const Sources& from,
                                   const std::vector<float>& padded) {
  const Stage& stage = one.stage;
  const int64_t row = stage.row_vectors * LANES;
  const auto x = bordered(one);
  const auto before = random.numbers(size_t(stage.out_channels * stage.kernel * row));
  auto got = before;
  filter_gradients(stage, from, padded.data(), got.data());
  for (int f = 0; f < stage.out_channels; f++) {
    for (int r = 0; r < stage.kernel; r++) {
      for (int i = 0; i < stage.kernel * stage.channels; i++) {
        const size_t to = size_t((int64_t(f) * stage.kernel + r) * row + i);
        Sum want;
        want.add(before[to]);
        for (int64_t s = 0; s < from.count; s++) {
          const int64_t at = from.at[s * from.at_step + f * from.at_filter] + r * stage.row + i;
          want.add(double(from.g[s * from.g_step + f]) * x[size_t(at)]);
        }
        CHECK(want.near(got[to]));
      }
    }
  }
}

static void check_input_gradients(const Example& one, const Sources& from) {
  const Stage& stage = one.stage;
  const int64_t row = stage.row_vectors * LANES, line = int64_t(stage.kernel) * stage.channels;
  std::vector<float> w(size_t(stage.out_channels * stage.kernel * row), 0.0f), got(room_for(stage).padded.size(), 0.0f);
  std::vector<Sum> want(size_t(stage.row * stage.padded_height));
  for (int f = 0; f < stage.out_channels; f++) {
    for (int64_t tap = 0; tap < stage.kernel * line; tap++) {
      const int64_t r = tap / line, i = tap % line;
      const float weight = w[size_t((f * stage.kernel + r) * row + i)] = one.w[size_t(tap * stage.out_channels + f)];
      for (int64_t s = 0; s < from.count; s++) {
        const int64_t at = from.at[s * from.at_step + f * from.at_filter] + r * stage.row + i;
        want[size_t(at)].add(double(from.g[s * from.g_step + f]) * weight);
      }
    }
  }
  scatter_gradients(stage, from, w.data(), got.data());
  for (size_t i = 0; i < want.size(); i++) CHECK(want[i].near(got[i]));
  std::vector<float> cropped(size_t(stage.in_size), std::nanf(""));
  crop_picture(stage, got.data(), cropped.data());
  for (int64_t i = 0; i < stage.in_size; i++) {
    const int64_t c = i % stage.channels, x = i / stage.channels % stage.width + stage.pad_left;
    const int64_t y = i / stage.channels / stage.width + stage.pad_top;
    const bool inside = y < stage.padded_height && x < stage.padded_width;
    CHECK(cropped[size_t(i)] == (inside ? got[size_t(y * stage.row + x * stage.channels + c)] : 0));
  }
}

static void check_gradients(Random& random, const Example& one, const std::vector<int32_t>& maxima) {
  const Stage& stage = one.stage;
  std::vector<float> g = random.numbers(size_t(stage.out_size)), padded = room_for(stage).padded;
  for (float& gradient : g) gradient = random.whole(0, 3) == 0 ? 0 : gradient; // as relu leaves them
  std::vector<int32_t> positions;
  for (int64_t i = 0; i < stage.out_size / stage.out_channels; i++) {
    const int64_t y = i / stage.out_width, x = i % stage.out_width;
    positions.push_back(int32_t(y * stage.stride * stage.row + x * stage.stride * stage.channels));
  }
  const bool pooled = stage.pool > 1;
  Sources from = {};
  from.count = stage.out_size / stage.out_channels;
  from.g = g.data();
  from.g_step = stage.out_channels;
  from.at = pooled ? maxima.data() : positions.data();
  from.at_step = pooled ? stage.out_channels : 1;
  from.at_filter = pooled ? 1 : 0;
  pad_picture(stage, one.picture.data(), padded.data());
  check_filter_gradients(random, one, from, padded);
  check_input_gradients(one, from);
}

static void check_convolution(Random& random, Example one, bool ties) {
  const Stage& stage = one.stage;
  const auto all = convolved_all(one);
  const auto check = [&] {
    const Room room = run_forward(one);
    for (int i = 0; i < int(stage.out_size); i++) {
      const int f = i % stage.out_channels, x = i / stage.out_channels % stage.out_width;
      const int y = i / stage.out_channels / stage.out_width;
      check_output(one, all, y, x, f, room.out[size_t(i)], room.at[size_t(i)], ties);
    }
    return room;
  };
  one.stage.wide = false;
  const Room room = check();
  check_gradients(random, one, room.at);
  // Everything that wide.h supports; prefers_wide only decides whether it is faster.
  one.stage.wide = stage.stride == 1 && stage.out_channels <= WIDE_FILTERS && stage.kernel <= 7 && stage.pool_pad_left == 0;
  if (one.stage.wide) check();
}

static void run_example(Random& random, const Draft& draft) {
  const bool ties = random.coin();
  const Example one = random_example(random, draft, ties);
  running_case() = std::string("convolution ") + describe(one.stage) + (ties ? ", ties" : "");
  check_convolution(random, one, ties);
}

/** Few filters over wide pictures: every kernel size and number of filters that wide.h has. */
static void test_wide(Random& random, int work) {
  for (int round = 0; round < 2 * work; round++) {
    for (int kernel = 1; kernel <= 7; kernel++) {
      for (int filters = 1; filters <= 8; filters++) {
        Draft draft(random.pick({1, kernel, 8}), random.whole(7, 70), random.pick({1, 2, 3, 3}));
        const bool same = kernel > draft.height || random.coin();
        const int cut = same ? 0 : kernel - 1, pool = random.pick({1, 2, 3, 4, 8});
        const bool tiles = pool <= smaller(draft.height, draft.width) - cut && random.coin();
        draft.convolution({filters, {kernel, 1, same}, {pool, pool, !tiles}, random.coin(), random.coin()});
        run_example(random, draft);
      }
    }
  }
}

static void test_convolutions(Random& random, int work) {
  for (int i = 0; i < 60 * work; i++) {
    Draft draft(random.pick({1, 2, 5, 9}), random.pick({1, 3, 8, 17, 33}), random.pick({1, 2, 3, 5, 8, 17}));
    draft.convolution(random_filters(random, draft, random.pick({8, 20, 20, 52})));
    run_example(random, draft);
  }
}

} // namespace kernel_tests
