/** The form of cases.cc, which cases.ts writes: networks as plans for the session, and the results that float64 training gives. */
#pragma once
#include <cstdint>
#include <span>

/** Initial values are uniform in [low, low + range), and float32 holds each of them exactly. */
struct Parameter {
  const char* name;
  float low, range;
};

struct Network {
  const char* name;
  /** The plan of native-bridge/fused/plan.ts. */
  std::span<const int32_t> words;
  std::span<const double> reals;
  std::span<const Parameter> parameters;

  // The header of a plan (kernels/plan.h).
  int64_t picture_bytes() const { return int64_t(words[0]) * words[1] * words[2]; }
  int classes() const { return words[3]; }
};

/** By how much training changes a parameter: `SAMPLES` numbers spread over the tensor, or all if it has no more. */
struct Change {
  std::span<const double> sampled;
  /** Largest absolute change in the whole tensor. */
  double largest;
};
constexpr int64_t SAMPLES = 64;
/** Position of sample i in a tensor of that size; the golden-ratio stride reaches all filters and channels. */
constexpr int64_t sample(int64_t i, int64_t size) { return size <= SAMPLES ? i : i * 2654435761 % size; }

/** Training steps of a network, and their results in the float64 reference (native-bridge/reference). */
struct Case {
  Network network;
  /** Of parameters and pictures. */
  uint32_t seed;
  int pictures;
  /** Pictures of all mini-batches, the size of each one, and its (FUSED_STEP_NUMBERS) numbers. */
  std::span<const int32_t> indices, rows;
  std::span<const double> numbers;
  /** Losses before each step; logits (pictures, classes) after the last one; changes in the order of the parameters. */
  std::span<const double> losses, logits;
  std::span<const Change> changes;
};

extern const std::span<const Case> CASES;
/** What is timed, and the numbers of each of its steps. */
extern const std::span<const Network> TIMED;
extern const std::span<const double> TIMED_STEP;
