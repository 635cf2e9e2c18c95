/** What the kernels are written with. The same source is CUDA, and C++ over tests/native/cuda/emulation.h. */
#pragma once
#include "layout.h"

#if defined(__CUDACC__)
/** Not static: names of internal functions hold a hash of the file's path, and the fatbin is the same wherever it is built. */
#define DEVICE __device__ __forceinline__
/** `KERNEL(name) { ... }`: every thread works by itself. */
#define KERNEL(name) extern "C" __global__ void __launch_bounds__(gpu::BLOCK) name(Global<const gpu::Net> nets, const gpu::Stage stage)
/** The threads of a block work together, through `total`. */
#define BLOCK_KERNEL(name) KERNEL(name)
#define SHARED(type, name, count) __shared__ type name[count]
#endif

namespace gpu {

DEVICE int item() { return int(blockIdx.x) * BLOCK + int(threadIdx.x); }

DEVICE Step step_of(const Net& net) { return net.steps[net.cursor[0]]; }

DEVICE int in_size(const Stage& stage) { return stage.height * stage.width * stage.channels; }
DEVICE int out_size(const Stage& stage) { return stage.out_height * stage.out_width * stage.out_channels; }

/** (rows, in) and (rows, out), kept from the forward pass for the backward pass. */
DEVICE Global<float> input_of(const Net& net, const Stage& stage) {
  return net.activations + int64_t(net.room) * stage.input_at;
}
DEVICE Global<float> output_of(const Net& net, const Stage& stage) {
  return net.activations + int64_t(net.room) * stage.output_at;
}
DEVICE Global<float> output_gradient(const Net& net, const Stage& stage) {
  return stage.out_side ? net.gradient_odd : net.gradient_even;
}
DEVICE Global<float> input_gradient(const Net& net, const Stage& stage) {
  return stage.out_side ? net.gradient_even : net.gradient_odd;
}
DEVICE Global<int32_t> places_of(const Net& net, const Stage& stage) {
  return net.places + int64_t(net.room) * stage.places_at;
}

/**
 * The sum of every thread's x, for all threads of the block: over each warp as a tree, then over the warps one after
 * another. The order is always the same, hence the bits are.
 */
DEVICE float total(float x) {
  constexpr int WARPS = BLOCK / WARP;
  SHARED(float, partial, WARPS);
  for (int half = WARP / 2; half > 0; half /= 2) x += __shfl_down_sync(0xffffffffu, x, half);
  __syncthreads(); // everyone has read the sums before
  if (threadIdx.x % WARP == 0) partial[threadIdx.x / WARP] = x;
  __syncthreads();
  float sum = 0;
  for (int warp = 0; warp < WARPS; warp++) sum += partial[warp];
  return sum;
}

} // namespace gpu
