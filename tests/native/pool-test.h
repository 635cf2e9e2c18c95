/** Jobs on separate threads, epochs of many sessions at once, and reused memory. */
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include "trial.h"
#include "block-store.h"
#include "epoch.h"
#include "pool.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Counts its runs in a number that only one thread may write at a time, and signals when it has ended. */
class Counted final : public Job {
 public:
  int runs = 0;
  void run() override {
    runs++;
    std::lock_guard<std::mutex> lock(mutex_);
    done_ = true;
    ended_.notify_all();
  }
  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    ended_.wait(lock, [&] { return done_; });
    done_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
};

/** Continues only when all of them have started, so each needs a thread. */
class Meeting final : public Job {
 public:
  Meeting(std::atomic<int>& here, int wanted) : here_(here), wanted_(wanted) {}
  void run() override {
    here_++;
    while (here_ < wanted_) std::this_thread::yield();
  }

 private:
  std::atomic<int>& here_;
  int wanted_;
};

static void test_pool(Random& random, int work) {
  for (int round = 0; round < 4 * work; round++) {
    std::vector<Counted> jobs(size_t(random.whole(1, 12)));
    Pool pool;
    for (int turn = 1; turn <= 20; turn++) {
      for (Counted& job : jobs) pool.add(job);
      for (Counted& job : jobs) job.wait();
      for (Counted& job : jobs) CHECK(job.runs == turn);
    }
  }
  for (int round = 0; round < 10 * work; round++) {
    std::atomic<int> here{0};
    const int wanted = random.whole(2, 9);
    std::vector<Meeting> jobs(size_t(wanted), Meeting(here, wanted));
    Pool pool;
    for (Meeting& job : jobs) pool.add(job);
    while (here < wanted) std::this_thread::yield();
  }
  for (int round = 0; round < 20 * work; round++) { // ends with jobs that have not started
    std::vector<Counted> jobs(size_t(random.whole(0, 12)));
    {
      Pool pool;
      for (Counted& job : jobs) pool.add(job);
    }
    for (Counted& job : jobs) CHECK(job.runs <= 1);
  }
}

/** A separate session with its epoch. */
class Lane final : public Job {
 public:
  static constexpr int PICTURES = 13, STEPS = 4;
  Trial trial;

  Lane(const Draft& draft, uint32_t seed, Team* team, int batch)
      : trial(draft.words(), draft.reals, team, batch), seed_(seed), batch_(batch) {
    Random random(seed);
    trial.fill(random, PICTURES);
    EpochSteps steps;
    for (int i = 0; i < STEPS; i++) {
      const int rows = i == STEPS - 1 ? 1 : random.whole(1, batch);
      const auto indices = random_rows(random, rows, PICTURES);
      const Step step = random_step(random);
      const double* numbers = reinterpret_cast<const double*>(&step);
      steps.rows.push_back(rows);
      steps.indices.insert(steps.indices.end(), indices.begin(), indices.end());
      steps.numbers.insert(steps.numbers.end(), numbers, numbers + FUSED_STEP_NUMBERS);
    }
    steps.dropout = {seed, 1, 5};
    steps_ = steps;
    const EpochPictures pictures = {trial.images().data(), PICTURES, trial.picture(), batch, trial.classes()};
    epoch_ = std::make_unique<Epoch>(api, trial.session(), steps, pictures);
  }
  Epoch& epoch() { return *epoch_; }
  void run() override { epoch_->run(); }

  /** The same, with the functions that an epoch consists of. */
  std::vector<char> by_steps() {
    std::vector<double> losses;
    std::vector<int32_t> right;
    size_t at = 0;
    for (size_t i = 0; i < STEPS; i++) {
      const std::vector<int32_t> indices(&steps_.indices[at], &steps_.indices[at] + steps_.rows[i]);
      Step step;
      memcpy(&step, &steps_.numbers[i * FUSED_STEP_NUMBERS], sizeof(step));
      losses.push_back(trial.train(indices, step, {seed_, 1, 5 + uint32_t(i)}, true));
      right.push_back(api.right(trial.session()));
      CHECK(right.back() >= 0 && right.back() <= steps_.rows[i]);
      at += indices.size();
    }
    std::vector<float> logits;
    for (int first = 0; first < PICTURES; first += batch_) {
      const int rows = smaller(batch_, PICTURES - first);
      const std::vector<uint8_t> images(trial.images().begin() + first * trial.picture(),
                                        trial.images().begin() + (first + rows) * trial.picture());
      std::vector<float> some(size_t(rows) * size_t(trial.classes()));
      CHECK(api.infer(trial.session(), images.data(), rows, some.data()));
      logits.insert(logits.end(), some.begin(), some.end());
    }
    return bits(losses, right, logits);
  }
  std::vector<char> bits() { return bits(epoch_->losses, epoch_->right, epoch_->logits); }

