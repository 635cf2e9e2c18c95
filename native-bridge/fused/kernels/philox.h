/** Philox 4x32-10 (Salmon et al. 2011), as convnet/philox.ts. */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

/** The four words at the counter (block, layer, step, "drop"): convnet/dropout.ts. */
INLINE void philox(uint32_t k0, uint32_t k1, uint32_t block, uint32_t layer, uint32_t step, uint32_t (&word)[4]) {
  uint32_t c0 = block, c1 = layer, c2 = step, c3 = 0x64726f70;
  for (int round = 0; round < 10; round++) {
    const uint64_t a = uint64_t(0xd2511f53) * c0;
    const uint64_t b = uint64_t(0xcd9e8d57) * c2;
    c0 = uint32_t(b >> 32) ^ c1 ^ k0;
    c2 = uint32_t(a >> 32) ^ c3 ^ k1;
    c1 = uint32_t(b);
    c3 = uint32_t(a);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  word[0] = c0;
  word[1] = c1;
  word[2] = c2;
  word[3] = c3;
}

} // namespace FUSED_TARGET
