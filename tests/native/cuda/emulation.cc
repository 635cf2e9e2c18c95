/** How the threads of a launch take turns, and what is watched: emulation.h. Linux: contexts of the C library, switched by jumps. */
#undef _FORTIFY_SOURCE // its longjmp takes a jump to another stack for a mistake
#include "emulation.h"
#include <setjmp.h>
#include <ucontext.h>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>
#include "cuda/layout.h"
#include "driver.h"

namespace emulation {

thread_local Index thread_index, block_index;
uint64_t block_serial = 0;

static Kernel* all_kernels = nullptr;
Kernel::Kernel(const char* n, Body b, bool t) : name(n), body(b), together(t), next(all_kernels) { all_kernels = this; }
Kernel* kernels() { return all_kernels; }

static const char* running = "";
static uint32_t launch_serial = 0, block_number = 0, stretch = 0;

void report(const char* what) {
  fprintf(stderr, "emulated GPU: %s, block (%u, %u), thread %u: %s\n", running, block_index.x, block_index.y, thread_index.x, what);
  abort();
}

/** Of the same launch, by another thread, and not separated from now by a barrier of one block. */
static bool at_once(const Use& use) {
  if (use.launch != launch_serial) return false;
  if (use.blocks || use.block != block_number) return true;
  return use.stretch == stretch && (use.threads || use.thread != int16_t(thread_index.x));
}
static Use now() { return {launch_serial, block_number, stretch, int16_t(thread_index.x), false, false}; }

void watch_read(Shadow& shadow) {
  if (!shadow.written) report("reads a number that nobody wrote");
  if (at_once(shadow.writer)) report("reads a number while another thread writes it");
  Use& reader = shadow.reader;
  if (reader.launch != launch_serial) {
    reader = now();
  } else if (reader.block != block_number) {
    reader.blocks = true;
  } else if (reader.stretch != stretch) {
    const bool blocks = reader.blocks;
    reader = now();
    reader.blocks = blocks;
  } else if (reader.thread != int16_t(thread_index.x)) {
    reader.threads = true;
  }
}

void watch_write(Shadow& shadow) {
  if (at_once(shadow.writer)) report("writes a number that another thread writes");
  if (at_once(shadow.reader)) report("writes a number while another thread reads it");
  shadow.writer = now();
  shadow.written = true;
}

/** Why a thread does not go on: for another of its warp, for another of its block. */
enum State { READY, IN_SHUFFLE, AT_BARRIER, ENDED };

struct Thread {
  ucontext_t context;
  jmp_buf place;
  std::vector<char> stack = std::vector<char>(64 << 10);
  State state = READY;
  bool begun = false;
  /** Shuffles that it has begun, and what it gave to the last two. */
  unsigned shuffles = 0;
  float given[2] = {};
};
static Thread threads[gpu::BLOCK];
static jmp_buf scheduler;
static const Kernel* kernel;
static Global<const gpu::Net> nets_now;
static gpu::Stage stage_now;

static void wait(State state) {
  Thread& self = threads[thread_index.x];
  self.state = state;
  if (_setjmp(self.place) == 0) _longjmp(scheduler, 1);
}

void barrier() {
  if (!kernel->together) report("waits in a kernel that is none of a block (KERNEL)");
  wait(AT_BARRIER);
}

float shuffle_down(float x, int distance) {
  if (!kernel->together) report("shuffles in a kernel that is none of a block (KERNEL)");
  Thread& self = threads[thread_index.x];
  const unsigned turn = self.shuffles++ % 2, lane = thread_index.x % gpu::WARP;
  self.given[turn] = x;
  wait(IN_SHUFFLE);
  return lane + unsigned(distance) < gpu::WARP ? threads[thread_index.x + unsigned(distance)].given[turn] : x;
}

/** A thread of one block after another: making its context costs calls of the system. */
static void enter() {
  while (true) {
    kernel->body(nets_now, stage_now);
    wait(ENDED);
  }
}

static void go_on(unsigned number) {
  Thread& thread = threads[number];
  thread_index = {number, 0, 0};
  if (_setjmp(scheduler) != 0) return;
  if (thread.begun) _longjmp(thread.place, 1);
  thread.begun = true;
  getcontext(&thread.context);
  thread.context.uc_stack.ss_sp = thread.stack.data();
  thread.context.uc_stack.ss_size = thread.stack.size();
  thread.context.uc_link = nullptr;
  makecontext(&thread.context, enter, 0);
  setcontext(&thread.context);
}

/** Whether threads [first, first + count) all wait for that; then they go on. */
static bool let_go(unsigned first, unsigned count, State state) {
  for (unsigned i = first; i < first + count; i++) {
    if (threads[i].state != state) return false;
  }
  for (unsigned i = first; i < first + count; i++) threads[i].state = READY;
  return true;
}

static void run_together(const std::vector<unsigned>& order) {
  for (Thread& thread : threads) {
    thread.state = READY;
    thread.shuffles = 0;
  }
  stretch = 0;
  while (true) {
    bool moved = false;
    for (unsigned number : order) {
      if (threads[number].state != READY) continue;
      go_on(number);
      moved = true;
    }
    for (unsigned warp = 0; warp < gpu::BLOCK; warp += gpu::WARP) moved = let_go(warp, gpu::WARP, IN_SHUFFLE) || moved;
    if (let_go(0, gpu::BLOCK, AT_BARRIER)) {
      stretch++;
      moved = true;
    }
    if (moved) continue;
    for (const Thread& thread : threads) {
      if (thread.state != ENDED) report("waits for threads that never come");
    }
    return;
  }
}

/** An order of the numbers below `count` that no kernel expects, other for every launch and block. */
static void shuffle(std::vector<unsigned>& order, uint64_t seed) {
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (size_t i = order.size(); i > 1; i--) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::swap(order[i - 1], order[state % i]);
  }
}

void launch(const Kernel& which, unsigned grid_x, unsigned grid_y, Global<const gpu::Net> nets, const gpu::Stage& stage) {
  kernel = &which;
  running = which.name;
  nets_now = nets;
  stage_now = stage;
  launch_serial++;
  std::vector<unsigned> blocks(size_t(grid_x) * grid_y), order(gpu::BLOCK);
  std::iota(blocks.begin(), blocks.end(), 0u);
  std::iota(order.begin(), order.end(), 0u);
  shuffle(blocks, launch_serial);
  for (unsigned block : blocks) {
    block_index = {block % grid_x, block / grid_x, 0};
    block_number = block;
    block_serial++;
    if (which.together || block_serial % 16 == 0) shuffle(order, block_serial);
    if (which.together) {
      run_together(order);
      continue;
    }
    stretch = 0;
    for (unsigned number : order) {
      thread_index = {number, 0, 0};
      which.body(nets, stage);
    }
  }
}

} // namespace emulation
