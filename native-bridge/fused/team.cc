/** Threads of the system. They sleep between loops, but stay awake for a moment, since the next loop often follows at once. */
#include "team.h"
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>
#include "team-threads.h"
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace {
/** Looks at a flag before going to sleep: about 50 us. */
constexpr int PATIENCE = 1500;

void breathe() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
} // namespace

struct Team {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake, done;
  /** Counts the loops; a change is the sign to begin. */
  std::atomic<uint64_t> loop{0};
  std::atomic<int> next{0}, busy{0};
  std::atomic<bool> ends{false};
  Task task = nullptr;
  void* context = nullptr;
  int count = 0;

  void take_tasks(int worker) {
    // Relaxed: `loop` and `busy` order what tasks read and write; an order of the tasks would only hide their races.
    const auto take = [&] { return next.fetch_add(1, std::memory_order_relaxed); };
    for (int i = take(); i < count; i = take()) task(context, i, worker);
  }

  void serve(int worker) {
    uint64_t seen = 0;
    while (true) {
      for (int i = 0; i < PATIENCE && loop.load() == seen; i++) breathe();
      if (loop.load() == seen) {
        std::unique_lock<std::mutex> lock(mutex);
        wake.wait(lock, [&] { return loop.load() != seen; });
      }
      seen++; // no loop begins before every thread has ended the last
      if (ends.load()) return;
      take_tasks(worker);
      if (busy.fetch_sub(1) == 1) {
        std::lock_guard<std::mutex> lock(mutex);
        done.notify_one();
      }
    }
  }

  void begin_loop() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      loop.fetch_add(1);
    }
    wake.notify_all();
  }

  void run(int tasks, Task what, void* with) {
    if (threads.empty() || tasks == 1) {
      for (int i = 0; i < tasks; i++) what(with, i, 0);
      return;
    }
    task = what;
    context = with;
    count = tasks;
    next.store(0);
    busy.store(int(threads.size()));
    begin_loop();
    take_tasks(0);
    for (int i = 0; i < PATIENCE && busy.load() > 0; i++) breathe();
    std::unique_lock<std::mutex> lock(mutex);
    done.wait(lock, [&] { return busy.load() == 0; });
  }

  ~Team() {
    ends.store(true);
    begin_loop();
    for (std::thread& thread : threads) thread.join();
  }
};

Team* team_create(int size) {
  Team* team = new Team;
  for (int worker = 1; worker < size; worker++) team->threads.emplace_back([team, worker] { team->serve(worker); });
  return team;
}
void team_destroy(Team* team) { delete team; }
int team_size(const Team* team) { return int(team->threads.size()) + 1; }
void team_run(Team* team, int count, Task task, void* context) { team->run(count, task, context); }
