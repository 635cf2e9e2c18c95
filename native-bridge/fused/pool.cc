#include "pool.h"

Pool::~Pool() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Pool::add(Job& job) {
  std::lock_guard<std::mutex> lock(mutex_);
  waiting_.push_back(&job);
  // An idle thread that was woken for an earlier job still counts as idle, hence the comparison with all that wait.
  if (waiting_.size() <= idle_ || threads_.size() == MOST_THREADS) wake_.notify_one();
  else threads_.emplace_back([this] { serve(); });
}

void Pool::serve() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    idle_++;
    wake_.wait(lock, [&] { return ends_ || !waiting_.empty(); });
    idle_--;
    if (ends_) return;
    Job* job = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    job->run();
    lock.lock();
  }
}
