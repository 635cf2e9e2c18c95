#include "timing.h"
#include <algorithm>
#include <barrier>
#include <memory>
#include <numeric>
#include <system_error>
#include <thread>

constexpr int MINI_BATCH = 64;
/** Timed, after a warm-up epoch that loads and records the kernels. */
constexpr size_t EPOCHS = 5;
constexpr uint32_t SEED = 1;

/** In the order of the pictures; the kernels gather whole pictures, so a shuffled order would cost the same. */
static EpochSteps epoch_of(int pictures) {
  EpochSteps steps = {};
  steps.indices.resize(size_t(pictures));
  std::iota(steps.indices.begin(), steps.indices.end(), 0);
  for (int from = 0; from < pictures; from += MINI_BATCH) {
    steps.rows.push_back(std::min(MINI_BATCH, pictures - from));
    steps.numbers.insert(steps.numbers.end(), TIMED_STEP.begin(), TIMED_STEP.end());
  }
  return steps;
}

static double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + std::ptrdiff_t(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

namespace {

/** Nets that train epoch after epoch at the same time, each on its own thread as in the addon; the launcher combines them. */
class NetSet {
 public:
  NetSet(std::vector<std::unique_ptr<Net>>& nets, const EpochSteps& steps, Clock::time_point deadline)
      : nets_(nets), steps_(steps), deadline_(deadline), last_(nets.size()) {
    ends_.reserve(EPOCHS + 2);
  }

  /** @throws std::system_error where the system has no more threads. */
  void run() {
    std::barrier barrier(std::ptrdiff_t(nets_.size()), Ended{this});
    std::vector<std::thread> threads;
    try {
      for (size_t i = 0; i < nets_.size(); i++) threads.emplace_back([&, i] { train(i, barrier); });
    } catch (const std::system_error&) {
      deadline_ = {};
      for (size_t i = threads.size(); i < nets_.size(); i++) barrier.arrive_and_drop();
      for (std::thread& thread : threads) thread.join();
      throw;
    }
    for (std::thread& thread : threads) thread.join();
  }

  std::vector<double> seconds() const {
    std::vector<double> all;
    for (size_t i = 2; i < ends_.size(); i++) all.push_back(std::chrono::duration<double>(ends_[i] - ends_[i - 1]).count());
    return all;
  }
  /** Result of each net's last epoch. */
  const std::vector<Net::Trained>& last() const { return last_; }

 private:
  /** Runs when all nets have finished an epoch; the first time when all threads have started. */
  struct Ended {
    NetSet* set;
    void operator()() noexcept {
      set->ends_.push_back(Clock::now());
      set->goes_on_ = set->ends_.size() < EPOCHS + 2 && set->ends_.back() < set->deadline_;
    }
  };

  void train(size_t net, std::barrier<Ended>& barrier) {
    barrier.arrive_and_wait();
    while (goes_on_) {
      last_[net] = nets_[net]->train(steps_, false);
      barrier.arrive_and_wait();
    }
  }

  std::vector<std::unique_ptr<Net>>& nets_;
  const EpochSteps& steps_;
  Clock::time_point deadline_;
  std::vector<Net::Trained> last_;
  std::vector<Clock::time_point> ends_;
  bool goes_on_ = true;
};

} // namespace

Timing time_epochs(const Network& network, const Pictures& pictures, int nets, Clock::time_point deadline) {
  Timing timing;
  timing.network = network.name;
  timing.nets = nets;
  timing.pictures = pictures.count();
  std::vector<std::unique_ptr<Net>> open;
  while (int(open.size()) < nets && Clock::now() < deadline) {
    open.push_back(std::make_unique<Net>(network, pictures, SEED, std::min(MINI_BATCH, pictures.count())));
    timing.reason = open.back()->failure();
    timing.wrong = open.size() == 1 && !timing.reason.empty(); // a later one: memory is short
    if (!timing.reason.empty()) return timing;
  }
  const EpochSteps steps = epoch_of(pictures.count());
  NetSet set(open, steps, deadline);
  try {
    if (int(open.size()) == nets) set.run();
  } catch (const std::system_error&) {
    timing.reason = "The system cannot start " + std::to_string(nets) + " threads.";
    return timing;
  }
  const std::vector<double> seconds = set.seconds();
  if (seconds.empty()) {
    timing.reason = "The time limit was reached.";
    return timing;
  }
  timing.epochs = int(seconds.size());
  timing.seconds = median(seconds);
  for (const Net::Trained& trained : set.last()) {
    timing.reason = trained.failure;
    // All are identical, and a net gives the same bits alone and together with others.
    if (timing.reason.empty() && trained.losses != set.last()[0].losses) timing.reason = "Identical networks gave different losses.";
    timing.wrong = !timing.reason.empty();
    if (timing.wrong) break;
  }
  return timing;
}
