/** Memory of one session on the device. */
#pragma once
#include "cuda/device.h"
#include "cuda/layout.h"

namespace fused_cuda {

/** Cuts a block of the device into arrays; without a block it only counts. */
struct Cut {
  gpu::Address block = 0;
  int64_t used = 0;

  template <typename T> void take(Global<T>& to, int64_t count) {
    constexpr int64_t BORDER = 256;
    to.at = block + uint64_t(used);
    used += (count * int64_t(sizeof(T)) + BORDER - 1) / BORDER * BORDER;
  }
};

/** A block of the device. */
class Memory {
 public:
  Memory() = default;
  Memory(const Memory&) = delete;
  ~Memory() { release(); }

  void release() {
    if (at_) gpu::device().driver().release(at_);
    at_ = 0;
  }
  /** What it held before is lost. `cut(Cut&)` takes the arrays: once to count, once for good. */
  template <typename Body> gpu::Result make(Body cut) {
    release();
    Cut counting;
    cut(counting);
    bytes = counting.used;
    const gpu::Result result = gpu::device().driver().allocate(&at_, size_t(bytes));
    if (result != gpu::SUCCESS) {
      at_ = 0;
      return result;
    }
    Cut placing = {at_, 0};
    cut(placing);
    return result;
  }
  /** Leaves the block to the process: a GPU that does not answer takes nothing back. */
  void abandon() { at_ = 0; }

  /** Of the last `make`, also of one that failed. */
  int64_t bytes = 0;

 private:
  gpu::Address at_ = 0;
};

} // namespace fused_cuda
