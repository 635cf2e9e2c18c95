/** winograd.h: outputs, maxima and both gradients of several pictures against the definition. */
#pragma once
#include "example.h"
#include "kernels/winograd.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/**
 * The rounding error of an output depends on its whole tile, so it is compared with the largest sum of magnitudes: within
 * twice the error bound of a plain sum of the same terms, plus that of the transforms' own numbers (at most 2^6 times larger).
 */
static void check_near(const std::vector<Sum>& want, const std::vector<float>& got) {
  double bound = 0;
  for (const Sum& sum : want) bound = std::fmax(bound, (2 * sum.terms + 64) * 0x1p-24 * sum.magnitude);
  for (size_t i = 0; i < want.size(); i++) CHECK(std::fabs(double(got[i]) - want[i].value) <= bound);
}

/** Pictures of one stage, with memory as in a session, filled with NaN. */
struct WinogradCase {
  Stage stage;
  std::vector<Example> pictures;
  std::vector<float> in, out, dx, forward, backward, memory;
  std::vector<int32_t> at;

  WinogradCase(Random& random, const Draft& draft, int count) {
    for (int p = 0; p < count; p++) pictures.push_back(random_example(random, draft, false));
    for (Example& one : pictures) {
      one.w = pictures[0].w;
      one.bias = pictures[0].bias;
    }
    stage = pictures[0].stage;
    const auto fill = [](int64_t size) { return std::vector<float>(size_t(size), std::nanf("")); };
    in = fill(count * spaced(stage.in_size));
    for (int p = 0; p < count; p++) {
      memcpy(&in[size_t(p * spaced(stage.in_size))], pictures[size_t(p)].picture.data(), size_t(stage.in_size) * sizeof(float));
    }
    dx = fill(count * spaced(stage.in_size));
    out = fill(count * spaced(stage.out_size));
    at.assign(size_t(count * spaced(stage.out_size)), -1);
    forward = fill(winograd_weights(stage));
    backward = fill(winograd_weights(stage));
    memory = fill(winograd_scratch(stage));
    for (int f = 0; f < stage.out_channels; f += LANES) {
      prepare_winograd(stage, pictures[0].w.data(), f, f + LANES, forward.data(), backward.data());
    }
  }
  WinogradPictures all() {
    return {int(pictures.size()), in.data(), spaced(stage.in_size), out.data(), at.data(), spaced(stage.out_size)};
  }
};

/** Outputs: the value of the kernel's winning pixel, which is almost the largest of its window. */
static void check_outputs(WinogradCase& one) {
  const Stage& stage = one.stage;
  std::vector<Sum> wanted;
  std::vector<float> got;
  for (size_t p = 0; p < one.pictures.size(); p++) {
    const auto all = convolved_all(one.pictures[p]);
    for (int64_t i = 0; i < stage.out_size; i++) {
      const int f = int(i % stage.out_channels), x = int(i / stage.out_channels % stage.out_width);
      const int y = int(i / stage.out_channels / stage.out_width);
      const size_t place = size_t(p) * size_t(spaced(stage.out_size)) + size_t(i);
      const auto pixel = [&](int cy, int cx) { return all[size_t((cy * stage.conv_width + cx) * stage.out_channels + f)]; };
      Sum best = pixel(y * stage.pool, x * stage.pool);
      bool found = stage.pool == 1;
      for (int cy = y * stage.pool; cy < smaller(stage.conv_height, (y + 1) * stage.pool); cy++) {
        for (int cx = x * stage.pool; cx < smaller(stage.conv_width, (x + 1) * stage.pool); cx++) {
          if (pixel(cy, cx).value > best.value) best = pixel(cy, cx);
          found = found || one.at[place] == window_offset(stage, cy, cx);
        }
      }
      CHECK(found);
      if (stage.relu && best.value < 0) best.value = 0;
      wanted.push_back(best);
      got.push_back(one.out[place]);
    }
  }
  check_near(wanted, got);
}

