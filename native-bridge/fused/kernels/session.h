/**
 * A training step: the mini-batch is cut into shards, and a task takes one shard through as many stages as it can, so that
 * its activations stay in the cache. A batch norm ends a run of stages, since it needs all shards.
 */
#pragma once
#include "team.h"
#include "normalise.h"
#include "optimizer.h"

namespace FUSED_TARGET {

/** Stages [begin, end) between batch norms; `begin` is a batch norm or 0. */
struct Run {
  int begin, end;
};

static int list_runs(const Plan& plan, Run* runs) {
  int count = 0, begin = 0;
  for (int i = 0; i < plan.stages; i++) {
    if (plan.stage[i].kind != BATCH_NORM) continue;
    runs[count++] = {begin, i};
    begin = i;
  }
  runs[count++] = {begin, plan.stages};
  return count;
}

struct Shards {
  int rows, count;
  int begin(int shard) const { return int(int64_t(rows) * shard / count); }
  int size(int shard) const { return begin(shard + 1) - begin(shard); }
};
INLINE Shards shards_of(const Session& session, int rows) {
  return {rows, shard_count(session.space.shard_numbers, rows)};
}

/** Pictures to numbers, where the first stage does not read bytes directly. */
static void read_pictures(const Session& session, const Batch& batch, int first, int end) {
  if (!session.space.input) return;
  for (int row = first; row < end; row++) {
    to_unit(picture_of(session, batch, row), session.plan.stage[0].in_size, input_of(session, 0, row));
  }
}

/** The gradients that the shard's pictures will be added to. */
static void clear_gradients(const Session& session, int shard) {
  memset(session.space.shard_gradients + shard * session.space.shard_numbers, 0,
         size_t(session.space.shard_numbers) * sizeof(float));
}

/** Backward through a run for one shard, up to the batch norm before it, whose sums are gathered. */
static void backward_run(const Session& session, const Batch& batch, Run run, int first, int end, int shard, Scratch scratch) {
  for (int i = run.end - 1; i >= run.begin; i--) {
    if (session.plan.stage[i].kind == BATCH_NORM) gather_norm_gradients(session, i, first, end, shard);
    else backward_stage(session, batch, i, first, end, shard, scratch);
  }
}

/** Loss, right answers and gradients of a mini-batch, in `state.g`; the loss is the mean cross-entropy alone. */
static double pass(Session& session, const Batch& batch, double smoothing) {
  Run runs[MOST_STAGES + 1];
  const int run_count = list_runs(session.plan, runs);
  const Shards shards = shards_of(session, batch.rows);
  for (int r = 0; r < run_count; r++) {
    const Run run = runs[r];
    const bool last = r == run_count - 1;
    auto body = [&](int shard, int worker) {
      const int first = shards.begin(shard), end = shards.begin(shard + 1);
      const Scratch scratch = scratch_of(session, worker);
      if (r == 0) {
        vary_pictures(session, batch, first, end, worker);
        read_pictures(session, batch, first, end);
        clear_gradients(session, shard);
      }
      for (int i = run.begin; i < run.end; i++) forward_stage(session, batch, i, first, end, scratch);
      if (!last) return gather_statistics(session, run.end, first, end, shard);
      session.space.shard_loss[shard] = loss_of(session, batch, smoothing, first, end, session.space.shard_right[shard]);
      backward_run(session, batch, run, first, end, shard, scratch);
    };
    parallel(session.team, shards.count, body);
    if (!last) combine_statistics(session, run.end, shards.count, [&](int s) { return shards.size(s); });
  }
  for (int r = run_count - 2; r >= 0; r--) {
    const Run run = runs[r];
    combine_norm_gradients(session, run.end, shards.count, batch.rows);
    auto body = [&](int shard, int worker) {
      const int first = shards.begin(shard), end = shards.begin(shard + 1);
      backward_norm(session, run.end, first, end);
      backward_run(session, batch, run, first, end, shard, scratch_of(session, worker));
    };
    parallel(session.team, shards.count, body);
  }
  auto reduce = [&](int index, int) {
    const Part part = session.state.parts[index];
    if (session.plan.stage[part.stage].kind == CONVOLUTION) {
      reduce_filters(session.plan, session.state, session.space, shards.count, part);
    } else {
      reduce_dense(session.plan, session.state, session.space, batch.rows, part);
    }
  };
  parallel(session.team, session.state.part_count, reduce);
  double loss = 0;
  session.right = 0;
  for (int s = 0; s < shards.count; s++) {
    loss += session.space.shard_loss[s];
    session.right += session.space.shard_right[s];
  }
  return loss / batch.rows;
}

/**
 * Adds l2 * w to the kernels' gradients.
 * @returns what l2 adds to the loss; `norm` becomes the norm of the gradients of what learns.
 */
static double add_penalty(const Session& session, double l2, double& norm) {
  const Plan& plan = session.plan;
  const State& state = session.state;
  auto body = [&](int index, int) {
    const Block block = state.blocks[index];
    const ParameterWords& parameter = plan.parameter[block.parameter];
    double gradients = 0, weights = 0;
    float* g = state.g + plan.offset[block.parameter];
    const float* w = state.w + plan.offset[block.parameter];
    for (int64_t i = block.first; parameter.trained && i < block.end; i++) {
      if (parameter.kernel) {
        g[i] += float(l2) * w[i];
        weights += double(w[i]) * w[i];
      }
      gradients += double(g[i]) * g[i];
    }
    state.gradient_squares[index] = plan.rate[block.parameter] > 0 ? gradients : 0;
    state.weight_squares[index] = weights;
  };
  parallel(session.team, state.block_count, body);
  double gradients = 0, weights = 0;
  for (int i = 0; i < state.block_count; i++) {
    gradients += state.gradient_squares[i];
    weights += state.weight_squares[i];
  }
  norm = __builtin_sqrt(gradients);
  return l2 / 2 * weights;
}

/** Weights to the kernels' orders; after every change of them. */
static void prepare(const Session& session) {
  auto body = [&](int index, int) { prepare_part(session.plan, session.state, session.state.parts[index]); };
  parallel(session.team, session.state.part_count, body);
}

static void optimise(const Session& session, const Step& whole, float scale) {
  const Plan& plan = session.plan;
  const State& state = session.state;
  auto body = [&](int index, int) {
    const Block block = state.blocks[index];
    const ParameterWords& parameter = plan.parameter[block.parameter];
    const double times = plan.rate[block.parameter];
    if (!parameter.trained || times == 0) return;
    Step step = whole;
    step.rate *= times;
    step.step_size *= times;
    const int64_t at = plan.offset[block.parameter] + block.first;
    const int64_t count = round_up(block.end - block.first, LANES);
    const bool decays = step.rule == ADAM_W && parameter.kernel;
    const float decay = decays ? float(1 - step.rate * step.weight_decay) : 1;
    if (step.rule == SGD) sgd(step, scale, count, state.g + at, state.w + at, state.slot[0] + at);
    else adam(step, decay, scale, count, state.g + at, state.w + at, state.slot[0] + at, state.slot[1] + at);
  };
  parallel(session.team, state.block_count, body);
}

/** A norm that is not finite must not become a factor of 0, which would hide it. */
INLINE float clip_factor(double clip_norm, double norm) {
  if (!(clip_norm > 0)) return 1;
  if (!(norm < __builtin_inf())) return __builtin_nanf("");
  return norm > clip_norm ? float(clip_norm / norm) : 1;
}

/**
 * Loss and gradients of a mini-batch, and, with `update`, one optimizer step.
 * @returns the loss before the step.
 */
static double train(Session& session, const Batch& batch, const Step& step, bool update) {
  double loss = pass(session, batch, step.smoothing);
  double norm = 0;
  if (step.l2 > 0 || step.clip_norm > 0) loss += add_penalty(session, step.l2, norm);
  if (!update) return loss;
  optimise(session, step, clip_factor(step.clip_norm, norm));
  update_running_statistics(session);
  prepare(session);
  return loss;
}

/** (rows, classes) in inference mode. */
static void infer(const Session& session, const Batch& batch, float* logits) {
  const Shards shards = shards_of(session, batch.rows);
  const int last = session.plan.stages - 1;
  auto body = [&](int shard, int worker) {
    const int first = shards.begin(shard), end = shards.begin(shard + 1);
    read_pictures(session, batch, first, end);
    for (int i = 0; i <= last; i++) forward_stage(session, batch, i, first, end, scratch_of(session, worker));
    for (int row = first; row < end; row++) {
      memcpy(logits + int64_t(row) * session.plan.classes, output_of(session, last, row),
             size_t(session.plan.classes) * sizeof(float));
    }
  };
  use_running_statistics(session);
  parallel(session.team, shards.count, body);
}

/** One stage alone, as a training step runs it in one direction: what `lab bench` holds against the processor's peak. */
static void stage_alone(const Session& session, const Batch& batch, int index, bool backward) {
  const Shards shards = shards_of(session, batch.rows);
  const bool norm = session.plan.stage[index].kind == BATCH_NORM;
  auto body = [&](int shard, int worker) {
    const int first = shards.begin(shard), end = shards.begin(shard + 1);
    const Scratch scratch = scratch_of(session, worker);
    if (norm && !backward) gather_statistics(session, index, first, end, shard);
    if (!backward) return forward_stage(session, batch, index, first, end, scratch);
    if (!norm) return backward_stage(session, batch, index, first, end, shard, scratch);
    gather_norm_gradients(session, index, first, end, shard);
    backward_norm(session, index, first, end);
  };
  parallel(session.team, shards.count, body);
}

/**
 * Multiply-adds of independent registers and nothing else, on every thread: the processor's limit.
 * @returns how many were done.
 */
static double peak(Team* team, int64_t rounds) {
  constexpr int COUNT = 12; // more than latency times ports of any processor of today
  auto body = [&](int, int) {
    V total[COUNT];
    UNROLL for (int i = 0; i < COUNT; i++) total[i] = splat(float(i));
    const V factor = splat(0.5f), term = splat(1.0f);
    for (int64_t r = 0; r < rounds; r++) {
      UNROLL for (int i = 0; i < COUNT; i++) total[i] = fma(total[i], factor, term);
    }
    V all = {};
    UNROLL for (int i = 0; i < COUNT; i++) all += total[i];
    volatile float sink = sum(all); // what nobody reads would not be computed
    (void)sink;
  };
  parallel(team, team_size(team), body);
  return double(rounds) * COUNT * LANES * team_size(team);
}

} // namespace FUSED_TARGET
