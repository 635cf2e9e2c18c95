#define FUSED_TARGET fused_cuda
#include "cuda/launcher.h"
#include <algorithm>
#include <chrono>

namespace fused_cuda {

/** Steps after which the GPU must have answered within its patience. */
constexpr size_t STEPS_A_WAIT = 64;
/** For so long others that went together the last time are waited for. */
constexpr std::chrono::milliseconds GATHERING{1};

std::shared_ptr<Launcher> Launcher::of(const std::string& key, const Plan& plan) {
  static std::mutex* mutex = new std::mutex;
  static auto* known = new std::map<std::string, std::weak_ptr<Launcher>>;
  const std::lock_guard<std::mutex> lock(*mutex);
  std::shared_ptr<Launcher> launcher = (*known)[key].lock();
  if (launcher) return launcher;
  std::erase_if(*known, [](const auto& entry) { return entry.second.expired(); });
  launcher = std::make_shared<Launcher>(plan);
  (*known)[key] = launcher;
  return launcher;
}

Launcher::~Launcher() {
  if (stream_ && stream_->lost()) memory_.abandon();
  else forget_graphs();
}

void Launcher::take(Turn& turn) {
  std::unique_lock<std::mutex> lock(mutex_);
  waiting_.push_back(&turn);
  changed_.notify_all();
  while (!turn.done) {
    if (busy_) {
      changed_.wait(lock);
      continue;
    }
    busy_ = true;
    if (last_ > 1) changed_.wait_for(lock, GATHERING, [&] { return waiting_.size() >= last_; });
    std::vector<Turn*> together;
    together.swap(waiting_);
    lock.unlock();
    launch(together);
    lock.lock();
    busy_ = false;
    last_ = together.size();
    for (Turn* one : together) one->done = true;
    changed_.notify_all();
  }
}

void Launcher::launch(const std::vector<Turn*>& together) {
  if (!stream_ || stream_->failed()) stream_ = std::make_unique<Stream>();
  const unsigned count = unsigned(together.size());
  if (count > room_) {
    forget_graphs(); // they name the array
    const auto cut = [&](Cut& cut) { cut.take(nets_, int64_t(count)); };
    room_ = memory_.make(cut) == gpu::SUCCESS ? count : 0;
    if (room_ == 0) stream_->fail(gpu::device().facts().name + " has no memory left.");
  }
  std::vector<gpu::Net> nets;
  size_t steps = 0;
  int rows = 0;
  bool penalised = false;
  for (const Turn* turn : together) {
    nets.push_back(turn->net);
    steps = std::max(steps, turn->steps);
    rows = std::max(rows, turn->rows);
    penalised = penalised || turn->penalised;
  }
  stream_->upload(nets_, nets.data(), int64_t(count * sizeof(gpu::Net)));
  launch_step(count, rows, penalised); // by itself: what is recorded must be loaded already
  void* graph = steps > 1 ? graph_of(count, rows, penalised) : nullptr;
  for (size_t i = 1; i < steps; i++) {
    stream_->repeat(graph);
    if (i % STEPS_A_WAIT == 0) stream_->wait();
  }
  stream_->wait();
  for (Turn* turn : together) {
    turn->failure = stream_->failure();
    turn->lost = stream_->lost();
  }
}

void Launcher::launch_step(unsigned count, int rows, bool penalised) {
  stream_->launch(program.training, nets_, count, rows);
  if (penalised) stream_->launch(program.penalty, nets_, count, rows);
  stream_->launch(program.end, nets_, count, rows);
}

void* Launcher::graph_of(unsigned count, int rows, bool penalised) {
  void*& known = graphs_[{count, rows, penalised}];
  if (!known) known = stream_->record([&] { launch_step(count, rows, penalised); });
  return known;
}

void Launcher::forget_graphs() {
  for (const auto& [key, graph] : graphs_) {
    if (graph) gpu::device().driver().executable_destroy(graph);
  }
  graphs_.clear();
}

} // namespace fused_cuda