/** Adds one gradient's terms of a picture by definition; dx and dw use the parameters' own indices. */
static void add_source(const Example& one, double g, int y, int x, int f, Sum* dx, std::vector<Sum>& dw) {
  const Stage& stage = one.stage;
  for (int tap = 0; tap < 9; tap++) {
    const int from_y = y - stage.pad_top + tap / 3, from_x = x - stage.pad_left + tap % 3;
    if (from_y < 0 || from_y >= stage.height || from_x < 0 || from_x >= stage.width) continue;
    for (int c = 0; c < stage.channels; c++) {
      const size_t at = size_t((from_y * stage.width + from_x) * stage.channels + c), w = weight_at(stage, tap / 3, tap % 3, c, f);
      dw[w].add(g * one.picture[at]);
      dx[at].add(g * one.w[w]);
    }
  }
}

static void check_winograd_gradients(Random& random, WinogradCase& one) {
  const Stage& stage = one.stage;
  const size_t size = size_t(spaced(stage.out_size)), weights = one.pictures[0].w.size();
  const auto before = random.numbers(weights);
  auto dw = before;
  std::vector<Sum> want_dw(weights), want_dx(one.pictures.size() * size_t(stage.in_size));
  for (size_t i = 0; i < weights; i++) want_dw[i].add(before[i]);
  for (size_t p = 0; p < one.pictures.size(); p++) {
    for (int i = 0; i < int(stage.out_size); i++) {
      const float g = one.out[p * size + size_t(i)] = random.whole(0, 3) == 0 ? 0 : random.number(); // as relu leaves them
      const int pixel = i / stage.out_channels;
      const int64_t at = stage.pool == 1 ? window_offset(stage, pixel / stage.out_width, pixel % stage.out_width)
                                         : one.at[p * size + size_t(i)];
      add_source(one.pictures[p], g, int(at / stage.row), int(at % stage.row / stage.channels), i % stage.out_channels,
                 &want_dx[p * size_t(stage.in_size)], want_dw);
    }
  }
  winograd_gradients(stage, one.all(), one.backward.data(), dw.data(), one.dx.data(), one.memory.data());
  check_near(want_dw, dw);
  std::vector<float> dx;
  for (size_t p = 0; p < one.pictures.size(); p++) {
    const float* from = &one.dx[p * size_t(spaced(stage.in_size))];
    dx.insert(dx.end(), from, from + stage.in_size);
  }
  check_near(want_dx, dx);
  auto alone = before;
  winograd_gradients(stage, one.all(), one.backward.data(), alone.data(), nullptr, one.memory.data());
  CHECK(alone == dw);
}

static void test_winograd(Random& random, int work) {
  for (int i = 0; i < 8 * work; i++) {
    Draft draft(random.whole(1, 11), random.whole(1, 13), random.pick({16, 32, 48}));
    const int least = smaller(draft.height, draft.width);
    const bool same = least < 4 || random.coin(), tiles = least > 3 && random.coin();
    const int pool = random.whole(1, 2);
    draft.convolution({random.pick({16, 32, 48}), {3, 1, same}, {pool, pool, !tiles}, random.coin(), random.coin()});
    WinogradCase one(random, draft, random.whole(1, 3));
    running_case() = "winograd " + describe(one.stage);
    CHECK(prefers_winograd(one.stage));
    convolve_winograd(one.stage, one.all(), one.forward.data(), one.pictures[0].bias.data(), false, one.memory.data());
    const auto inferred = one.out;
    convolve_winograd(one.stage, one.all(), one.forward.data(), one.pictures[0].bias.data(), true, one.memory.data());
    for (size_t k = 0; k < inferred.size(); k++) CHECK(one.out[k] == inferred[k] || std::isnan(inferred[k]));
    check_outputs(one);
    check_winograd_gradients(random, one);
  }
}

} // namespace kernel_tests
