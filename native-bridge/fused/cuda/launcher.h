/** Nets of one network take their steps in the same launches: those whose steps wait at the same time go together. */
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>
#include "cuda/memory.h"
#include "cuda/stream.h"

namespace fused_cuda {

/** The steps of one net, which are on the device already. */
struct Turn {
  gpu::Net net;
  size_t steps;
  /** Of its largest mini-batch; whether a step has L2 or clips. */
  int rows;
  bool penalised;
  /** A sentence where the GPU failed. */
  std::string failure = {};
  bool lost = false;
  bool done = false;
};

class Launcher {
 public:
  explicit Launcher(const Plan& plan) : program(ProgramWriter(plan).write()) {}
  Launcher(const Launcher&) = delete;
  ~Launcher();

  /** One for all sessions with that key (what their stages are), as long as there is any of them. */
  static std::shared_ptr<Launcher> of(const std::string& key, const Plan& plan);

  /** Takes the steps; returns when they are done. Called by the threads of several sessions. */
  void take(Turn& turn);

  const Program program;

 private:
  void launch(const std::vector<Turn*>& together);
  void* graph_of(unsigned count, int rows, bool penalised);
  void launch_step(unsigned count, int rows, bool penalised);
  void forget_graphs();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Turn*> waiting_;
  /** Some thread launches for all; how many went together the last time. */
  bool busy_ = false;
  size_t last_ = 1;

  // Of the thread that is busy.
  std::unique_ptr<Stream> stream_;
  Memory memory_;
  Global<gpu::Net> nets_;
  size_t room_ = 0;
  std::map<std::tuple<unsigned, int, bool>, void*> graphs_;
};

} // namespace fused_cuda
