/**
 * Threads of the system that each do whole jobs by themselves: no job waits for another, as the tasks of a team do. A thread
 * is made when a job finds none free, and stays.
 */
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

/** A piece of work for one thread. The pool does not own it. */
class Job {
 public:
  virtual ~Job() = default;
  /** Runs on a thread of the pool. */
  virtual void run() = 0;
};

class Pool {
 public:
  /** Jobs at once; more of them wait. */
  static constexpr size_t MOST_THREADS = 256;

  Pool() = default;
  Pool(const Pool&) = delete;
  /** Waits for the jobs that run; those that have not begun never do. */
  ~Pool();

  /** The job stays where it is until it has run, or the pool has ended. */
  void add(Job& job);

 private:
  void serve();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> waiting_;
  std::vector<std::thread> threads_;
  size_t idle_ = 0;
  bool ends_ = false;
};
