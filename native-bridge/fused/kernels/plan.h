/**
 * The network as the kernels see it: a list of stages over NHWC pictures. TypeScript (plan.ts) writes it as two arrays of
 * numbers; here they are read back, and every number is checked against every other, so that no description can lead a
 * kernel out of its memory.
 */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

enum Kind { CONVOLUTION, MAX_POOL, AVERAGE_POOL, RELU, BATCH_NORM, DROPOUT, DENSE, KINDS };

/** plan.ts: STAGE_WORDS. The order of the members is the order of the numbers. */
struct StageWords {
  int32_t kind;
  int32_t height, width, channels;             // of what enters
  int32_t out_height, out_width, out_channels; // of what leaves; a dense layer's units are channels of one pixel
  int32_t kernel, stride, pad_top, pad_left;   // of a convolution or a separate pool
  int32_t conv_height, conv_width;             // after a convolution, before its pool
  int32_t pool, pool_pad_top, pool_pad_left;   // non-overlapping max pool of a convolution; 1: none
  int32_t relu;                                // 1: relu after the convolution and its pool
  int32_t parameter;                           // index of the kernel or of gamma; -1: none
  int32_t bias;                                // index of the bias; -1: none
  int32_t layer;                               // index in `network.layers`, for dropout's counters
};
constexpr int STAGE_WORDS = sizeof(StageWords) / sizeof(int32_t);

/** plan.ts: PARAMETER_WORDS. */
struct ParameterWords {
  int32_t size;
  int32_t trained;
  int32_t kernel; // 1: weights, which l2 and weight decay act on
};
constexpr int PARAMETER_WORDS = sizeof(ParameterWords) / sizeof(int32_t);

/** Times the learning rate, at most (opening.ts). */
constexpr double MOST_RATE = 1000;
constexpr int MOST_STAGES = 200;
constexpr int MOST_PARAMETERS = 4 * MOST_STAGES;
/** Numbers in one picture's activations, one kernel or one batch of either: offsets stay below 2^31. */
constexpr int64_t MOST_NUMBERS = int64_t(1) << 29;
/** In all parameters together: what is counted by parts of them fits an int. */
constexpr int64_t MOST_PARAMETER_NUMBERS = int64_t(1) << 30;

struct Stage : StageWords {
  double real[2]; // dropout: rate; batch norm: momentum, epsilon
  int64_t in_size, out_size;
  int padded_height, padded_width; // of a convolution's input within its border of zeros
  int64_t row;                     // numbers in one padded row
  int64_t row_vectors;             // vectors that hold kernel * channels numbers, a kernel's row
  int64_t out_padded;              // out_channels in whole vectors
  bool wide;                       // see wide.h
  bool bytes;                      // see bytes.h
  bool winograd;                   // see winograd.h
  bool needs_input_gradient;       // some stage before it learns
  bool frozen;                     // a batch norm that trains with its running statistics, which stay
};

struct Plan {
  int height, width, channels, classes;
  int stages, parameters;
  Stage stage[MOST_STAGES];
  ParameterWords parameter[MOST_PARAMETERS];
  /** What the learning rate of parameter i is multiplied by; 0: it stays as it is. */
  double rate[MOST_PARAMETERS];
  /** Whether a stage has parameter i: tasks of two stages would write its gradient at once. */
  bool taken[MOST_PARAMETERS];
  /** Where parameter i begins in a block that holds all of them, each in whole vectors; [parameters]: the block's size. */
  int64_t offset[MOST_PARAMETERS + 1];
};

INLINE bool within(int64_t value, int64_t low, int64_t high) { return value >= low && value <= high; }

static bool take_parameter(Plan& plan, int index, int64_t size, bool trained) {
  if (!within(index, 0, plan.parameters - 1) || plan.taken[index]) return false;
  plan.taken[index] = true;
  return plan.parameter[index].size == size && (plan.parameter[index].trained != 0) == trained;
}

/** Windows that begin inside `input` numbers with `before` zeros on one side and stay within the padding after it. */
static bool windows_fit(int input, int output, int size, int stride, int before) {
  if (!within(before, 0, size - 1)) return false;
  const int64_t last = int64_t(output - 1) * stride - before; // first number of the last window
  return last < input && (output == 1 || last + size > 0);
}

static bool read_convolution(Plan& plan, Stage& stage) {
  if (!within(stage.kernel, 1, 64) || !within(stage.stride, 1, 64) || !within(stage.pool, 1, 64)) return false;
  const int64_t taps = int64_t(stage.kernel) * stage.kernel * stage.channels;
  if (taps > MOST_NUMBERS) return false;
  if (!within(stage.conv_height, 1, 4096) || !within(stage.conv_width, 1, 4096)) return false;
  if (!windows_fit(stage.height, stage.conv_height, stage.kernel, stage.stride, stage.pad_top)) return false;
  if (!windows_fit(stage.width, stage.conv_width, stage.kernel, stage.stride, stage.pad_left)) return false;
  if (!windows_fit(stage.conv_height, stage.out_height, stage.pool, stage.pool, stage.pool_pad_top)) return false;
  if (!windows_fit(stage.conv_width, stage.out_width, stage.pool, stage.pool, stage.pool_pad_left)) return false;
  if (!take_parameter(plan, stage.parameter, taps * stage.out_channels, true)) return false;
  if (stage.bias >= 0 && !take_parameter(plan, stage.bias, stage.out_channels, true)) return false;
  stage.padded_height = (stage.conv_height - 1) * stage.stride + stage.kernel;
  stage.padded_width = (stage.conv_width - 1) * stage.stride + stage.kernel;
  stage.row = int64_t(stage.padded_width) * stage.channels;
  stage.row_vectors = round_up(int64_t(stage.kernel) * stage.channels, LANES) / LANES;
  return stage.row * stage.padded_height <= MOST_NUMBERS &&
         int64_t(stage.conv_width) * stage.pool * stage.out_padded <= MOST_NUMBERS;
}

