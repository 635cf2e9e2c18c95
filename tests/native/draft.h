/** Writes plans in C++ for the tests, as native-bridge/fused/plan.ts does for a network. */
#pragma once
#include "testing.h"
#include "kernels/memory.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Windows along one axis by TensorFlow's rules (convnet/shapes.ts). */
struct Along {
  int out, before;
};
static Along windows(int length, int size, int stride, bool same) {
  if (!same) return {(length - size) / stride + 1, 0};
  const int out = (length + stride - 1) / stride;
  return {out, larger((out - 1) * stride + size - length, 0) / 2};
}

struct Window {
  int size, stride;
  bool same;
};
struct Filters {
  int count;
  Window window;
  Window pool; // size = stride; 1: none
  bool relu, bias;
};

class Draft {
 public:
  /** Shape of the last stage's output. */
  int height, width, channels;
  std::vector<StageWords> stages;
  std::vector<ParameterWords> parameters;
  std::vector<double> reals;

  Draft(int h, int w, int c) : height(h), width(w), channels(c), input_{h, w, c} {}

  void convolution(const Filters& filters) {
    const Window window = filters.window;
    StageWords stage = begin(CONVOLUTION, window);
    const Along y = windows(height, window.size, window.stride, window.same);
    const Along x = windows(width, window.size, window.stride, window.same);
    const Along down = windows(y.out, filters.pool.size, filters.pool.size, filters.pool.same);
    const Along across = windows(x.out, filters.pool.size, filters.pool.size, filters.pool.same);
    stage.conv_height = y.out;
    stage.conv_width = x.out;
    stage.pool = filters.pool.size;
    stage.pool_pad_top = down.before;
    stage.pool_pad_left = across.before;
    stage.relu = filters.relu;
    stage.parameter = parameter(window.size * window.size * channels * filters.count, true, true);
    stage.bias = filters.bias ? parameter(filters.count, true, false) : -1;
    end(stage, down.out, across.out, filters.count);
  }
  void pool(Kind kind, const Window& window) {
    StageWords stage = begin(kind, window);
    end(stage, windows(height, window.size, window.stride, window.same).out,
        windows(width, window.size, window.stride, window.same).out, channels);
  }
  void relu() { end(begin(RELU), height, width, channels); }
  void dropout(double rate) { end(begin(DROPOUT), height, width, channels, rate); }
  void norm(double momentum, double epsilon) {
    StageWords stage = begin(BATCH_NORM);
    stage.parameter = parameter(channels, true, false);
    parameter(channels, true, false);
    parameter(channels, false, false);
    parameter(channels, false, false);
    end(stage, height, width, channels, momentum, epsilon);
  }
  void dense(int units, bool bias) {
    StageWords stage = begin(DENSE);
    stage.parameter = parameter(height * width * channels * units, true, true);
    stage.bias = bias ? parameter(units, true, false) : -1;
    end(stage, 1, 1, units);
  }

  std::vector<int32_t> words() const {
    std::vector<int32_t> all = {input_[0], input_[1], input_[2], channels, int(stages.size()), int(parameters.size())};
    const auto append = [&](const auto& list) {
      const int32_t* from = reinterpret_cast<const int32_t*>(list.data());
      all.insert(all.end(), from, from + list.size() * sizeof(list[0]) / sizeof(int32_t));
    };
    append(parameters);
    append(stages);
    return all;
  }

 private:
  int input_[3];

  int parameter(int size, bool trained, bool kernel) {
    parameters.push_back({size, trained, kernel});
    return int(parameters.size()) - 1;
  }
  StageWords begin(Kind kind, const Window& window = {0, 0, false}) const {
    StageWords stage = {};
    stage.kind = kind;
    stage.height = height;
    stage.width = width;
    stage.channels = channels;
    stage.kernel = window.size;
    stage.stride = window.stride;
    if (window.size > 0) {
      stage.pad_top = windows(height, window.size, window.stride, window.same).before;
      stage.pad_left = windows(width, window.size, window.stride, window.same).before;
    }
    stage.pool = 1;
    stage.parameter = stage.bias = -1;
    stage.layer = int(stages.size());
    return stage;
  }
  void end(StageWords stage, int out_height, int out_width, int out_channels, double real = 0, double other = 0) {
    stage.out_height = height = out_height;
    stage.out_width = width = out_width;
    stage.out_channels = channels = out_channels;
    stages.push_back(stage);
    reals.insert(reals.end(), {real, other});
  }
};

/** A window that fits (height, width), of at most `most`. */
static Window random_window(Random& random, const Draft& draft, int most, int most_stride) {
  const bool same = random.coin();
  const int limit = same ? most : smaller(most, smaller(draft.height, draft.width));
  return {random.whole(1, limit), random.whole(1, most_stride), same};
}

/** A convolution whose pool fits its output. */
static Filters random_filters(Random& random, const Draft& draft, int most) {
  const Window window = random_window(random, draft, 7, random.coin() ? 1 : 3);
  const int down = windows(draft.height, window.size, window.stride, window.same).out;
  const int across = windows(draft.width, window.size, window.stride, window.same).out;
  const bool same = random.coin();
  const int limit = same ? 6 : smaller(6, smaller(down, across));
  const int pool = random.coin() ? 1 : random.whole(1, limit);
  return {random.whole(1, most), window, {pool, pool, same}, random.coin(), random.coin()};
}

static void add_stage(Random& random, Draft& draft) {
  switch (random.whole(0, 6)) {
    case 0: return draft.pool(MAX_POOL, random_window(random, draft, 4, 3));
    case 1: return draft.pool(AVERAGE_POOL, random_window(random, draft, 4, 3));
    case 2: return draft.relu();
    case 3: return draft.norm(random.pick({0.0, 0.9, 1.0}), 1e-3);
    case 4: return draft.dropout(random.pick({0.0, 0.3, 0.95}));
    case 5: return draft.dense(random.whole(1, 40), random.coin());
    default: return draft.convolution(random_filters(random, draft, 20));
  }
}

/** A net with any first layer; half of them start with a convolution over a wide picture, as most nets do. */
static Draft random_draft(Random& random) {
  const bool wide = random.coin();
  Draft draft(random.whole(1, 14), wide ? random.whole(14, 48) : random.whole(1, 14), random.pick({1, 2, 3, 3, 5}));
  if (wide) draft.convolution(random_filters(random, draft, random.coin() ? 8 : 20));
  for (int i = random.whole(0, 4); i > 0; i--) add_stage(random, draft);
  draft.dense(random.whole(1, 20), random.coin());
  return draft;
}

} // namespace kernel_tests
