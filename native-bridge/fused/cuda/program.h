/** The kernels of one network in the order in which they run. It knows names and sizes: no device, no memory. */
#pragma once
#include <algorithm>
#include <vector>
#include "cuda/layout.h"
#include "kernels/plan.h"

namespace fused_cuda {

/** A kernel with its stage; `blocks`: a block for each item, else a thread. */
struct Launch {
  const char* kernel;
  gpu::Stage stage;
  /** Items of the whole mini-batch and of each of its pictures: one of both is 0. */
  int64_t fixed, per_row;
  bool blocks;

  int64_t grid(int rows) const {
    const int64_t items = fixed + per_row * rows;
    return blocks ? items : (items + gpu::BLOCK - 1) / gpu::BLOCK;
  }
};

struct Program {
  std::vector<Launch> training, inference;
  /** Before the optimizer, where there is L2 or clipping; then the optimizer and the step counter. */
  std::vector<Launch> penalty, end;
  /** Numbers of one picture: all activations, the largest of them, places of maxima; and all statistics. */
  int64_t activations = 0, largest = 0, places = 0, statistics = 0;
};

class ProgramWriter {
 public:
  explicit ProgramWriter(const Plan& plan) : plan_(plan) {}

  Program write() {
    std::vector<gpu::Stage> stages;
    int64_t input_at = 0;
    program_.activations = program_.largest = plan_.stage[0].in_size;
    for (int i = 0; i < plan_.stages; i++) {
      stages.push_back(placed(i, input_at));
      input_at = stages.back().output_at;
    }
    both("gather_pictures", stages.front(), plan_.stage[0].in_size);
    for (int i = 0; i < plan_.stages; i++) forward(plan_.stage[i], stages[size_t(i)]);
    const gpu::Stage& last = stages.back();
    program_.training.push_back({"cross_entropy", last, 0, 1, false});
    program_.training.push_back({"mean_loss", last, 1, 0, true});
    for (int i = plan_.stages - 1; i >= 0; i--) backward(plan_.stage[i], stages[size_t(i)]);
    program_.penalty.push_back({"penalty_and_norm", last, 1, 0, true});
    program_.end.push_back({"optimizer_step", last, plan_.offset[plan_.parameters], 0, false});
    program_.end.push_back({"next_step", last, 1, 0, false});
    return std::move(program_);
  }

 private:
  /** The stage with the places of its numbers; they follow one another. */
  gpu::Stage placed(int index, int64_t input_at) {
    const Stage& from = plan_.stage[index];
    gpu::Stage to = {};
    memcpy(&to, static_cast<const StageWords*>(&from), sizeof(StageWords));
    to.input_at = int32_t(input_at);
    to.output_at = int32_t(program_.activations);
    to.places_at = int32_t(program_.places);
    to.statistics_at = int32_t(program_.statistics);
    to.out_side = (index + 1) % 2;
    program_.activations += from.out_size;
    program_.largest = std::max(program_.largest, from.out_size);
    if (from.kind == MAX_POOL || from.pool > 1) program_.places += from.out_size;
    const auto at = [&](int parameter) { return parameter < 0 ? -1 : int32_t(plan_.offset[parameter]); };
    to.weights_at = at(from.parameter);
    to.bias_at = at(from.bias);
    if (from.kind == BATCH_NORM) {
      program_.statistics += 2 * from.channels;
      to.bias_at = at(from.parameter + 1);
      to.mean_at = at(from.parameter + 2);
      to.variance_at = at(from.parameter + 3);
      to.frozen = from.frozen;
      to.momentum = float(from.real[0]);
      to.one_minus_momentum = float(1 - from.real[0]);
      to.epsilon = float(from.real[1]);
    } else if (from.kind == DROPOUT) {
      // Compared in double there: word >= rate * 2^23 holds from the next whole number on.
      to.dropped = uint32_t(__builtin_ceil(from.real[0] * 8388608));
      to.kept_scale = float(1 / (1 - from.real[0]));
    }
    return to;
  }

  void both(const char* kernel, const gpu::Stage& stage, int64_t per_row) {
    program_.training.push_back({kernel, stage, 0, per_row, false});
    program_.inference.push_back({kernel, stage, 0, per_row, false});
  }

  void forward(const Stage& from, const gpu::Stage& stage) {
    switch (from.kind) {
      case CONVOLUTION:
        if (four(from)) return both("convolution_forward_4", stage, from.out_size / 4);
        return both("convolution_forward", stage, from.out_size);
      case MAX_POOL: return both("max_pool_forward", stage, from.out_size);
      case AVERAGE_POOL: return both("average_pool_forward", stage, from.out_size);
      case RELU: return both("relu_forward", stage, from.in_size);
      case DENSE: return both("dense_forward", stage, from.out_channels);
      case DROPOUT:
        program_.training.push_back({"dropout_forward", stage, 0, from.in_size, false});
        program_.inference.push_back({"dropout_inference", stage, 0, from.in_size, false});
        return;
      default: {
        const Launch running = {"running_statistics", stage, from.channels, 0, false};
        program_.training.push_back(from.frozen ? running : Launch{"batch_statistics", stage, from.channels, 0, true});
        program_.inference.push_back(running);
        return both("normalise_forward", stage, from.in_size);
      }
    }
  }

  void backward(const Stage& from, const gpu::Stage& stage) {
    const auto add = [&](const char* kernel, int64_t fixed, int64_t per_row, bool blocks) {
      program_.training.push_back({kernel, stage, fixed, per_row, blocks});
    };
    const int64_t taps = int64_t(from.kernel) * from.kernel * from.channels;
    const char* input_gradient = nullptr;
    switch (from.kind) {
      case CONVOLUTION:
        if (from.relu) add("convolution_relu_backward", 0, from.out_size, false);
        if (four(from)) add("convolution_kernel_gradient_4", taps * from.out_channels / 4, 0, true);
        else add("convolution_kernel_gradient", taps * from.out_channels, 0, true);
        if (from.bias >= 0) add("bias_gradient", from.out_channels, 0, true);
        input_gradient = "convolution_input_gradient";
        break;
      case DENSE:
        add("dense_kernel_gradient", from.in_size * from.out_channels, 0, false);
        if (from.bias >= 0) add("bias_gradient", from.out_channels, 0, true);
        input_gradient = "dense_input_gradient";
        break;
      case BATCH_NORM:
        add("normalise_parameter_gradients", from.channels, 0, true);
        input_gradient = "normalise_input_gradient";
        break;
      case MAX_POOL: input_gradient = "max_pool_backward"; break;
      case AVERAGE_POOL: input_gradient = "average_pool_backward"; break;
      case RELU: input_gradient = "relu_backward"; break;
      default: input_gradient = "dropout_backward"; break;
    }
    if (from.needs_input_gradient) add(input_gradient, 0, from.in_size, false);
  }

  /** Whether a thread takes four filters together. */
  static bool four(const Stage& stage) { return stage.out_channels % 4 == 0; }

  const Plan& plan_;
  Program program_;
};

} // namespace fused_cuda
