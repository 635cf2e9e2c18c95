/** Whole sessions: the same bits for every number of threads, learning, and refused inputs. */
#pragma once
#include "trial.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

struct Crew {
  int threads;
  bool isolated;
  /** Its workspace has old contents: memory of sessions is reused. */
  bool soiled = false;
};

/** Every bit after a few steps: losses, parameters, gradients, slots, logits. */
static std::vector<char> outcome(const Draft& draft, uint32_t seed, int batch, Crew crew) {
  Random random(seed);
  const TeamOwner team(team_create(crew.threads));
  Trial trial(draft.words(), draft.reals, team.get(), batch);
  trial.fill(random, 13);
  if (crew.soiled) trial.soil();
  if (crew.isolated) trial.isolate();
  std::vector<char> bits;
  const auto append = [&](const void* from, size_t bytes) {
    bits.insert(bits.end(), static_cast<const char*>(from), static_cast<const char*>(from) + bytes);
  };
  for (uint32_t n = 0; n < 4; n++) {
    const int rows = n == 0 ? batch : random.whole(1, batch);
    const double loss = trial.train(random_rows(random, rows, 13), random_step(random), {seed, 1, n}, n < 3);
    CHECK(std::isfinite(loss));
    append(&loss, sizeof(loss));
  }
  int64_t size = 0;
  for (int block = 0; block < FUSED_BLOCKS; block++) {
    for (int i = 0; float* at = api.tensor(trial.session(), block, i, &size); i++) append(at, size_t(size) * sizeof(float));
  }
  const auto logits = trial.infer(smaller(batch, 13));
  append(logits.data(), logits.size() * sizeof(float));
  return bits;
}

static void test_sessions(Random& random, int work) {
  for (int i = 0; i < 12 * work; i++) {
    const Draft draft = random_draft(random);
    const uint32_t seed = random.word();
    const int batch = random.pick({1, 3, 8, 35});
    running_case() = "session " + std::to_string(i) + ": " + std::to_string(draft.stages.size()) + " stages, batch " +
                     std::to_string(batch) + ", seed " + std::to_string(seed);
    const auto alone = outcome(draft, seed, batch, {1, false});
    for (Crew crew : {Crew{1, true}, Crew{2, false}, Crew{3, false}, Crew{1, false, true}}) CHECK(outcome(draft, seed, batch, crew) == alone);
  }
}

/** Random labels of few pictures can be memorized. */
static void test_learning(Random& random, int) {
  Draft draft(16, 24, 3);
  draft.convolution({8, {4, 1, true}, {4, 4, true}, true, true});
  draft.norm(0.9, 1e-3);
  draft.convolution({12, {3, 1, true}, {1, 1, true}, true, false});
  draft.pool(AVERAGE_POOL, {2, 2, false});
  draft.dense(4, true);
  const TeamOwner team(team_create(2));
  Trial trial(draft.words(), draft.reals, team.get(), 12);
  trial.fill(random, 12);
  const std::vector<int32_t> all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const Step step = {ADAM, 0.01, 0.01, 0.9, 0.999, 1e-8, 0, 0, 0, 0, 0};
  const double first = trial.train(all, step, {}, false);
  for (int i = 0; i < 60; i++) trial.train(all, step, {}, true);
  CHECK(trial.train(all, step, {}, false) < first / 4);
}