static bool read_pool(const Stage& stage) {
  return within(stage.kernel, 1, 64) && within(stage.stride, 1, 64) && stage.out_channels == stage.channels &&
         windows_fit(stage.height, stage.out_height, stage.kernel, stage.stride, stage.pad_top) &&
         windows_fit(stage.width, stage.out_width, stage.kernel, stage.stride, stage.pad_left);
}

static bool same_shape(const Stage& stage) {
  return stage.height == stage.out_height && stage.width == stage.out_width && stage.channels == stage.out_channels;
}

static bool read_kind(Plan& plan, Stage& stage) {
  switch (stage.kind) {
    case CONVOLUTION: return read_convolution(plan, stage);
    case MAX_POOL:
    case AVERAGE_POOL: return read_pool(stage);
    case RELU: return same_shape(stage);
    case DROPOUT: return same_shape(stage) && stage.real[0] >= 0 && stage.real[0] < 1;
    case BATCH_NORM:
      for (int i = 0; i < 4; i++) {
        if (!take_parameter(plan, stage.parameter + i, stage.channels, i < 2)) return false;
      }
      // Running statistics stay both or neither.
      stage.frozen = plan.rate[stage.parameter + 2] == 0;
      if (stage.frozen != (plan.rate[stage.parameter + 3] == 0)) return false;
      return same_shape(stage) && stage.real[0] >= 0 && stage.real[0] <= 1 && stage.real[1] > 0;
    case DENSE:
      if (stage.out_height != 1 || stage.out_width != 1) return false;
      if (stage.bias >= 0 && !take_parameter(plan, stage.bias, stage.out_channels, true)) return false;
      return take_parameter(plan, stage.parameter, stage.in_size * stage.out_channels, true);
    default: return false;
  }
}

static bool read_stage(Plan& plan, int index, const int32_t* words, const double* reals) {
  Stage& stage = plan.stage[index];
  memcpy(static_cast<StageWords*>(&stage), words, sizeof(StageWords));
  memcpy(stage.real, reals, sizeof(stage.real));
  const int32_t sides[] = {stage.height, stage.width, stage.channels, stage.out_height, stage.out_width, stage.out_channels};
  for (int side : sides) {
    if (!within(side, 1, MOST_NUMBERS)) return false;
  }
  stage.in_size = int64_t(stage.height) * stage.width;
  stage.out_size = int64_t(stage.out_height) * stage.out_width;
  if (stage.in_size > MOST_NUMBERS || stage.out_size > MOST_NUMBERS) return false;
  stage.in_size *= stage.channels;
  stage.out_size *= stage.out_channels;
  if (stage.in_size > MOST_NUMBERS || stage.out_size > MOST_NUMBERS) return false;
  stage.out_padded = round_up(stage.out_channels, LANES);
  const bool first = index == 0;
  const int64_t before = first ? int64_t(plan.height) * plan.width * plan.channels : plan.stage[index - 1].out_size;
  return before == stage.in_size && read_kind(plan, stage);
}

/** Header words of a plan: height, width, channels, classes, stages, parameters. */
constexpr int HEADER_WORDS = 6;

/**
 * @param words (HEADER_WORDS + parameters * PARAMETER_WORDS + stages * STAGE_WORDS)
 * @param reals (stages, 2), and after them nothing or (parameters): what the learning rate is multiplied by
 * @returns whether the numbers describe a network that can be computed.
 */
static bool read_plan(Plan& plan, const int32_t* words, int64_t word_count, const double* reals, int64_t real_count) {
  if (word_count < HEADER_WORDS) return false;
  plan.height = words[0];
  plan.width = words[1];
  plan.channels = words[2];
  plan.classes = words[3];
  plan.stages = words[4];
  plan.parameters = words[5];
  if (!within(plan.height, 1, 4096) || !within(plan.width, 1, 4096) || !within(plan.channels, 1, 64)) return false;
  if (!within(plan.stages, 1, MOST_STAGES) || !within(plan.parameters, 1, MOST_PARAMETERS)) return false;
  if (word_count != HEADER_WORDS + plan.parameters * PARAMETER_WORDS + plan.stages * STAGE_WORDS) return false;
  const bool rated = real_count == plan.stages * 2 + plan.parameters;
  if (!rated && real_count != plan.stages * 2) return false;
  const int32_t* next = words + HEADER_WORDS;
  plan.offset[0] = 0;
  for (int i = 0; i < plan.parameters; i++, next += PARAMETER_WORDS) {
    memcpy(&plan.parameter[i], next, sizeof(ParameterWords));
    if (!within(plan.parameter[i].size, 1, MOST_NUMBERS)) return false;
    plan.taken[i] = false;
    plan.rate[i] = rated ? reals[plan.stages * 2 + i] : 1;
    if (!(plan.rate[i] >= 0 && plan.rate[i] <= MOST_RATE)) return false;
    plan.offset[i + 1] = plan.offset[i] + round_up(plan.parameter[i].size, LANES);
    if (plan.offset[i + 1] > MOST_PARAMETER_NUMBERS) return false;
  }
  bool learned = false;
  for (int i = 0; i < plan.stages; i++, next += STAGE_WORDS) {
    if (!read_stage(plan, i, next, reals + 2 * i)) return false;
    plan.stage[i].needs_input_gradient = learned;
    learned = learned || plan.stage[i].parameter >= 0;
  }
  const Stage& last = plan.stage[plan.stages - 1];
  return (last.kind == DENSE || last.kind == CONVOLUTION) && last.out_size == plan.classes;
}

} // namespace FUSED_TARGET
