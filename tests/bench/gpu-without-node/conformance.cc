#include "conformance.h"
#include <algorithm>
#include <cmath>
#include "net.h"

/** As in tests/conformance/comparing.ts: relative to the largest number of a tensor, or to a hundredth of the largest of all. */
constexpr double TOLERANCE = 1e-4, SMALLEST_SCALE = 1e-2;

static void compare(Verdict& verdict, const std::string& where, double actual, double wanted, double scale) {
  const double share = std::abs(actual - wanted) / (TOLERANCE * scale);
  if (share <= verdict.worst) return; // false for NaN
  verdict.worst = std::isnan(share) ? INFINITY : share;
  verdict.where = where;
}

static double largest_of(std::span<const double> numbers) {
  double largest = SMALLEST_SCALE;
  for (double number : numbers) largest = std::max(largest, std::abs(number));
  return largest;
}

static std::vector<std::vector<float>> parameters_of(Net& net, const Network& network) {
  std::vector<std::vector<float>> all;
  for (int i = 0; i < int(network.parameters.size()); i++) {
    const std::span<float> now = net.parameter(i);
    all.emplace_back(now.begin(), now.end());
  }
  return all;
}

template <typename T> static std::vector<T> vector_of(std::span<const T> numbers) { return {numbers.begin(), numbers.end()}; }

Verdict check(const Case& one) {
  Verdict verdict;
  verdict.network = one.network.name;
  const Pictures pictures(one.network, one.seed, one.pictures);
  Net net(one.network, pictures, one.seed, one.pictures);
  const auto before = parameters_of(net, one.network);
  const auto trained = net.train({vector_of(one.indices), vector_of(one.rows), {}, vector_of(one.numbers), {}}, true);
  const auto after = parameters_of(net, one.network);
  verdict.failure = trained.failure;
  if (!verdict.failure.empty()) return verdict;

  for (size_t i = 0; i < one.losses.size(); i++) {
    compare(verdict, "loss " + std::to_string(i + 1), trained.losses[i], one.losses[i], largest_of(one.losses.subspan(i, 1)));
  }
  for (size_t i = 0; i < one.logits.size(); i++) {
    compare(verdict, "logits", trained.logits[i], one.logits[i], largest_of(one.logits));
  }
  double largest = 0;
  for (const Change& change : one.changes) largest = std::max(largest, change.largest);
  for (size_t p = 0; p < one.changes.size(); p++) {
    const auto& [sampled, of_tensor] = one.changes[p];
    const double scale = std::max(of_tensor, SMALLEST_SCALE * largest);
    for (size_t i = 0; i < sampled.size(); i++) {
      const size_t at = size_t(sample(int64_t(i), int64_t(before[p].size())));
      compare(verdict, one.network.parameters[p].name, double(after[p][at]) - before[p][at], sampled[i], scale);
    }
  }
  return verdict;
}
