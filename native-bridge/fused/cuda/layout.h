/** What a host and the kernels both know: how a stage, a step and a net lie in memory. */
#pragma once
#include <stdint.h>

#if defined(__CUDACC__)
/** Numbers on the device. */
template <typename T> using Global = T*;
#elif defined(FUSED_CUDA_EMULATION)
#include "emulation.h"
#else
/** An address of the device, which the host only hands on. */
template <typename T> struct Global {
  uint64_t at = 0;
};
#endif

namespace gpu {

/** Threads of a block, and of a warp. */
constexpr int BLOCK = 128, WARP = 32;

/** A stage of the plan. The first 20 numbers are kernels/plan.h: StageWords; the rest is where its numbers lie. */
struct Stage {
  int32_t kind;
  int32_t height, width, channels;
  int32_t out_height, out_width, out_channels;
  int32_t kernel, stride, pad_top, pad_left;
  int32_t conv_height, conv_width;
  int32_t pool, pool_pad_top, pool_pad_left;
  int32_t relu;
  int32_t parameter, bias, layer;
  /** Floats of one picture before the stage's input and output in `Net::activations`, and its numbers in `Net::places`. */
  int32_t input_at, output_at, places_at;
  /** Floats before its kernel and bias (-1: none), or its gamma and beta, and a batch norm's running mean and variance. */
  int32_t weights_at, bias_at, mean_at, variance_at;
  /** Floats before its mean and 1 / sqrt(variance + epsilon) in `Net::statistics`. */
  int32_t statistics_at;
  /** Which of `Net::gradients_of` its output's gradient is in; its input's is in the other. */
  int32_t out_side;
  /** A batch norm through whose statistics no gradient goes. */
  int32_t frozen;
  float momentum, one_minus_momentum, epsilon;
  /** Dropout: kept from this word on, and what is kept is multiplied by. */
  uint32_t dropped;
  float kept_scale;
};

/** What changes from step to step. `rows` 0: this net takes no step while others of the set do. */
struct Step {
  int32_t rows;
  /** Its pictures in `Net::indices` and `Net::labels`; 1: they lie in `Net::varied`, else in `Net::set`. */
  int32_t first, varied;
  /** Which number of `losses` and `rights` it writes; 1: running statistics and parameters change. */
  int32_t slot, commit;
  uint32_t seed_low, seed_high, steps;
  int32_t rule; // kernels/optimizer.h: ADAM, ADAM_W, SGD
  float rate, step_size, beta1, beta2, one_minus_beta1, one_minus_beta2, epsilon, momentum, weight_decay;
  float l2, smoothing, clip_norm;
};

/** Bits of `Net::flags`. */
constexpr int32_t TRAINED = 1, KERNEL_WEIGHTS = 2;

/** The memory of one net on the device. A launch gets an array of nets: `blockIdx.y` says which one a block works on. */
struct Net {
  Global<const uint8_t> set, varied;          // (pictures, height, width, channels)
  Global<const int32_t> indices, labels;      // of all steps of a stretch
  Global<const Step> steps;
  Global<int32_t> cursor;                     // which of `steps` is the next
  Global<float> weights, gradients, slot1, slot2; // (count)
  Global<const float> rates;                  // (count) what the learning rate is multiplied by
  Global<const int32_t> flags;                // (count)
  Global<float> activations;                  // of every stage (room, floats of a picture)
  Global<float> gradient_even, gradient_odd;  // of a stage's output, in turns
  Global<int32_t> places;                     // which position of its window was the maximum
  Global<float> statistics;
  Global<float> row_loss, losses, scale;
  Global<int32_t> row_right, rights, halted;  // halted: before this step, from this step on
  int32_t room, count;                        // pictures for which there is room; floats of all parameters
};

} // namespace gpu
