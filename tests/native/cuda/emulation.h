/**
 * A small model of a GPU in C++: the kernels of native-bridge/fused/cuda, compiled over it, run with the threads of each block
 * in odd orders. It reports two threads that use the same number with no barrier between them, numbers that nobody wrote,
 * places outside of a buffer, and threads that wait for others in vain. Without FUSED_CUDA_WATCHED only the orders stay, for
 * what would take too long. One thread of the system at a time.
 */
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

namespace emulation {

struct Index {
  unsigned x, y, z;
};
extern thread_local Index thread_index, block_index;

/** Everything that waits, and a report of what was seen; `report` ends the process. */
void barrier();
float shuffle_down(float x, int distance);
[[noreturn]] void report(const char* what);

/** How a number was last used: who wrote it and who read it since, in which launch, block and stretch between barriers. */
struct Use {
  uint32_t launch = 0, block = 0, stretch = 0;
  int16_t thread = 0;
  /** Several threads of the stretch, several blocks of the launch. */
  bool threads = false, blocks = false;
};
struct Shadow {
  Use writer, reader;
  bool written = false;
};
void watch_read(Shadow& shadow);
void watch_write(Shadow& shadow);

/** The place of a device address; with its shadows, four bytes each. */
struct Found {
  char* at;
  Shadow* shadow;
};
Found find(uint64_t address, uint64_t bytes);

#if defined(FUSED_CUDA_WATCHED)

/** A number that is watched when it is read or written. */
template <typename T> class Number {
 public:
  Number(T* at, Shadow* shadow) : at_(at), shadow_(shadow) {}
  operator T() const {
    watch_read(*shadow_);
    return *at_;
  }
  void operator=(T value) const {
    watch_write(*shadow_);
    *at_ = value;
  }
  void operator=(const Number& other) const { *this = T(other); }
  void operator+=(T value) const { *this = T(*this) + value; }
  void operator-=(T value) const { *this = T(*this) - value; }

 private:
  T* at_;
  Shadow* shadow_;
};
template <typename T> class Number<const T> {
 public:
  Number(const T* at, Shadow* shadow) : at_(at), shadow_(shadow) {}
  operator T() const {
    watch_read(*shadow_);
    return *at_;
  }

 private:
  const T* at_;
  Shadow* shadow_;
};

/** A pointer of the device: a buffer's number in the upper bits, bytes within it in the lower ones. */
template <typename T> class Pointer {
 public:
  Pointer() = default;
  explicit Pointer(uint64_t at) : at_(at) {}
  operator Pointer<const T>() const { return Pointer<const T>(at_); }
  Pointer operator+(int64_t count) const { return Pointer(at_ + uint64_t(count * int64_t(sizeof(T)))); }
  Number<T> operator[](int64_t index) const {
    const Found found = find(at_ + uint64_t(index * int64_t(sizeof(T))), sizeof(T));
    return {reinterpret_cast<T*>(found.at), found.shadow};
  }

 private:
  uint64_t at_ = 0;
};

/** Of a block: what the block before left there nobody has written. */
template <typename T, int COUNT> class Shared {
 public:
  Number<T> operator[](int index) {
    if (index < 0 || index >= COUNT) report("a place outside of shared memory");
    return {values_ + index, shadows_ + index};
  }
  void begin(uint64_t block) {
    if (block_ == block) return;
    block_ = block;
    for (Shadow& shadow : shadows_) shadow = {};
  }

 private:
  uint64_t block_ = 0;
  T values_[COUNT];
  Shadow shadows_[COUNT];
};
#else
template <typename T, int COUNT> struct Shared {
  T values[COUNT];
  T& operator[](int index) { return values[index]; }
  void begin(uint64_t) {}
};
#endif

/** Counts the blocks that have run. */
extern uint64_t block_serial;

} // namespace emulation

#if defined(FUSED_CUDA_WATCHED)
template <typename T> using Global = emulation::Pointer<T>;
#else
template <typename T> using Global = T*;
#endif

namespace gpu {
struct Net;
struct Stage;
} // namespace gpu

namespace emulation {

typedef void (*Body)(Global<const gpu::Net> nets, const gpu::Stage stage);
/** A kernel by its name; `together` where its threads may wait for one another. */
struct Kernel {
  Kernel(const char* name, Body body, bool together);
  const char* name;
  Body body;
  bool together;
  Kernel* next;
};

} // namespace emulation

#define DEVICE static inline
#define EMULATED_KERNEL(name, together)                                              \
  static void name(Global<const gpu::Net> nets, const gpu::Stage stage);             \
  static emulation::Kernel kernel_##name(#name, name, together);                     \
  static void name([[maybe_unused]] Global<const gpu::Net> nets, [[maybe_unused]] const gpu::Stage stage)
#define KERNEL(name) EMULATED_KERNEL(name, false)
#define BLOCK_KERNEL(name) EMULATED_KERNEL(name, true)
#define SHARED(type, name, count)                \
  static emulation::Shared<type, count> name;    \
  name.begin(emulation::block_serial)
#define threadIdx emulation::thread_index
#define blockIdx emulation::block_index
#define __syncthreads() emulation::barrier()
#define __shfl_down_sync(mask, x, distance) emulation::shuffle_down(x, distance)
using std::isfinite;
