/** An open network on the GPU: its memory, and its steps. Errors of the GPU stay: `failure` says the first of them. */
#pragma once
#define FUSED_TARGET fused_cuda
#include <atomic>
#include <memory>
#include <string>
#include <vector>
#include "api.h"
#include "cuda/launcher.h"
#include "kernels/augment.h"

namespace fused_cuda {

/** Steps one after another, as FusedApi::steps gets them. */
struct Steps {
  const int32_t *indices, *rows;
  int64_t count;
  const Recipe* recipes;
  const double* numbers;
  FusedDropout dropout;
  bool update;
};

/** The training set and what varies it; all of it stays the host's. */
struct TrainingSet {
  const uint8_t* images = nullptr;
  const int32_t* labels = nullptr;
  int64_t count = 0;
  const int8_t* noise = nullptr;
  const uint8_t* masks = nullptr;
};

class Session {
 public:
  explicit Session(Team* team) : team_(team) {}
  Session(const Session&) = delete;
  ~Session();

  /** After `plan` was read. @param key the same for all whose stages are the same */
  void begin(const std::string& key);
  void set_pictures(const uint8_t* images, const int32_t* labels, int64_t count);
  /** Pictures [from, to) of the set were written again. */
  void renew(int64_t from, int64_t to);
  /** Room for mini-batches of that size. */
  void reserve(int rows);
  /** A parameter's numbers as they are now, in the host's memory. */
  float* tensor(int block, int index);
  /** Brings to the GPU what was written to `tensor`. */
  void upload_tensors();
  /** @returns false where it was cancelled, or the GPU failed. */
  bool take(const Steps& steps, double* losses, int32_t* right, const std::atomic<bool>* cancelled);
  void infer(const uint8_t* images, int rows, float* logits);

  const char* failure() const { return stream_.failed() ? stream_.failure().c_str() : nullptr; }

  /** Cleared, because read_plan does not set what a kind of stage lacks (`frozen`), which a launcher's key includes. */
  Plan plan = {};
  TrainingSet set;
  bool varies = false;
  int room = 0, right = 0;

 private:
  /** Steps that the GPU is given together. */
  struct Stretch {
    std::vector<gpu::Step> steps;
    std::vector<int32_t> indices, labels;
    /** (pictures,64,64,3); empty: pictures as they are. */
    std::vector<uint8_t> varied;
  };

  Stretch stretch_of(const Steps& steps, int64_t from, int64_t to, int64_t first_picture) const;
  void vary(Stretch& stretch, const Recipe* recipes) const;
  bool run(const Stretch& stretch, double* losses, int32_t* right);
  void reserve_stretch(size_t steps, size_t pictures, size_t varied_pictures);
  void write_net() { stream_.upload(net_at_, &net_, sizeof(net_)); }
  const Program& program() const { return launcher_->program; }

  Team* team_;
  std::shared_ptr<Launcher> launcher_;
  Stream stream_;
  gpu::Net net_ = {};
  Global<gpu::Net> net_at_;
  Global<uint8_t> set_at_;
  Memory state_, pictures_, workspace_, stretch_;
  size_t stretch_steps_ = 0, stretch_pictures_ = 0, stretch_varied_ = 0;
  std::vector<float> mirror_[FUSED_BLOCKS];
  bool stale_[FUSED_BLOCKS] = {};
};

} // namespace fused_cuda
