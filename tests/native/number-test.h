/** philox.h, loss.h, optimizer.h and the loops of team.h. */
#pragma once
#include <atomic>
#include <limits>
#include "testing.h"
#include "kernels/loss.h"
#include "kernels/optimizer.h"
#include "kernels/philox.h"
#include "team-threads.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Words from convnet/philox.ts: philoxWords([k0, k1], [layer, step, 0x64726f70], ...). */
static void test_philox(Random&, int) {
  uint32_t word[4];
  const auto equal = [&](std::initializer_list<uint32_t> wanted) {
    for (int i = 0; i < 4; i++) CHECK(word[i] == wanted.begin()[i]);
  };
  philox(5, 256, 0, 4, 1000, word);
  equal({0xc7563636, 0xd5c8ff74, 0x3bc5a251, 0x31404ded});
  philox(5, 256, 1, 4, 1000, word);
  equal({0x7044c702, 0xe6ef3e85, 0x3bc8c59f, 0x55c79dd5});
  philox(UINT32_MAX, UINT32_MAX, 0, UINT32_MAX, UINT32_MAX, word);
  equal({0x33e8ebc3, 0x79baa829, 0x8bacf030, 0x782d0889});
}

/** Compared with the library's functions, which are accurate to one unit in the last place. */
static void test_exponential(Random& random, int work) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 20000 * work; i++) {
    const double x = -double(random.word()) / 4294967296.0 * random.pick({1e-9, 1.0, 30.0, 707.9});
    CHECK(std::fabs(exponential(x) / std::exp(x) - 1) < 4e-15);
    const double y = 1 + double(random.word()) / 4294967296.0 * random.pick({1e-9, 1.0, 100.0, 1e9});
    CHECK(std::fabs(logarithm(y) - std::log(y)) <= 4e-15 * std::fmax(1e-9, std::log(y)) + 1e-17);
  }
  CHECK(exponential(0) == 1 && logarithm(1) == 0);
  CHECK(exponential(-infinity) == 0 && exponential(-1e300) == 0);
  CHECK(std::isnan(exponential(std::nan(""))) && std::isnan(logarithm(std::nan(""))));
}

static void check_cross_entropy(const std::vector<float>& logits, int label, double smoothing, double share) {
  const int classes = int(logits.size());
  std::vector<float> g(logits.size());
  const double loss = softmax_cross_entropy(logits.data(), classes, label, smoothing, share, g.data());
  if (label < 0) smoothing = 1; // no class: even targets
  double top = -1e300, sum = 0, wanted = 0;
  for (float z : logits) top = std::fmax(top, z);
  for (float z : logits) sum += std::exp(z - top);
  for (int k = 0; k < classes; k++) {
    const double target = (k == label ? 1 - smoothing : 0) + smoothing / classes;
    const double z = logits[size_t(k)] - top;
    wanted -= target * (z - std::log(sum));
    CHECK(std::fabs(g[size_t(k)] - (std::exp(z) / sum - target) * share) <= 0x1p-23 * share);
  }
  CHECK(std::fabs(loss - wanted) <= 1e-12 * (1 + std::fabs(top) + std::fabs(wanted)));
}

static void test_cross_entropy(Random& random, int work) {
  for (int i = 0; i < 300 * work; i++) {
    std::vector<float> logits = random.numbers(size_t(random.whole(1, 40)));
    const float scale = random.pick({0.0f, 1.0f, 50.0f, 1e6f, 1e30f});
    for (float& z : logits) z *= scale;
    const int label = random.whole(-1, int(logits.size()) - 1);
    check_cross_entropy(logits, label, random.pick({0.0, 0.1, 1.0}), 1.0 / random.whole(1, 64));
  }
  // Values that are not finite must propagate, and must not cause an invalid access.
  float g[3];
  const float infinity = std::numeric_limits<float>::infinity();
  for (float bad : {infinity, -infinity, std::nanf("")}) {
    const float first[] = {bad, 1, 2}, other[] = {1, bad, 2};
    CHECK(!std::isfinite(softmax_cross_entropy(first, 3, 0, 0, 1, g)));
    CHECK(!std::isfinite(softmax_cross_entropy(other, 3, 1, 0, 1, g)));
  }
}

/** Formulas of backends/backend.ts. Within a few roundings of the same in double precision. */
static void check_step(Random& random, int vectors, bool is_sgd) {
  const int64_t count = vectors * LANES;
  const auto g = random.numbers(size_t(count)), u = random.numbers(size_t(count));
  auto w = random.numbers(size_t(count)), m = u, v = random.numbers(size_t(count));
  for (float& one : v) one = std::fabs(one);
  const auto w0 = w, v0 = v;
  const Step step = {is_sgd ? SGD : ADAM, 0.01, 0.02, 0.9, 0.999, 1e-8, random.pick({0.0, 0.5, 0.9, 1.0}), 0, 0, 0, 0};
  const float decay = random.pick({1.0f, 0.99f}), scale = random.pick({1.0f, 0.25f});
  if (is_sgd) sgd(step, scale, count, g.data(), w.data(), m.data());
  else adam(step, decay, scale, count, g.data(), w.data(), m.data(), v.data());
  for (size_t i = 0; i < size_t(count); i++) {
    const double gradient = double(g[i]) * scale;
    const double first = is_sgd ? step.momentum * u[i] + gradient : 0.9 * u[i] + 0.1 * gradient;
    const double second = 0.999 * v0[i] + 0.001 * gradient * gradient;
    CHECK(std::fabs(m[i] - first) <= 4 * 0x1p-24 * (std::fabs(u[i]) + std::fabs(gradient)));
    if (!is_sgd) CHECK(near(v[i], second, 8));
    const double moved = is_sgd ? 0.01 * first : 0.02 * double(m[i]) / (std::sqrt(double(v[i])) + 1e-8);
    const double wanted = is_sgd ? w0[i] - moved : double(w0[i]) * decay - moved;
    CHECK(std::fabs(w[i] - wanted) <= 8 * 0x1p-24 * (std::fabs(w0[i]) + std::fabs(moved)) + 1e-8);
  }
}

static void test_optimizers(Random& random, int work) {
  for (int i = 0; i < 100 * work; i++) check_step(random, random.whole(1, 9), random.coin());
}

/** Every index is visited once, on a worker below the team's size, for any number of loops and tasks. */
static void test_team(Random& random, int work) {
  for (int size : {1, 2, 5}) {
    running_case() = std::to_string(size) + " threads";
    Team* team = team_create(size);
    CHECK(team_size(team) == size);
    for (int loop = 0; loop < 2500 * work; loop++) {
      const int count = random.whole(0, 12);
      std::vector<int> visits(size_t(count), 0); // only one thread visits an index: no lock, otherwise the sanitizer reports it
      std::atomic<int> sum{0};
      auto body = [&](int index, int worker) {
        visits[size_t(index)]++;
        sum += worker >= 0 && worker < size ? index + 1 : 1000000;
      };
      parallel(team, count, body);
      for (int visit : visits) CHECK(visit == 1);
      CHECK(sum == count * (count + 1) / 2);
    }
    team_destroy(team);
  }
  for (int i = 0; i < 20 * work; i++) team_destroy(team_create(4)); // threads that never had a loop
}

} // namespace kernel_tests
