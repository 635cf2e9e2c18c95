/**
 * A batch norm needs all pictures of the mini-batch before it can go on: the pass stops there, the shards' sums are added
 * in order, and the next part of the pass begins with it.
 */
#pragma once
#include "passes.h"

namespace FUSED_TARGET {

/** Two arrays of a shard's sums, (out_padded) each. */
struct Partial {
  float *first, *second;
};
INLINE Partial partial_of(const Session& session, int index, int shard) {
  const int64_t width = session.plan.stage[index].out_padded + LANES;
  float* base = session.space.partial[index] + shard * 2 * width;
  return {base, base + width};
}

INLINE int64_t pixels_of(const Stage& stage) { return stage.in_size / stage.channels; }

/** A shard's mean and sum of squared distances from it, a channel each. */
static void gather_statistics(const Session& session, int index, int first, int end, int shard) {
  const Stage& stage = session.plan.stage[index];
  if (stage.frozen) return;
  const Partial to = partial_of(session, index, shard);
  memset(to.first, 0, size_t(2 * (stage.out_padded + LANES)) * sizeof(float));
  for (int row = first; row < end; row++) {
    channel_sums(stage.in_size, stage.channels, input_of(session, index, row), to.first);
  }
  const float share = end > first ? 1.0f / float((end - first) * pixels_of(stage)) : 0;
  for (int64_t c = 0; c < stage.out_padded; c++) to.first[c] *= share;
  for (int row = first; row < end; row++) channel_squares(stage, input_of(session, index, row), to.first, to.second);
}

/** What the pass takes off, multiplies by and adds: mean, gamma * rstd, beta. */
static void set_affine(const Session& session, int index, const float* mean, const float* variance) {
  const Stage& stage = session.plan.stage[index];
  const State& state = session.state;
  const float* gamma = state.w + session.plan.offset[stage.parameter];
  const float* beta = state.w + session.plan.offset[stage.parameter + 1];
  for (int c = 0; c < stage.channels; c++) {
    const double rstd = 1 / __builtin_sqrt(double(variance[c]) + stage.real[1]);
    state.rstd[index][c] = float(rstd);
    state.scale[index][c] = float(gamma[c] * rstd);
    state.mean[index][c] = mean[c];
    state.shift[index][c] = beta[c];
  }
}

/** Of a batch norm the running statistics: in inference, and in training where they are frozen. */
static void set_running(const Session& session, int index) {
  const int parameter = session.plan.stage[index].parameter;
  const float* w = session.state.w;
  set_affine(session, index, w + session.plan.offset[parameter + 2], w + session.plan.offset[parameter + 3]);
}

/** The mini-batch's statistics from the shards' (Chan et al. 1979: the pairwise formula). `rows` of shard s: size(s). */
template <typename Size>
static void combine_statistics(const Session& session, int index, int shards, Size size) {
  const Stage& stage = session.plan.stage[index];
  if (stage.frozen) return set_running(session, index);
  const State& state = session.state;
  for (int c = 0; c < stage.channels; c++) {
    double count = 0, mean = 0, squares = 0;
    for (int s = 0; s < shards; s++) {
      const Partial part = partial_of(session, index, s);
      const double pixels = double(size(s)) * double(pixels_of(stage));
      if (pixels == 0) continue;
      const double distance = part.first[c] - mean;
      mean += distance * pixels / (count + pixels);
      squares += part.second[c] + distance * distance * count * pixels / (count + pixels);
      count += pixels;
    }
    state.mean[index][c] = float(mean);
    state.variance[index][c] = float(squares / count);
  }
  set_affine(session, index, state.mean[index], state.variance[index]);
}

/** Inference: the running statistics. */
static void use_running_statistics(const Session& session) {
  for (int i = 0; i < session.plan.stages; i++) {
    if (session.plan.stage[i].kind == BATCH_NORM) set_running(session, i);
  }
}

/** running = momentum * running + (1 - momentum) * batch, with the biased variance, as Keras. */
static void update_running_statistics(const Session& session) {
  for (int i = 0; i < session.plan.stages; i++) {
    const Stage& stage = session.plan.stage[i];
    if (stage.kind != BATCH_NORM || stage.frozen) continue;
    float* mean = session.state.w + session.plan.offset[stage.parameter + 2];
    float* variance = session.state.w + session.plan.offset[stage.parameter + 3];
    const float keep = float(stage.real[0]), take = float(1 - stage.real[0]);
    for (int c = 0; c < stage.channels; c++) {
      mean[c] = keep * mean[c] + take * session.state.mean[i][c];
      variance[c] = keep * variance[c] + take * session.state.variance[i][c];
    }
  }
}

/** A shard's part of d(beta) and d(gamma). */
static void gather_norm_gradients(const Session& session, int index, int first, int end, int shard) {
  const Stage& stage = session.plan.stage[index];
  const Partial to = partial_of(session, index, shard);
  memset(to.first, 0, size_t(2 * (stage.out_padded + LANES)) * sizeof(float));
  for (int row = first; row < end; row++) {
    batch_norm_sums(stage, input_of(session, index, row), session.state.mean[index], session.state.rstd[index],
                    gradient_of(session, index, row), to.second, to.first);
  }
}

/**
 * d(beta), d(gamma), and the numbers of `batch_norm_gradient`: a stays in `scale`. Through statistics that are frozen
 * nothing flows.
 */
static void combine_norm_gradients(const Session& session, int index, int shards, int rows) {
  const Stage& stage = session.plan.stage[index];
  const State& state = session.state;
  float* gamma = state.g + session.plan.offset[stage.parameter];
  float* beta = state.g + session.plan.offset[stage.parameter + 1];
  const double count = stage.frozen ? __builtin_inf() : double(rows) * double(pixels_of(stage));
  for (int c = 0; c < stage.channels; c++) {
    double sums = 0, products = 0;
    for (int s = 0; s < shards; s++) {
      sums += partial_of(session, index, s).first[c];
      products += partial_of(session, index, s).second[c];
    }
    beta[c] = float(sums);
    gamma[c] = float(products);
    const double a = state.scale[index][c];
    const double by_x = -a * state.rstd[index][c] * products / count;
    state.by_x[index][c] = float(by_x);
    state.constant[index][c] = float(-a * sums / count);
  }
}

static void backward_norm(const Session& session, int index, int first, int end) {
  const Stage& stage = session.plan.stage[index];
  if (!stage.needs_input_gradient) return;
  for (int row = first; row < end; row++) {
    batch_norm_gradient(stage, input_of(session, index, row), session.state.mean[index], session.state.scale[index],
                        session.state.by_x[index], session.state.constant[index], gradient_of(session, index, row),
                        gradient_of(session, index - 1, row));
  }
}

} // namespace FUSED_TARGET
