/** tile.h: the inner product, for every size of a tile and around its borders. */
#pragma once
#include "testing.h"
#include "kernels/tile.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Nothing may be written after the numbers of a row. */
constexpr float UNTOUCHED = 12345;

struct ProductCase {
  int positions, vectors, segments, length;
  /** As reduce_dense reads: positions adjacent, steps far apart. */
  bool transposed;
  bool starts;
};

static void check_product(Random& random, ProductCase c) {
  const int steps = c.segments * c.length, width = c.vectors * LANES;
  TileJob job = {};
  job.x_position = c.transposed ? 1 : random.whole(1, 5);
  job.x_step = c.transposed ? c.positions + random.whole(0, 3) : 1;
  job.x_segment = c.length * job.x_step + random.whole(0, 7);
  job.w_stride = width + random.whole(0, 9);
  job.segments = c.segments;
  job.length = c.length;
  job.out_stride = width + random.whole(0, 9);
  const auto x = random.numbers(size_t((c.positions - 1) * job.x_position + (c.segments - 1) * job.x_segment +
                                       (c.length - 1) * job.x_step + 1));
  const auto w = random.numbers(size_t((steps - 1) * job.w_stride + width));
  const auto start = random.numbers(size_t(width));
  std::vector<float> out(size_t((c.positions - 1) * job.out_stride + width), UNTOUCHED);
  job.x = x.data();
  job.w = w.data();
  job.start = c.starts ? start.data() : nullptr;
  job.out = out.data();
  product(c.positions, c.vectors, job);
  for (size_t i = 0; i < out.size(); i++) {
    const ptrdiff_t p = ptrdiff_t(i) / job.out_stride, n = ptrdiff_t(i) % job.out_stride;
    if (n >= width) {
      CHECK(out[i] == UNTOUCHED);
      continue;
    }
    Sum want;
    if (c.starts) want.add(start[size_t(n)]);
    for (int k = 0; k < steps; k++) {
      const ptrdiff_t at = p * job.x_position + k / c.length * job.x_segment + k % c.length * job.x_step;
      want.add(double(x[size_t(at)]) * w[size_t(k * job.w_stride + n)]);
    }
    CHECK(want.near(out[i]));
  }
}

static void test_products(Random& random, int work) {
  const auto check = [&](ProductCase c) {
    running_case() = "positions " + std::to_string(c.positions) + ", vectors " + std::to_string(c.vectors) + ", segments " +
                     std::to_string(c.segments) + ", length " + std::to_string(c.length);
    check_product(random, c);
  };
  for (int positions = 1; positions <= 18; positions++) {
    for (int vectors = 1; vectors <= 7; vectors++) {
      check({positions, vectors, random.whole(1, 3), random.whole(1, 9), random.coin(), random.coin()});
    }
  }
  for (int i = 0; i < 40 * work; i++) {
    check({random.whole(1, 70), random.whole(1, 11), random.whole(1, 7), random.whole(1, 40), random.coin(), random.coin()});
  }
}

} // namespace kernel_tests
