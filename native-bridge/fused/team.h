/**
 * A team of threads that shares the tasks of one loop. Which thread takes which task is chance; what a task computes
 * depends on its index alone, so the results do not. team.cc has it for threads of the system, wasm/team.cc for workers.
 */
#pragma once

struct Team;

typedef void (*Task)(void* context, int index, int worker);

/** Threads of the team, the caller's own among them. */
int team_size(const Team* team);

/** Runs task(context, index, worker) for every index below `count` and returns when all are done. */
void team_run(Team* team, int count, Task task, void* context);

template <typename Body>
inline void parallel(Team* team, int count, Body& body) {
  team_run(team, count, [](void* context, int index, int worker) { (*static_cast<Body*>(context))(index, worker); }, &body);
}
