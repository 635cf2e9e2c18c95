/** The one GPU of this process: its driver, its context and the kernels. */
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>
#include "cuda/driver.h"

namespace gpu {

/** CUDA versions as the driver counts them, 1000 * major + 10 * minor. Kernels of one major version need a driver of it. */
constexpr int KERNELS_VERSION = 13000;
/** The oldest GPUs that the kernels are compiled for: compute capability 7.5. */
constexpr int OLDEST_CAPABILITY = 75;

struct Facts {
  std::string name;
  size_t memory = 0;
  int driver_version = 0, capability = 0;
};

class Device {
 public:
  /** What keeps the GPU from being used. `reason` is a sentence. */
  enum Obstacle { NONE, NO_DRIVER, NO_GPU, OLD_DRIVER, OLD_GPU, FAILED };

  /**
   * Once a process.
   * @param library the driver's: `libcuda.so.1`, `nvcuda.dll`
   * @param kernels kernels.fatbin; empty: only looks what is there
   * @param patience seconds without an answer after which the GPU is given up
   */
  Obstacle open(const char* library, std::vector<char> kernels, double patience, std::string& reason);

  bool opened() const { return module_ != nullptr; }
  const Facts& facts() const { return facts_; }
  const Driver& driver() const { return driver_; }
  double patience() const { return patience_; }
  /** Before the first call of a thread. */
  void enter() const { driver_.context_set(context_); }
  /** A kernel by its name; null where there is none of that name. */
  void* function(const char* name);
  /** "out of memory", "an illegal memory access was encountered" */
  std::string text_of(Result result) const;

 private:
  Obstacle look(std::string& reason);

  Driver driver_;
  Facts facts_;
  int device_ = 0;
  double patience_ = 60;
  void *context_ = nullptr, *module_ = nullptr;
  std::vector<char> kernels_;
  std::mutex mutex_;
  std::map<std::string, void*> functions_;
};

/** Of this process. */
Device& device();

} // namespace gpu
