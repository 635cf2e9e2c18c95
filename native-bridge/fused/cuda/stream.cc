#define FUSED_TARGET fused_cuda
#include "cuda/stream.h"
#include <chrono>
#include <thread>

namespace fused_cuda {

Stream::Stream() { check(device().stream_create(&stream_, gpu::NON_BLOCKING_STREAM), "it was begun"); }

Stream::~Stream() {
  if (stream_ && !lost()) device().stream_destroy(stream_);
}

void Stream::check(gpu::Result result, const char* while_doing) {
  if (result != gpu::SUCCESS) lose("The GPU failed while " + std::string(while_doing) + ": " + gpu::device().text_of(result) + ".");
}

void Stream::copy_in(gpu::Address to, const void* from, int64_t bytes) {
  if (!failed() && bytes > 0) check(device().upload(to, from, size_t(bytes), stream_), "numbers went to it");
}

void Stream::copy_out(void* to, gpu::Address from, int64_t bytes) {
  wait();
  if (!failed() && bytes > 0) check(device().download(to, from, size_t(bytes), stream_), "numbers came from it");
}

void Stream::launch(const std::vector<Launch>& launches, Global<gpu::Net> nets, unsigned count, int rows) {
  for (const Launch& one : launches) {
    if (failed()) return;
    void* function = gpu::device().function(one.kernel);
    if (!function) return fail("The kernels have no " + std::string(one.kernel) + ".");
    gpu::Stage stage = one.stage;
    void* parameters[] = {&nets, &stage};
    check(device().launch(function, unsigned(one.grid(rows)), count, 1, gpu::BLOCK, 1, 1, 0, stream_, parameters, nullptr),
          "it computed");
  }
}

void Stream::repeat(void* executable) {
  if (!failed()) check(device().graph_launch(executable, stream_), "it computed");
}

void Stream::wait() {
  const auto began = std::chrono::steady_clock::now();
  while (!failed()) {
    const gpu::Result result = device().stream_query(stream_);
    if (result != gpu::NOT_READY) return check(result, "it computed");
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (seconds > gpu::device().patience()) return lose("The GPU has not answered for " + std::to_string(int(seconds)) + " seconds.");
    // Most waits are short: giving the processor away for good would cost more than they do.
    if (seconds < 0.001) std::this_thread::yield();
    else std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
}

} // namespace fused_cuda
