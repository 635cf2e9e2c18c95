/** Weights from the order of checkpoints (HWIO; inputs, units) to the orders that the kernels read, and gradients back. */
#pragma once
#include "bytes.h"

namespace FUSED_TARGET {

/** Lists the parts and blocks that tasks are made of. */
static void list_tasks(const Plan& plan, State& state) {
  int next = 0;
  for (int i = 0; i < plan.stages; i++) {
    const Stage& stage = plan.stage[i];
    if (stage.kind != CONVOLUTION && stage.kind != DENSE) continue;
    const int count = stage.kind == CONVOLUTION ? stage.out_channels : int(stage.in_size);
    const int step = stage.kind == CONVOLUTION ? FILTERS_A_PART : INPUTS_A_PART;
    for (int first = 0; first < count; first += step) state.parts[next++] = {i, first, smaller(first + step, count)};
  }
  next = 0;
  for (int i = 0; i < plan.parameters; i++) {
    const int64_t size = plan.parameter[i].size;
    for (int64_t first = 0; first < size; first += NUMBERS_A_BLOCK) {
      const int64_t end = first + NUMBERS_A_BLOCK < size ? first + NUMBERS_A_BLOCK : size;
      state.blocks[next++] = {i, first, end};
    }
  }
}

/** Where every window of a convolution without a pool is: the same for all pictures and filters. */
static void list_positions(const Plan& plan, State& state) {
  for (int i = 0; i < plan.stages; i++) {
    const Stage& stage = plan.stage[i];
    if (!state.positions[i]) continue;
    for (int y = 0; y < stage.conv_height; y++) {
      for (int x = 0; x < stage.conv_width; x++) state.positions[i][y * stage.conv_width + x] = window_offset(stage, y, x);
    }
  }
}

static void prepare_bias(const Plan& plan, const State& state, int index) {
  const Stage& stage = plan.stage[index];
  memset(state.bias[index], 0, size_t(stage.out_padded + LANES) * sizeof(float));
  if (stage.bias < 0) return;
  memcpy(state.bias[index], state.w + plan.offset[stage.bias], size_t(stage.out_channels) * sizeof(float));
}

/**
 * forward: (kernel, kernel, channels, out_padded), or (channels, kernel, kernel, WIDE_FILTERS) for the wide kernel.
 * What bytes.h wants it writes itself.
 * backward: (out_channels, kernel, row_vectors * LANES), a filter's rows.
 */
static void prepare_filters(const Plan& plan, const State& state, Part part) {
  const Stage& stage = plan.stage[part.stage];
  const float* w = state.w + plan.offset[stage.parameter]; // (kernel, kernel, channels, out_channels)
  float* forward = state.forward[part.stage];
  float* backward = state.backward[part.stage];
  const int k = stage.kernel, channels = stage.channels;
  if (stage.winograd) return prepare_winograd(stage, w, part.first, part.end, forward, backward);
  for (int f = part.first; f < part.end; f++) {
#if FUSED_BYTES
    if (stage.bytes) prepare_bytes(stage, w, f, forward);
#endif
    float* filter = backward + f * filter_numbers(stage);
    for (int y = 0; y < k; y++) {
      for (int i = 0; i < k * channels; i++) {
        const float weight = w[(int64_t(y) * k * channels + i) * stage.out_channels + f];
        filter[y * stage.row_vectors * LANES + i] = weight;
        if (stage.bytes) continue;
        if (stage.wide) {
          const int c = i % channels, x = i / channels;
          forward[((int64_t(c) * k + y) * k + x) * WIDE_FILTERS + f] = weight;
        } else {
          forward[(int64_t(y) * k * channels + i) * stage.out_padded + f] = weight;
        }
      }
    }
  }
}

/** forward: (inputs, out_padded); backward: (units, inputs in whole vectors). */
static void prepare_dense(const Plan& plan, const State& state, Part part) {
  const Stage& stage = plan.stage[part.stage];
  const float* w = state.w + plan.offset[stage.parameter]; // (inputs, units)
  const int64_t width = round_up(stage.in_size, LANES);
  for (int64_t i = part.first; i < part.end; i++) {
    memcpy(state.forward[part.stage] + i * stage.out_padded, w + i * stage.out_channels,
           size_t(stage.out_channels) * sizeof(float));
    for (int64_t u = 0; u < stage.out_channels; u++) state.backward[part.stage][u * width + i] = w[i * stage.out_channels + u];
  }
}

/** The memory was zeros at first, and what is after the last filter or input stays so. */
static void prepare_part(const Plan& plan, const State& state, Part part) {
  if (part.first == 0) prepare_bias(plan, state, part.stage);
  if (plan.stage[part.stage].kind == CONVOLUTION) prepare_filters(plan, state, part);
  else prepare_dense(plan, state, part);
}

/** Adds the shards' gradients of some filters, which are in the order of checkpoints. */
static void reduce_winograd(const Stage& stage, const float* from, const Workspace& space, int shards, Part part, float* to) {
  const int64_t lines = int64_t(stage.kernel) * stage.kernel * stage.channels;
  for (int64_t line = 0; line < lines; line++) {
    for (int f = part.first; f < part.end; f += LANES) {
      const int64_t at = line * stage.out_channels + f;
      V total = {};
      for (int s = 0; s < shards; s++) total += load(from + s * space.shard_numbers + at);
      store(to + at, total);
    }
  }
}

/** Adds the shards' gradients of some filters, in the order of the shards, into the order of checkpoints. */
static void reduce_filters(const Plan& plan, const State& state, const Workspace& space, int shards, Part part) {
  const Stage& stage = plan.stage[part.stage];
  const int64_t row = stage.row_vectors * LANES;
  const int64_t line = int64_t(stage.kernel) * stage.channels;
  float* to = state.g + plan.offset[stage.parameter];
  const float* from = space.shard_gradients + space.stage_offset[part.stage];
  if (stage.winograd) reduce_winograd(stage, from, space, shards, part, to);
  for (int f = part.first; f < part.end; f++) {
    for (int y = 0; y < stage.kernel && !stage.winograd; y++) {
      const float* first = from + f * filter_numbers(stage) + y * row;
      for (int64_t v = 0; v < row; v += LANES) {
        V total = {};
        for (int s = 0; s < shards; s++) total += load(first + s * space.shard_numbers + v);
        for (int i = 0; i < LANES && v + i < line; i++) to[(y * line + v + i) * stage.out_channels + f] = total[i];
      }
    }
    if (stage.bias < 0) continue;
    float total = 0;
    const float* biases = from + stage.out_channels * filter_numbers(stage);
    for (int s = 0; s < shards; s++) total += biases[s * space.shard_numbers + f];
    state.g[plan.offset[stage.bias] + f] = total;
  }
}

/** d(w)[i][u] = sum over the mini-batch of x[i] * g[u], for some inputs; the bias's too with the first. */
static void reduce_dense(const Plan& plan, const State& state, const Workspace& space, int rows, Part part) {
  const Stage& stage = plan.stage[part.stage];
  const float* x = part.stage == 0 ? space.input : space.out[part.stage - 1];
  const float* g = space.gradient[part.stage];
  const int64_t spacing = spaced(stage.out_size);
  float* to = state.g + plan.offset[stage.parameter];
  constexpr int P = 8;
  float tile[P * LANES];
  TileJob job = {};
  job.x_position = 1;
  job.x_step = spaced(stage.in_size);
  job.w_stride = spacing;
  job.segments = 1;
  job.length = rows;
  job.out = tile;
  job.out_stride = LANES;
  for (int64_t i = part.first; i < part.end; i += P) {
    const int count = smaller(P, int(part.end - i));
    job.x = x + i;
    for (int64_t u = 0; u < stage.out_channels; u += LANES) {
      job.w = g + u;
      product(count, 1, job);
      const int64_t units = stage.out_channels - u < LANES ? stage.out_channels - u : LANES;
      for (int p = 0; p < count; p++) {
        memcpy(to + (i + p) * stage.out_channels + u, tile + p * LANES, size_t(units) * sizeof(float));
      }
    }
  }
  if (part.first > 0 || stage.bias < 0) return;
  for (int64_t u = 0; u < stage.out_channels; u++) {
    float total = 0;
    for (int r = 0; r < rows; r++) total += g[r * spacing + u];
    state.g[plan.offset[stage.bias] + u] = total;
  }
}

} // namespace FUSED_TARGET
