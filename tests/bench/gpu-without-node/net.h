/** A network on the GPU, through the functions that the addon calls (native-bridge/fused/api.h). */
#pragma once
#include <string>
#include <vector>
#include "cases.h"
#include "epoch.h"

/** Images (count,H,W,C), labels (count). */
struct Pictures {
  std::vector<uint8_t> images;
  std::vector<int32_t> labels;

  /** Noise from Philox, the same on every machine. */
  Pictures(const Network& network, uint32_t seed, int count);
  int count() const { return int(labels.size()); }
};

class Net {
 public:
  /** The pictures stay the caller's. @param room of the largest mini-batch */
  Net(const Network& network, const Pictures& pictures, uint32_t seed, int room);
  Net(const Net&) = delete;
  ~Net();

  struct Trained {
    /** Losses before each step; logits after the last one if `evaluated`. */
    std::vector<double> losses;
    std::vector<float> logits;
    /** A sentence; empty on success. */
    std::string failure;
  };
  Trained train(const EpochSteps& steps, bool evaluated);

  /** The numbers of parameter `index`, as they are now. */
  std::span<float> parameter(int index);

  /** A sentence if the GPU failed or its memory was short; else empty. */
  std::string failure() const;

 private:
  const Network& network_;
  const Pictures& pictures_;
  const int room_;
  FusedSession* session_;
};
