/** Plans with some numbers changed: refused, or computed without an access outside of the session's memory. */
#pragma once
#include <limits>
#include "trial.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Memory and multiply-adds per picture above which an accepted plan is not run: it would take too long without testing more. */
constexpr int64_t MOST_BYTES = 64 << 20;
constexpr double MOST_WORK = 4e6;

static double work_of(const Plan& plan) {
  double work = 0;
  for (int i = 0; i < plan.stages; i++) {
    const Stage& stage = plan.stage[i];
    const double taps = double(stage.kernel) * stage.kernel;
    const double pixels = double(stage.conv_height) * stage.conv_width;
    if (stage.kind == CONVOLUTION) work += taps * stage.channels * pixels * double(stage.out_padded);
    else if (stage.kind == DENSE) work += double(stage.in_size) * double(stage.out_padded);
    else work += double(stage.in_size) + taps * double(stage.out_size);
  }
  return work;
}

struct Mutant {
  std::vector<int32_t> words;
  std::vector<double> reals;
};

static int32_t mutated(Random& random, int32_t old, const std::vector<int32_t>& words) {
  switch (random.whole(0, 5)) {
    case 0: return int32_t(uint32_t(old) + uint32_t(random.pick({1, -1, 2, -2})));
    case 1: return words[size_t(random.whole(0, int(words.size()) - 1))];
    case 2: return random.pick({0, 1, -1, 2, 3, 7, 8, 63, 64, 65, 4096, 4097});
    case 3: return random.pick({INT32_MAX, INT32_MIN, INT32_MAX - 1, 1 << 16, 1 << 29, (1 << 29) + 1, 1 << 30, -(1 << 30)});
    case 4: return int32_t(uint32_t(old) * 2);
    default: return int32_t(random.word());
  }
}

/** Changes one to three numbers; sometimes the arrays themselves become too short or too long. */
static Mutant mutate(Random& random, const Mutant& from) {
  Mutant to = from;
  for (int i = random.whole(1, 3); i > 0; i--) {
    if (random.whole(0, 19) == 0) {
      const double infinity = std::numeric_limits<double>::infinity();
      to.reals[size_t(random.whole(0, int(to.reals.size()) - 1))] =
          random.pick({std::nan(""), infinity, -infinity, -1.0, 0.0, 1.0, 0.999999, 1e300, 1e-300});
      continue;
    }
    const int at = random.coin() ? random.whole(0, int(to.words.size()) - 1) // half of them in the numbers of the stages
                                 : int(to.words.size()) - 1 - random.whole(0, int(to.reals.size()) / 2 * STAGE_WORDS - 1);
    to.words[size_t(at)] = mutated(random, to.words[size_t(at)], to.words);
  }
  if (random.whole(0, 49) == 0) to.words.resize(size_t(random.whole(0, int(to.words.size()) + 5)));
  if (random.whole(0, 49) == 0) to.reals.resize(size_t(random.whole(0, int(to.reals.size()) + 2)));
  to.words.shrink_to_fit();
  to.reals.shrink_to_fit();
  return to;
}

struct Count {
  int refused = 0, large = 0, computed = 0;
};

static void try_plan(Random& random, const Mutant& one, Team* team, Count& count) {
  constexpr int BATCH = 3;
  const int64_t bytes = api.state_bytes(one.words.data(), int64_t(one.words.size()), one.reals.data(),
                                        int64_t(one.reals.size()));
  CHECK(bytes >= -1);
  if (bytes < 0) {
    count.refused++;
    return;
  }
  count.large++;
  if (bytes > MOST_BYTES) return;
  Trial trial(one.words, one.reals, team, BATCH);
  CHECK(trial.workspace() >= 0);
  if (bytes + trial.workspace() > MOST_BYTES || work_of(trial.plan()) > MOST_WORK) return;
  trial.fill(random, BATCH);
  trial.isolate();
  trial.train({2, 0, 1}, random_step(random), {1, 2, 3}, true);
  trial.infer(2);
  count.large--;
  count.computed++;
}

static std::string describe(const Mutant& one) {
  std::string text = "plan";
  for (int32_t word : one.words) text += " " + std::to_string(word);
  text += ";";
  for (double real : one.reals) text += " " + std::to_string(real);
  return text;
}

static void test_mutations(Random& random, int work) {
  const TeamOwner team(team_create(2));
  Count count;
  for (int plan = 0; plan < 50 * work; plan++) {
    const Draft draft = random_draft(random);
    const Mutant whole = {draft.words(), draft.reals};
    for (int i = 0; i < 100; i++) {
      const Mutant one = i == 0 ? whole : mutate(random, whole);
      running_case() = describe(one);
      try_plan(random, one, team.get(), count);
    }
  }
  std::printf("  %d plans refused, %d too large to try, %d computed\n", count.refused, count.large, count.computed);
  CHECK(count.refused > 10 * work && count.computed > 50 * work);
}

/** A convolution on one pixel with more weights than 64 bits can count: 64 * 64 * 2^29 * 2^29. */
static Mutant uncountable_weights() {
  StageWords stage = {CONVOLUTION, 1, 1, 1 << 29, 1, 1, 1 << 29, 64, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, -1, 0};
  Mutant one = {{4096, 4096, 32, 1 << 29, 1, 1, 1, 1, 1}, {0, 0}};
  const int32_t* words = &stage.kind;
  one.words.insert(one.words.end(), words, words + STAGE_WORDS);
  return one;
}

/** More filters and inputs together than an int can count, all of them with the same two parameters. */
static Mutant uncountable_parts() {
  constexpr int32_t MANY = 1 << 29;
  const StageWords out = {CONVOLUTION, 1, 1, 1, 1, 1, MANY, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, -1, 0};
  const StageWords in = {DENSE, 1, 1, MANY, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, -1, 0};
  Mutant one = {{1, 1, 1, 1, MOST_STAGES, 2, MANY, 1, 1, MANY, 1, 1}, std::vector<double>(2 * MOST_STAGES)};
  for (int i = 0; i < MOST_STAGES; i++) {
    const int32_t* words = i % 2 == 0 ? &out.kind : &in.kind;
    one.words.insert(one.words.end(), words, words + STAGE_WORDS);
  }
  return one;
}

/** Cases that random changes rarely hit: sums and products that overflow an integer. */
static void test_large_plans(Random& random, int) {
  Draft draft(8, 8, 3);
  draft.convolution({4, {3, 1, true}, {2, 2, true}, true, true});
  draft.pool(AVERAGE_POOL, {2, 1, true});
  draft.norm(0.9, 1e-3);
  draft.dense(3, true);
  const Mutant whole = {draft.words(), draft.reals};
  const TeamOwner team(team_create(1));
  Count count;
  const auto attempt = [&](const Mutant& one) {
    running_case() = describe(one);
    try_plan(random, one, team.get(), count);
  };
  attempt(uncountable_weights());
  attempt(uncountable_parts());
  for (size_t at = 0; at < whole.words.size(); at++) {
    for (int32_t value : {INT32_MAX, INT32_MIN, 1 << 29, -1, 0}) {
      Mutant one = whole;
      one.words[at] = value;
      attempt(one);
    }
  }
  CHECK(count.refused > 0);
}

} // namespace kernel_tests
