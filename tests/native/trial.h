/** A session opened as by a host, only through FusedApi, over random pictures. */
#pragma once
#include <algorithm>
#include <memory>
#include <new>
#include "draft.h"
#include "kernels/target.cc"
#include "team-threads.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Zeros aligned to a cache line, exactly as many bytes as requested. */
class Memory {
 public:
  explicit Memory(int64_t bytes = 0) : data_(::operator new(size_t(bytes), std::align_val_t(64))), bytes_(bytes) {
    memset(data_.get(), 0, size_t(bytes));
  }
  char* data() const { return static_cast<char*>(data_.get()); }
  char* end() const { return data() + bytes_; }

 private:
  struct Release {
    void operator()(void* data) const { ::operator delete(data, std::align_val_t(64)); }
  };
  std::unique_ptr<void, Release> data_;
  int64_t bytes_;
};

struct FreeTeam {
  void operator()(Team* team) const { team_destroy(team); }
};
using TeamOwner = std::unique_ptr<Team, FreeTeam>;

/** Visits every pointer of a session into its two blocks of memory. */
template <typename Visit>
static void each_array(Session& session, Visit visit) {
  State& state = session.state;
  Workspace& space = session.space;
  for (float** one : {&state.w, &state.g, &state.slot[0], &state.slot[1], &space.input, &space.shard_gradients,
                      &space.scratch}) {
    visit(*one);
  }
  for (double** one : {&state.gradient_squares, &state.weight_squares, &space.shard_loss}) visit(*one);
  visit(state.parts);
  visit(state.blocks);
  visit(space.shard_right);
  for (int i = 0; i < session.plan.stages; i++) {
    for (float** one : {&state.forward[i], &state.backward[i], &state.bias[i], &state.mean[i], &state.variance[i],
                        &state.rstd[i], &state.scale[i], &state.shift[i], &state.by_x[i], &state.constant[i], &space.out[i],
                        &space.gradient[i], &space.partial[i]}) {
      visit(*one);
    }
    for (int32_t** one : {&state.positions[i], &space.at[i]}) visit(*one);
  }
}

class Trial {
 public:
  /** The words have passed state_bytes. */
  Trial(const std::vector<int32_t>& words, const std::vector<double>& reals, Team* team, int batch)
      : state_(api.state_bytes(words.data(), int64_t(words.size()), reals.data(), int64_t(reals.size()))), batch_(batch) {
    session_ = api.create(state_.data(), team, words.data(), int64_t(words.size()), reals.data(), int64_t(reals.size()));
    classes_ = words[3];
    picture_ = int64_t(words[0]) * words[1] * words[2];
  }

  FusedSession* session() const { return session_; }
  const Plan& plan() const { return of(session_)->plan; }
  int64_t workspace() const { return api.workspace_bytes(session_, batch_); }

  /** Gives it memory, `count` pictures, and parameters that keep activations near 1. */
  void fill(Random& random, int count) {
    space_ = Memory(workspace());
    api.place(session_, space_.data(), batch_);
    images_.resize(size_t(count * picture_));
    labels_.resize(size_t(count));
    for (uint8_t& byte : images_) byte = uint8_t(random.word());
    for (int32_t& label : labels_) label = random.whole(0, classes_ - 1);
    CHECK(api.pictures(session_, images_.data(), labels_.data(), count));
    int64_t size = 0;
    for (int i = 0; float* w = api.tensor(session_, FUSED_PARAMETER, i, &size); i++) {
      const bool trained = plan().parameter[i].trained;
      for (int64_t n = 0; n < size; n++) w[n] = trained ? 0.3f * random.number() : 1.5f + random.number();
    }
    api.prepare(session_);
  }

  /** Fills the workspace with NaN, as if a session of another network had left it. */
  void soil() { memset(space_.data(), 0xff, size_t(workspace())); }

  /** Moves every array into separate memory, so that the sanitizer detects an access to its neighbour. */
  void isolate() {
    std::vector<char*> borders;
    const auto address = [](auto* array) { return reinterpret_cast<char*>(array); };
    each_array(*of(session_), [&](auto*& array) { borders.push_back(address(array)); });
    std::sort(borders.begin(), borders.end());
    each_array(*of(session_), [&](auto*& array) {
      if (!array) return;
      char* from = address(array);
      char* end = from >= state_.data() && from < state_.end() ? state_.end() : space_.end();
      const auto next = std::upper_bound(borders.begin(), borders.end(), from);
      if (next != borders.end() && *next < end) end = *next;
      arrays_.emplace_back(end - from);
      memcpy(arrays_.back().data(), from, size_t(end - from));
      array = reinterpret_cast<std::remove_reference_t<decltype(array)>>(arrays_.back().data());
    });
  }

  double train(const std::vector<int32_t>& indices, const Step& step, FusedDropout dropout, bool update) {
    double loss = 0;
    const double* numbers = reinterpret_cast<const double*>(&step);
    CHECK(api.train(session_, indices.data(), int(indices.size()), nullptr, numbers, dropout, update, &loss));
    return loss;
  }
  /** The pictures that it was filled with. */
  const std::vector<uint8_t>& images() const { return images_; }
  int64_t picture() const { return picture_; }
  int classes() const { return classes_; }
  std::vector<float> infer(int rows) {
    const std::vector<uint8_t> images(images_.begin(), images_.begin() + rows * picture_);
    std::vector<float> logits(size_t(rows) * size_t(classes_));
    CHECK(api.infer(session_, images.data(), rows, logits.data()));
    return logits;
  }

 private:
  Memory state_, space_;
  std::vector<Memory> arrays_;
  std::vector<uint8_t> images_;
  std::vector<int32_t> labels_;
  FusedSession* session_;
  int batch_, classes_;
  int64_t picture_;
};

static std::vector<int32_t> random_rows(Random& random, int rows, int pictures) {
  std::vector<int32_t> indices(static_cast<size_t>(rows));
  for (int32_t& index : indices) index = random.whole(0, pictures - 1);
  return indices;
}

static Step random_step(Random& random) {
  Step step = {random.pick({ADAM, ADAM_W, SGD}), 0.01, 0.01, 0.9, 0.999, 1e-8, random.pick({0.0, 0.9}), 0.01, 0, 0, 0};
  step.l2 = random.pick({0.0, 0.001});
  step.smoothing = random.pick({0.0, 0.1});
  step.clip_norm = random.pick({0.0, 0.5, 1e9});
  return step;
}

} // namespace kernel_tests