/** Inputs that the host passes on unchecked are checked here. */
static void test_refusals(Random& random, int) {
  Draft draft(5, 6, 3);
  draft.convolution({4, {3, 1, true}, {2, 2, true}, true, true});
  draft.dense(3, true);
  const TeamOwner team(team_create(2));
  Trial trial(draft.words(), draft.reals, team.get(), 4);
  FusedSession* session = trial.session();
  const int32_t rows[] = {0, 1, 2, 3, 4};
  Step step = {SGD, 0.1, 0.1, 0, 0, 1, 0, 0, 0, 0, 0};
  double loss = 0;
  const auto trains = [&](const int32_t* indices, int count) {
    return api.train(session, indices, count, nullptr, reinterpret_cast<double*>(&step), {}, true, &loss);
  };
  CHECK(!trains(rows, 1)); // no room, no pictures
  trial.fill(random, 5);
  CHECK(trains(rows, 4) && trains(rows + 4, 1) && api.stage(session, rows, 4, 0, true));
  CHECK(!trains(rows, 0) && !trains(rows, 5) && !trains(rows, -1) && !api.stage(session, rows, 5, 0, false));
  for (int32_t bad : {-1, 5, INT32_MAX, INT32_MIN}) {
    CHECK(!trains(&bad, 1));
    CHECK(!api.stage(session, &bad, 1, 0, false));
  }
  for (double rule : {-1.0, 0.5, 3.0, std::nan("")}) {
    step.rule = rule;
    CHECK(!trains(rows, 1));
  }
  const std::vector<uint8_t> images(4 * 5 * 6 * 3);
  std::vector<float> logits(4 * 3);
  CHECK(api.infer(session, images.data(), 4, logits.data()));
  for (int count : {0, -1, 5, INT32_MAX}) CHECK(!api.infer(session, images.data(), count, logits.data()));
  CHECK(api.shape_fits(session, 180, 2, 6) && !api.shape_fits(session, 181, 2, 6) && !api.shape_fits(session, 180, 2, 7));
  int64_t size = 0;
  for (int bad : {-1, 4, INT32_MAX, INT32_MIN}) {
    CHECK(!api.tensor(session, FUSED_PARAMETER, bad, &size));
    CHECK(!api.tensor(session, bad, 0, &size));
  }
  const int32_t known[] = {2, -1}; // -1: no class
  CHECK(api.pictures(session, images.data(), known, 2));
  for (int32_t bad : {-2, 3, INT32_MAX, INT32_MIN}) {
    const int32_t labels[] = {0, bad};
    CHECK(!api.pictures(session, images.data(), labels, 2));
  }
}

static bool accepted(const Draft& draft) {
  const auto words = draft.words();
  return api.state_bytes(words.data(), int64_t(words.size()), draft.reals.data(), int64_t(draft.reals.size())) > 0;
}

/** Two stages with the same parameter: both would write its gradient at the same time. */
static void test_shared_parameters(Random&, int) {
  Draft draft(1, 1, 8);
  for (int i = 0; i < 2; i++) draft.convolution({8, {1, 1, true}, {1, 1, true}, true, true});
  for (int i = 0; i < 2; i++) draft.norm(0.9, 1e-3);
  for (int i = 0; i < 2; i++) draft.dense(8, true);
  CHECK(accepted(draft));
  for (size_t i = 0; i < draft.stages.size(); i++) {
    for (int32_t StageWords::*name : {&StageWords::parameter, &StageWords::bias}) {
      Draft other = draft;
      if (other.stages[i].*name < 0) continue;
      other.stages[i].*name = other.stages[i % 2 == 0 ? i + 1 : i - 1].*name;
      CHECK(!accepted(other));
    }
  }
}

/** Every parameter has the size that its stage needs, and is trained or not as its stage needs. */
static void test_parameters(Random&, int) {
  Draft draft(6, 6, 3);
  draft.convolution({5, {3, 1, true}, {2, 2, true}, true, true});
  draft.norm(0.9, 1e-3);
  draft.dense(4, true);
  CHECK(accepted(draft));
  for (size_t i = 0; i < draft.parameters.size(); i++) {
    running_case() = "parameter " + std::to_string(i);
    for (int change : {-1, 1, 16, 1 << 20}) {
      Draft other = draft;
      other.parameters[i].size += change;
      CHECK(!accepted(other));
    }
    Draft other = draft;
    other.parameters[i].trained = !other.parameters[i].trained;
    CHECK(!accepted(other));
  }
}

} // namespace kernel_tests
