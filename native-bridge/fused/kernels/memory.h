/** Where a session's numbers lie: two blocks of memory that the host gives, cut into arrays. */
#pragma once
#include "augment.h"
#include "wide.h"
#include "winograd.h"

namespace FUSED_TARGET {

/** Returns 64-byte aligned parts of a block; without a block it only counts. */
struct Cutter {
  char* block;
  int64_t used;

  template <typename Number>
  Number* take(int64_t count) {
    char* at = block ? block + used : nullptr;
    used += round_up(count * int64_t(sizeof(Number)), 64);
    return reinterpret_cast<Number*>(at);
  }
};

/** Part of a stage's parameters: filters of a convolution, inputs of a dense layer; what one task prepares or reduces. */
struct Part {
  int32_t stage, first, end;
};
/** Part of one parameter, for the optimizer. */
struct Block {
  int32_t parameter;
  int64_t first, end;
};
/** Numbers of a stage's `forward` for the kernels of digits.h: three digits of 1024 bytes, and 16 scales. */
constexpr int64_t BYTE_WEIGHTS = 3 * 1024 / 4 + 16;
/** Of their scratch. */
static int64_t bytes_scratch(const Stage& stage);

/** Whole vectors of filters. */
constexpr int FILTERS_A_PART = 16;
constexpr int INPUTS_A_PART = 64;
constexpr int64_t NUMBERS_A_BLOCK = 8192;

/** What lives as long as the session. */
struct State {
  /** All parameters, their gradients and the optimizer's slots, each at plan.offset. */
  float *w, *g, *slot[2];
  /** Weights as the forward kernels read them, and transposed for the backward pass; see prepare.h. */
  float *forward[MOST_STAGES], *backward[MOST_STAGES], *bias[MOST_STAGES];
  /** Offset of every output pixel's window, for a convolution without a pool. */
  int32_t* positions[MOST_STAGES];
  /** Of a batch norm, (out_padded) each: the statistics of the mini-batch, and what the passes multiply and add. */
  float *mean[MOST_STAGES], *variance[MOST_STAGES], *rstd[MOST_STAGES];
  float *scale[MOST_STAGES], *shift[MOST_STAGES], *by_x[MOST_STAGES], *constant[MOST_STAGES];
  Part* parts;
  Block* blocks;
  /** Sums of squares of each block's gradients and weights. */
  double *gradient_squares, *weight_squares;
  int part_count, block_count;
};

INLINE int64_t filter_numbers(const Stage& stage) { return stage.kernel * stage.row_vectors * LANES; }

static void cut_stage(const Plan& plan, int index, State& state, Cutter& cutter) {
  const Stage& stage = plan.stage[index];
  const int64_t padded = stage.out_padded + LANES;
  state.positions[index] = nullptr;
  if (stage.kind == CONVOLUTION) {
    const int64_t taps = int64_t(stage.kernel) * stage.kernel * stage.channels;
    const int64_t numbers = stage.winograd ? winograd_weights(stage) : taps * (stage.wide ? WIDE_FILTERS : stage.out_padded) + LANES;
    const int64_t filters = stage.winograd ? winograd_weights(stage) : stage.out_channels * filter_numbers(stage) + LANES;
    state.forward[index] = cutter.take<float>(stage.bytes ? BYTE_WEIGHTS : numbers);
    state.backward[index] = cutter.take<float>(filters);
    state.bias[index] = cutter.take<float>(padded);
    if (stage.pool == 1 && !stage.winograd) state.positions[index] = cutter.take<int32_t>(int64_t(stage.conv_height) * stage.conv_width);
    state.part_count += part_count(stage.out_channels, FILTERS_A_PART);
  } else if (stage.kind == DENSE) {
    state.forward[index] = cutter.take<float>(stage.in_size * stage.out_padded);
    state.backward[index] = cutter.take<float>(stage.out_channels * round_up(stage.in_size, LANES));
    state.bias[index] = cutter.take<float>(padded);
    state.part_count += part_count(int(stage.in_size), INPUTS_A_PART);
  } else if (stage.kind == BATCH_NORM) {
    float** arrays[] = {&state.mean[index],  &state.variance[index], &state.rstd[index],    &state.scale[index],
                        &state.shift[index], &state.by_x[index],     &state.constant[index]};
    for (float** array : arrays) *array = cutter.take<float>(padded);
  }
}

static void cut_state(const Plan& plan, State& state, Cutter& cutter) {
  const int64_t all = plan.offset[plan.parameters] + LANES;
  state.w = cutter.take<float>(all);
  state.g = cutter.take<float>(all);
  for (float*& slot : state.slot) slot = cutter.take<float>(all);
  state.part_count = 0;
  for (int i = 0; i < plan.stages; i++) cut_stage(plan, i, state, cutter);
  state.block_count = 0;
  for (int i = 0; i < plan.parameters; i++) {
    state.block_count += int((plan.parameter[i].size + NUMBERS_A_BLOCK - 1) / NUMBERS_A_BLOCK);
  }
  state.parts = cutter.take<Part>(state.part_count);
  state.blocks = cutter.take<Block>(state.block_count);
  state.gradient_squares = cutter.take<double>(state.block_count);
  state.weight_squares = cutter.take<double>(state.block_count);
}

/** What a mini-batch needs: activations and gradients of every picture, partial sums of every shard, each thread's scratch. */
struct Workspace {
  int batch, workers, shards;
  /** Pictures as numbers where the first stage is no convolution. */
  float* input;
  float *out[MOST_STAGES], *gradient[MOST_STAGES];
  /** Where a pool's maxima were. */
  int32_t* at[MOST_STAGES];
  /** Gradients of the convolutions, a copy for each shard. */
  float* shard_gradients;
  int64_t shard_numbers;
  int64_t stage_offset[MOST_STAGES];
  /** Of a batch norm, two arrays (out_padded + LANES) for each shard. */
  float* partial[MOST_STAGES];
  double* shard_loss;
  int32_t* shard_right;
  /** (workers, scratch): a padded picture, its gradient, a strip. */
  float* scratch;
  int64_t scratch_numbers, padded_numbers;
  /** Varied pictures (batch, VARIED_PICTURE), and each thread's AUGMENT_SCRATCH; null where none are varied. */
  uint8_t* varied;
  char* variation;
};

/** Numbers from one picture to the next: what a vector writes too much must not reach a neighbour of another thread. */
INLINE int64_t spaced(int64_t size) { return round_up(size + LANES, 16); }

/**
 * Shards of a mini-batch: the pieces whose sums are kept apart and added in order, so that the result does not depend on
 * the number of threads. Many for balance, few for the memory of their gradients, and a power of two, which most numbers
 * of threads share out evenly.
 */
static int shard_count(int64_t numbers, int batch) {
  constexpr int64_t BEARABLE = int64_t(1) << 19; // numbers of all shards together
  int shards = 32;
  while (shards > 8 && shards * numbers > BEARABLE) shards /= 2;
  return smaller(shards, batch);
}

static void measure_scratch(const Stage& stage, Workspace& space) {
  if (stage.kind != CONVOLUTION) return;
  int64_t padded = stage.row * stage.padded_height;
  int64_t strip = stage.pool * stage.conv_width * stage.out_padded;
  if (stage.wide) {
    padded = padded > plane_size(stage) * stage.channels ? padded : plane_size(stage) * stage.channels;
    strip = wide_scratch(stage);
  }
  if (stage.bytes) strip = bytes_scratch(stage);
  if (stage.winograd) {
    padded = 0;
    strip = winograd_scratch(stage);
  }
  padded = spaced(padded + 2 * LANES);
  if (padded > space.padded_numbers) space.padded_numbers = padded;
  if (strip + LANES > space.scratch_numbers) space.scratch_numbers = strip + LANES;
}

static void cut_workspace(const Plan& plan, int batch, int workers, bool varies, Workspace& space, Cutter& cutter) {
  space.batch = batch;
  space.workers = workers;
  space.shard_numbers = space.scratch_numbers = space.padded_numbers = 0;
  for (int i = 0; i < plan.stages; i++) {
    const Stage& stage = plan.stage[i];
    measure_scratch(stage, space);
    space.stage_offset[i] = space.shard_numbers;
    if (stage.kind == CONVOLUTION) {
      space.shard_numbers += stage.out_channels * filter_numbers(stage) + stage.out_padded + LANES;
    }
  }
  space.shard_numbers = round_up(space.shard_numbers, 16);
  space.scratch_numbers = round_up(space.scratch_numbers + 2 * space.padded_numbers, 16);
  space.shards = shard_count(space.shard_numbers, batch);
  space.input = plan.stage[0].kind == CONVOLUTION ? nullptr : cutter.take<float>(batch * spaced(plan.stage[0].in_size));
  for (int i = 0; i < plan.stages; i++) {
    const Stage& stage = plan.stage[i];
    const int64_t all = batch * spaced(stage.out_size);
    const bool pooled = stage.kind == MAX_POOL || (stage.kind == CONVOLUTION && stage.pool > 1);
    space.out[i] = cutter.take<float>(all);
    space.gradient[i] = cutter.take<float>(all);
    space.at[i] = pooled ? cutter.take<int32_t>(all) : nullptr;
    space.partial[i] = stage.kind == BATCH_NORM ? cutter.take<float>(space.shards * 2 * (stage.out_padded + LANES)) : nullptr;
  }
  space.shard_gradients = cutter.take<float>(space.shards * space.shard_numbers);
  space.shard_loss = cutter.take<double>(space.shards);
  space.shard_right = cutter.take<int32_t>(space.shards);
  space.scratch = cutter.take<float>(workers * space.scratch_numbers);
  space.varied = varies ? cutter.take<uint8_t>(batch * VARIED_PICTURE) : nullptr;
  space.variation = varies ? cutter.take<char>(workers * AUGMENT_SCRATCH) : nullptr;
}

} // namespace FUSED_TARGET
