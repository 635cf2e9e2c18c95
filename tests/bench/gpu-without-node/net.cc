#include "net.h"
#include <stdexcept>
#include "kernels/philox.h"

namespace fused_cuda {
extern const FusedApi api; // cuda/api.cc
}
using fused_cuda::api;

/** Philox stream of the images; parameter i has stream i. */
constexpr uint32_t OF_IMAGES = 0xffffffff;

/** Calls `body(n, word)` for the first `count` words of a stream; cases.ts has the same in `streamOf`. */
template <typename Body> static void over_words(uint32_t seed, uint32_t stream, int64_t count, Body body) {
  uint32_t word[4];
  for (int64_t n = 0; n < count; n++) {
    if (n % 4 == 0) fused_baseline::philox(seed, 0, uint32_t(n / 4), stream, 0, word);
    body(n, word[n % 4]);
  }
}

Pictures::Pictures(const Network& network, uint32_t seed, int count)
    : images(size_t(count * network.picture_bytes())), labels(size_t(count)) {
  over_words(seed, OF_IMAGES, int64_t(images.size()), [&](int64_t n, uint32_t word) { images[size_t(n)] = uint8_t(word); });
  for (int i = 0; i < count; i++) labels[size_t(i)] = i % network.classes();
}

Net::Net(const Network& network, const Pictures& pictures, uint32_t seed, int room)
    : network_(network), pictures_(pictures), room_(room) {
  const auto& [name, words, reals, parameters] = network;
  const int64_t word_count = int64_t(words.size()), real_count = int64_t(reals.size());
  if (api.state_bytes(words.data(), word_count, reals.data(), real_count) < 0) {
    throw std::logic_error(std::string(name) + " is not a plan for these kernels: cases.cc is out of date.");
  }
  session_ = api.create(nullptr, nullptr, words.data(), word_count, reals.data(), real_count);
  api.pictures(session_, pictures.images.data(), pictures.labels.data(), pictures.count());
  api.place(session_, nullptr, room);
  for (int i = 0; i < int(parameters.size()); i++) {
    const std::span<float> numbers = parameter(i);
    over_words(seed, uint32_t(i), int64_t(numbers.size()), [&](int64_t n, uint32_t word) {
      numbers[size_t(n)] = parameters[size_t(i)].low + parameters[size_t(i)].range * (float(word & 0x7fffff) / 0x800000);
    });
  }
  api.prepare(session_);
}

Net::~Net() { api.destroy(session_); }

std::string Net::failure() const {
  const char* failure = api.failure(session_);
  return failure ? failure : "";
}

std::span<float> Net::parameter(int index) {
  int64_t size = 0;
  float* at = api.tensor(session_, FUSED_PARAMETER, index, &size);
  return {at, size_t(size)};
}

Net::Trained Net::train(const EpochSteps& steps, bool evaluated) {
  const int64_t evaluation = evaluated ? pictures_.count() : 0;
  Epoch epoch(api, session_, steps, {pictures_.images.data(), evaluation, network_.picture_bytes(), room_, network_.classes()});
  epoch.run();
  std::string failure = this->failure();
  if (failure.empty() && epoch.state != Epoch::DONE) failure = "The session refused the steps: cases.cc is out of date.";
  if (failure.empty() && !epoch.finite) failure = "A parameter is not finite after training.";
  return {std::move(epoch.losses), std::move(epoch.logits), std::move(failure)};
}