 private:
  std::vector<char> bits(const std::vector<double>& losses, const std::vector<int32_t>& right, const std::vector<float>& logits) {
    std::vector<char> all;
    const auto append = [&](const void* from, size_t bytes) {
      all.insert(all.end(), static_cast<const char*>(from), static_cast<const char*>(from) + bytes);
    };
    append(losses.data(), losses.size() * sizeof(double));
    append(right.data(), right.size() * sizeof(int32_t));
    append(logits.data(), logits.size() * sizeof(float));
    int64_t size = 0;
    for (int block = 0; block < FUSED_BLOCKS; block++) {
      for (int i = 0; float* at = api.tensor(trial.session(), block, i, &size); i++) {
        append(at, size_t(size) * sizeof(float));
      }
    }
    return all;
  }

  uint32_t seed_;
  int batch_;
  EpochSteps steps_;
  std::unique_ptr<Epoch> epoch_;
};

/** Epochs of as many sessions at once as there are lanes, each with its own team. */
static void run_together(std::vector<std::unique_ptr<Lane>>& lanes) {
  std::vector<Counted> ends(lanes.size());
  struct Both final : Job {
    Lane* lane = nullptr;
    Counted* end = nullptr;
    void run() override {
      lane->run();
      end->run();
    }
  };
  std::vector<Both> jobs(lanes.size());
  Pool pool;
  for (size_t i = 0; i < lanes.size(); i++) {
    jobs[i].lane = lanes[i].get();
    jobs[i].end = &ends[i];
    pool.add(jobs[i]);
  }
  for (Counted& end : ends) end.wait();
}

static void test_many_epochs(Random& random) {
  const Draft draft = random_draft(random);
  const int batch = random.pick({1, 3, 8});
  std::vector<TeamOwner> teams;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::vector<char>> alone;
  for (int i = 0; i < 6; i++) {
    const uint32_t seed = random.word();
    teams.emplace_back(team_create(i == 5 ? 2 : 1));
    lanes.push_back(std::make_unique<Lane>(draft, seed, teams.back().get(), batch));
    const TeamOwner team(team_create(1));
    alone.push_back(Lane(draft, seed, team.get(), batch).by_steps());
  }
  run_together(lanes);
  for (size_t i = 0; i < lanes.size(); i++) {
    CHECK(lanes[i]->epoch().state == Epoch::DONE && lanes[i]->epoch().finite && lanes[i]->epoch().seconds > 0);
    CHECK(lanes[i]->bits() == alone[i]);
  }
}

static void test_epochs(Random& random, int work) {
  for (int i = 0; i < 4 * work; i++) {
    running_case() = "epochs " + std::to_string(i);
    test_many_epochs(random);
  }
  Draft draft(5, 6, 3);
  draft.convolution({4, {3, 1, true}, {2, 2, true}, true, true});
  draft.dense(3, true);
  const TeamOwner team(team_create(1));
  running_case() = "an epoch that is cancelled";
  Lane cancelled(draft, 1, team.get(), 4);
  cancelled.epoch().cancel();
  cancelled.run();
  CHECK(cancelled.epoch().state == Epoch::CANCELLED && std::isnan(cancelled.epoch().losses[0]));
  running_case() = "a loss that is NaN";
  Lane diverged(draft, 1, team.get(), 4);
  int64_t size = 0;
  float* w = api.tensor(diverged.trial.session(), FUSED_PARAMETER, 0, &size);
  std::fill(w, w + size, std::nanf(""));
  api.prepare(diverged.trial.session());
  diverged.run();
  CHECK(diverged.epoch().state == Epoch::DONE && !diverged.epoch().finite);
  for (double loss : diverged.epoch().losses) CHECK(!std::isfinite(loss));
}

/** Blocks are reused, zeroed where required, and no more of them are kept than the limits allow. */
static void test_memory(Random& random, int work) {
  const auto store = std::make_shared<BlockStore>();
  for (int i = 0; i < 200 * work; i++) {
    const int64_t bytes = random.whole(1, 5000);
    ::Memory memory(store);
    CHECK(memory.resize(bytes, true) && reinterpret_cast<uintptr_t>(memory.data()) % 64 == 0);
    char* at = static_cast<char*>(memory.data());
    CHECK(std::all_of(at, at + bytes, [](char byte) { return byte == 0; }));
    memset(at, 0xff, size_t(bytes));
    CHECK(store->size() <= BlockStore::MOST_BLOCKS && store->bytes() <= BlockStore::MOST_BYTES);
  }
  const MemoryBlock first = store->take(100000, false);
  store->give(first);
  const MemoryBlock larger_one = store->take(200001, false);
  CHECK(larger_one.at != first.at);
  std::free(larger_one.at);
  const MemoryBlock again = store->take(60000, false);
  CHECK(again.at == first.at && again.bytes == first.bytes);
  store->give(again);
  for (int i = 0; i < 100; i++) store->give({std::malloc(16), 16});
  CHECK(store->size() == BlockStore::MOST_BLOCKS && store->bytes() == 16 * int64_t(BlockStore::MOST_BLOCKS));
  store->give({std::malloc(16), BlockStore::MOST_BYTES + 1});
  CHECK(store->size() == 0 && store->bytes() == 0);
}

} // namespace kernel_tests
