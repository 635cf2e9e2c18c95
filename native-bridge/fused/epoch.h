/**
 * Many steps of one session, and the logits after them, as one job: what a host gives is copied, except for pictures. It knows
 * nothing of Node-API, so that the kernels' own tests run it too.
 */
#pragma once
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>
#include "api.h"

/** The steps of an epoch, one after another in the same arrays. */
struct EpochSteps {
  /** Pictures of all mini-batches, and how many of them each one has. */
  std::vector<int32_t> indices, rows;
  /** (indices, FUSED_RECIPE_WORDS); empty: pictures as they are. */
  std::vector<int32_t> recipes;
  /** (rows, FUSED_STEP_NUMBERS). */
  std::vector<double> numbers;
  /** Of the first step; `step` counts up from there. */
  FusedDropout dropout;
};

/** Pictures to evaluate after the last step, at most `chunk` at once; their memory stays the host's. */
struct EpochPictures {
  const uint8_t* images;
  int64_t count, bytes;
  int chunk, classes;
};

class Epoch {
 public:
  enum State { DONE, CANCELLED, REFUSED, FAILED };

  Epoch(const FusedApi& api, FusedSession* session, EpochSteps steps, EpochPictures pictures)
      : api_(api), session_(session), steps_(std::move(steps)), pictures_(pictures) {}

  /** On the thread that has the session to itself until it returns. */
  void run() {
    const auto began = std::chrono::steady_clock::now();
    losses.assign(steps_.rows.size(), std::numeric_limits<double>::quiet_NaN());
    right.assign(steps_.rows.size(), 0);
    state = take_steps();
    if (state == DONE) state = evaluate();
    finite = state == DONE && parameters_finite();
    if (failure()) state = FAILED;
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  }

  /** From any thread: it ends before the next mini-batch. */
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }

  /** One a step, before the step; NaN for those that were not taken because a loss was not finite. */
  std::vector<double> losses;
  /** Right answers of each step's pictures before it. */
  std::vector<int32_t> right;
  /** (count, classes). */
  std::vector<float> logits;
  bool finite = false;
  double seconds = 0;
  /** REFUSED: a mini-batch is none, or its recipes are none. FAILED: the device did, `failure` says how. */
  State state = DONE;
  const char* failure() const { return api_.failure ? api_.failure(session_) : nullptr; }

 private:
  State take_steps() {
    return api_.steps ? take_together() : take_one_by_one();
  }

  State take_together() {
    const FusedSteps steps = {steps_.indices.data(),
                              steps_.rows.data(),
                              int64_t(steps_.rows.size()),
                              steps_.recipes.empty() ? nullptr : steps_.recipes.data(),
                              steps_.numbers.data(),
                              steps_.dropout,
                              true};
    if (api_.steps(session_, steps, losses.data(), right.data(), &cancelled_)) return DONE;
    return cancelled_.load(std::memory_order_relaxed) ? CANCELLED : REFUSED;
  }

  State take_one_by_one() {
    const int32_t* indices = steps_.indices.data();
    const int32_t* recipes = steps_.recipes.empty() ? nullptr : steps_.recipes.data();
    FusedDropout dropout = steps_.dropout;
    for (size_t i = 0; i < losses.size(); i++) {
      if (cancelled_.load(std::memory_order_relaxed)) return CANCELLED;
      const int rows = steps_.rows[i];
      const double* numbers = steps_.numbers.data() + i * FUSED_STEP_NUMBERS;
      if (!api_.train(session_, indices, rows, recipes, numbers, dropout, true, &losses[i])) return REFUSED;
      right[i] = api_.right(session_);
      if (!std::isfinite(losses[i])) return DONE;
      indices += rows;
      if (recipes) recipes += rows * FUSED_RECIPE_WORDS;
      dropout.step++;
    }
    return DONE;
  }

  State evaluate() {
    const auto [images, count, bytes, chunk, classes] = pictures_;
    logits.resize(size_t(count) * size_t(classes));
    for (int64_t first = 0; first < count; first += chunk) {
      if (cancelled_.load(std::memory_order_relaxed)) return CANCELLED;
      const int rows = int(count - first < chunk ? count - first : chunk);
      api_.infer(session_, images + first * bytes, rows, logits.data() + first * classes);
    }
    return DONE;
  }

  bool parameters_finite() const {
    int64_t size = 0;
    for (int i = 0; const float* at = api_.tensor(session_, FUSED_PARAMETER, i, &size); i++) {
      for (int64_t n = 0; n < size; n++) {
        if (!std::isfinite(at[n])) return false;
      }
    }
    return true;
  }

  const FusedApi& api_;
  FusedSession* session_;
  const EpochSteps steps_;
  const EpochPictures pictures_;
  std::atomic<bool> cancelled_{false};
};
