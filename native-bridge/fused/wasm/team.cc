/**
 * A team of WebAssembly workers: each has its own instance over the same memory and waits in `serve`. There is one team an
 * instance, since a worker cannot leave it. The rest is as in ../team.cc, with the memory's own wait and notify.
 */
#include "team.h"
#include "wasm.h"

struct Team {
  int size;
  int loop, next, busy, ends;
  Task task;
  void* context;
  int count;
};

namespace {
Team the_team = {1, 0, 0, 0, 0, nullptr, nullptr, 0};
/** Looks at a flag before going to sleep. */
constexpr int PATIENCE = 20000;

int get(const int* flag) { return __atomic_load_n(flag, __ATOMIC_SEQ_CST); }
int add(int* flag, int value) { return __atomic_fetch_add(flag, value, __ATOMIC_SEQ_CST); }

/** Returns once the flag is no longer `value`. */
void wait_while(int* flag, int value) {
  for (int i = 0; i < PATIENCE; i++) {
    if (get(flag) != value) return;
  }
  while (get(flag) == value) __builtin_wasm_memory_atomic_wait32(flag, value, -1);
}

void take_tasks(int worker) {
  for (int i = add(&the_team.next, 1); i < the_team.count; i = add(&the_team.next, 1)) the_team.task(the_team.context, i, worker);
}

void begin_loop() {
  add(&the_team.loop, 1);
  __builtin_wasm_memory_atomic_notify(&the_team.loop, -1);
}
} // namespace

int team_size(const Team* team) { return team->size; }

void team_run(Team* team, int count, Task task, void* context) {
  if (team->size == 1 || count == 1) {
    for (int i = 0; i < count; i++) task(context, i, 0);
    return;
  }
  team->task = task;
  team->context = context;
  team->count = count;
  __atomic_store_n(&team->next, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&team->busy, team->size - 1, __ATOMIC_SEQ_CST);
  begin_loop();
  take_tasks(0);
  for (int busy = get(&team->busy); busy > 0; busy = get(&team->busy)) wait_while(&team->busy, busy);
}

Team* wasm_team() { return &the_team; }

/** Called once, before any worker serves. */
EXPORT(set_threads) void set_threads(int size) { the_team.size = size; }

/** A worker's whole life: returns when the team ends. */
EXPORT(serve) void serve(int worker) {
  int seen = 0;
  while (true) {
    wait_while(&the_team.loop, seen);
    seen++; // no loop begins before every worker has ended the last
    if (get(&the_team.ends)) return;
    take_tasks(worker);
    if (add(&the_team.busy, -1) == 1) __builtin_wasm_memory_atomic_notify(&the_team.busy, 1);
  }
}

EXPORT(end_team) void end_team() {
  __atomic_store_n(&the_team.ends, 1, __ATOMIC_SEQ_CST);
  begin_loop();
}
