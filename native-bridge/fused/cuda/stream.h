/** What one stream of the GPU is given, in order. The first error stays, and what comes after it is not begun. */
#pragma once
#include <string>
#include <vector>
#include "cuda/device.h"
#include "cuda/program.h"

namespace fused_cuda {

class Stream {
 public:
  /** After `device().enter()`, as all that follows. */
  Stream();
  Stream(const Stream&) = delete;
  ~Stream();

  template <typename To> void upload(Global<To> to, const void* from, int64_t bytes) { copy_in(to.at, from, bytes); }
  /** Waits until everything that was begun is done. */
  template <typename From> void download(void* to, Global<From> from, int64_t bytes) { copy_out(to, from.at, bytes); }
  /** @param nets an array of so many nets on the device @param rows of the largest mini-batch among them */
  void launch(const std::vector<Launch>& launches, Global<gpu::Net> nets, unsigned count, int rows);
  /** Records what `body` launches. Null where that failed. */
  template <typename Body> void* record(Body body) {
    void *graph = nullptr, *executable = nullptr;
    if (failed()) return nullptr;
    check(device().capture_begin(stream_, gpu::CAPTURE_THREAD_LOCAL), "a step was recorded");
    body();
    const gpu::Result ended = device().capture_end(stream_, &graph);
    check(ended, "a step was recorded");
    if (!failed()) check(device().graph_instantiate(&executable, graph, 0), "a step was recorded");
    if (graph) device().graph_destroy(graph);
    return executable;
  }
  void repeat(void* executable);
  /** Until everything that was begun is done, or the GPU has not answered for longer than its patience. */
  void wait();

  void fail(std::string sentence) {
    if (failure_.empty()) failure_ = std::move(sentence);
  }
  /** The GPU itself failed: it takes nothing back. */
  void lose(std::string sentence) {
    lost_ = true;
    fail(std::move(sentence));
  }
  bool failed() const { return !failure_.empty(); }
  bool lost() const { return lost_; }
  /** A sentence; empty while all is well. */
  const std::string& failure() const { return failure_; }

 private:
  static const gpu::Driver& device() { return gpu::device().driver(); }
  void copy_in(gpu::Address to, const void* from, int64_t bytes);
  void copy_out(void* to, gpu::Address from, int64_t bytes);
  void check(gpu::Result result, const char* while_doing);

  void* stream_ = nullptr;
  std::string failure_;
  bool lost_ = false;
};

} // namespace fused_cuda
