/** layers.h: separate pools, relu, dropout and batch norm. */
#pragma once
#include "example.h"
#include "kernels/layers.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Activations of one picture followed by the slack that every picture's memory has. */
static std::vector<float> activations(Random& random, int64_t size, bool ties) {
  return ties ? random.whole_numbers(size_t(spaced(size)), -2, 2) : random.numbers(size_t(spaced(size)));
}

/** Calls visit(offset) for every number under a window of channel c, in row-major order. */
template <typename Visit>
static void each_under(const Stage& stage, int64_t output, Visit visit) {
  const int c = int(output % stage.channels), x = int(output / stage.channels % stage.out_width);
  const int y = int(output / stage.channels / stage.out_width);
  const int top = y * stage.stride - stage.pad_top, left = x * stage.stride - stage.pad_left;
  for (int r = larger(top, 0); r < smaller(top + stage.kernel, stage.height); r++) {
    for (int q = larger(left, 0); q < smaller(left + stage.kernel, stage.width); q++) {
      visit((int64_t(r) * stage.width + q) * stage.channels + c);
    }
  }
}

static void check_pools(Random& random, const Stage& stage, bool ties) {
  const auto in = activations(random, stage.in_size, ties), g = activations(random, stage.out_size, false);
  std::vector<float> largest(size_t(spaced(stage.out_size))), mean(largest.size());
  std::vector<int32_t> at(largest.size());
  std::vector<Sum> to_first(size_t(stage.in_size)), to_all(to_first.size());
  max_pool(stage, in.data(), largest.data(), at.data());
  average_pool(stage, in.data(), mean.data());
  for (int64_t i = 0; i < stage.out_size; i++) {
    int64_t first = -1, count = 0;
    Sum sum;
    each_under(stage, i, [&](int64_t from) {
      if (first < 0 || in[size_t(from)] > in[size_t(first)]) first = from;
      sum.add(in[size_t(from)]);
      count++;
    });
    CHECK(largest[size_t(i)] == in[size_t(first)]);
    CHECK(at[size_t(i)] + i % stage.channels == first);
    sum.value /= double(count);
    CHECK(sum.near(mean[size_t(i)]));
    to_first[size_t(first)].add(g[size_t(i)]);
    each_under(stage, i, [&](int64_t from) { to_all[size_t(from)].add(g[size_t(i)] / double(count)); });
  }
  std::vector<float> to(size_t(spaced(stage.in_size)), std::nanf(""));
  max_pool_gradient(stage, g.data(), at.data(), to.data());
  for (size_t i = 0; i < to_first.size(); i++) CHECK(to_first[i].near(to[i]));
  average_pool_gradient(stage, g.data(), to.data());
  for (size_t i = 0; i < to_all.size(); i++) CHECK(to_all[i].near(to[i]));
}

static void test_pools(Random& random, int work) {
  for (int i = 0; i < 150 * work; i++) {
    Draft draft(random.whole(1, 12), random.whole(1, 12), random.pick({1, 3, 4, 8, 16, 19}));
    draft.pool(MAX_POOL, random_window(random, draft, 12, 5));
    const Stage stage = read_first_stage(draft);
    running_case() = "pool " + describe(stage);
    check_pools(random, stage, random.coin());
  }
}

static void test_relu(Random& random, int work) {
  for (int i = 0; i < 50 * work; i++) {
    const int64_t size = random.whole(1, 100);
    const auto in = activations(random, size, random.coin()), g = activations(random, size, false);
    auto out = in, to = g;
    relu(size, in.data(), out.data());
    relu_gradient(size, out.data(), to.data(), to.data());
    for (size_t n = 0; n < size_t(size); n++) {
      CHECK(out[n] == std::fmax(in[n], 0.0f));
      CHECK(to[n] == (in[n] > 0 ? g[n] : 0));
    }
  }
}

/** The mask pinned by the tests of convnet/dropout.ts: dropoutMask(3, 0, 6, 16, 0.5); its rows may start inside a block. */
static void test_dropout(Random& random, int) {
  const std::string kept = "1001111001001101";
  for (int size : {1, 2, 3, 5, 8, 16}) {
    Draft draft(1, 1, size);
    draft.dropout(0.5);
    Stage stage = read_first_stage(draft);
    stage.layer = 6;
    for (int row = 0; row < 16 / size; row++) {
      const auto in = activations(random, size, false);
      auto out = in;
      dropout(stage, {3, 0, 0}, row, in.data(), out.data());
      for (int i = 0; i < size; i++) CHECK(out[size_t(i)] == (kept[size_t(row * size + i)] == '1' ? 2 * in[size_t(i)] : 0));
    }
  }
}

/** One picture of a mini-batch; the constants are random, because another file computes them. */
static void check_norm(Random& random, const Stage& stage) {
  const auto x = activations(random, stage.in_size, false), g = activations(random, stage.in_size, false);
  const size_t width = size_t(stage.out_padded + LANES);
  const auto mean = random.numbers(width), a = random.numbers(width), b = random.numbers(width), d = random.numbers(width);
  const auto before = random.numbers(width);
  auto out = x, to = x, sums = before, squares = before, gamma = before, beta = before;
  batch_norm(stage, mean.data(), a.data(), b.data(), x.data(), out.data());
  batch_norm_gradient(stage, x.data(), mean.data(), a.data(), b.data(), d.data(), g.data(), to.data());
  channel_sums(stage.in_size, stage.channels, x.data(), sums.data());
  channel_squares(stage, x.data(), mean.data(), squares.data());
  batch_norm_sums(stage, x.data(), mean.data(), a.data(), g.data(), gamma.data(), beta.data());
  for (size_t c = 0; c < size_t(stage.channels); c++) {
    Sum sum, square, product, gradient;
    for (Sum* one : {&sum, &square, &product, &gradient}) one->add(before[c]);
    for (size_t i = c; i < size_t(stage.in_size); i += size_t(stage.channels)) {
      const double distance = double(x[i]) - mean[c];
      CHECK(std::fabs(out[i] - (distance * a[c] + b[c])) <= 8 * 0x1p-24);
      CHECK(std::fabs(to[i] - (g[i] * double(a[c]) + distance * b[c] + d[c])) <= 8 * 0x1p-24);
      sum.add(x[i]);
      square.add(distance * distance);
      product.add(distance * g[i] * a[c]);
      gradient.add(g[i]);
    }
    CHECK(sum.near(sums[c]) && gradient.near(beta[c]));
    CHECK(std::fabs(squares[c] - square.value) <= 4 * square.error() + 0x1p-22); // the distances are rounded too
    CHECK(std::fabs(gamma[c] - product.value) <= 4 * product.error() + 0x1p-22);
  }
}

static void test_norms(Random& random, int work) {
  for (int i = 0; i < 100 * work; i++) {
    Draft draft(random.whole(1, 6), random.whole(1, 6), random.whole(1, 40));
    draft.norm(0.9, 1e-3);
    check_norm(random, read_first_stage(draft));
  }
}

} // namespace kernel_tests
