/**
 * Memory of sessions, used again: a trial of a search is opened and closed many times, and fresh memory costs a page fault
 * every 4096 bytes, which is most of what opening costs. For one thread.
 */
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <utility>

struct MemoryBlock {
  void* at = nullptr;
  int64_t bytes = 0;
};

/** Blocks given back, up to a number and a size; the oldest go first. */
class BlockStore {
 public:
  static constexpr size_t MOST_BLOCKS = 32;
  static constexpr int64_t MOST_BYTES = int64_t(128) << 20;

  BlockStore() = default;
  BlockStore(const BlockStore&) = delete;
  ~BlockStore() {
    while (!blocks_.empty()) free_oldest();
  }

  /** A block of at least that size; its first `bytes` are zeros where `zeros` says so. Null where there is no memory. */
  MemoryBlock take(int64_t bytes, bool zeros) {
    for (auto block = blocks_.begin(); block != blocks_.end(); ++block) {
      if (block->bytes < bytes || block->bytes > 2 * bytes) continue;
      const MemoryBlock found = *block;
      blocks_.erase(block);
      bytes_ -= found.bytes;
      if (zeros) std::memset(found.at, 0, size_t(bytes));
      return found;
    }
    return {std::calloc(size_t(bytes), 1), bytes};
  }

  void give(MemoryBlock block) {
    if (!block.at) return;
    blocks_.push_back(block);
    bytes_ += block.bytes;
    while (blocks_.size() > MOST_BLOCKS || bytes_ > MOST_BYTES) free_oldest();
  }

  size_t size() const { return blocks_.size(); }
  int64_t bytes() const { return bytes_; }

 private:
  void free_oldest() {
    bytes_ -= blocks_.front().bytes;
    std::free(blocks_.front().at);
    blocks_.pop_front();
  }

  std::deque<MemoryBlock> blocks_;
  int64_t bytes_ = 0;
};

/** A block of a store on a cache line's border. */
class Memory {
 public:
  explicit Memory(std::shared_ptr<BlockStore> store) : store_(std::move(store)) {}
  Memory(const Memory&) = delete;
  ~Memory() { release(); }
  void release() {
    store_->give(block_);
    block_ = {};
  }
  /** What it held before is lost. @returns false where there is no memory. */
  bool resize(int64_t bytes, bool zeros) {
    release();
    block_ = store_->take(bytes + ALIGNMENT, zeros);
    return block_.at != nullptr;
  }
  void* data() const {
    return reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(block_.at) + ALIGNMENT - 1) & ~uintptr_t(ALIGNMENT - 1));
  }

 private:
  static constexpr int64_t ALIGNMENT = 64;
  std::shared_ptr<BlockStore> store_;
  MemoryBlock block_;
};
