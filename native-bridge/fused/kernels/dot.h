/**
 * Dot products of bytes: the one place that knows VNNI, of which AVX-512 has 64 bytes in an instruction and AVX 32. Each of
 * a vector's sums grows by the products of four unsigned bytes with four signed ones, 4 times the multiply-adds of a vector
 * of floats in as many cycles.
 */
#pragma once
#include "vector.h"

#if !defined(__AMX_INT8__) && (defined(__AVX512VNNI__) || defined(__AVXVNNI__))
#define FUSED_DOT 1
#else
#define FUSED_DOT 0
#endif

namespace FUSED_TARGET {

#if FUSED_DOT
/** sums[i] + bytes[4 i + 0..3] * weights[4 i + 0..3]; exact, as 32 bits hold it. */
INLINE I dot(I sums, I bytes, I weights) {
#if defined(__AVX512VNNI__)
  return reinterpret_cast<I>(_mm512_dpbusd_epi32(reinterpret_cast<__m512i>(sums), reinterpret_cast<__m512i>(bytes),
                                                 reinterpret_cast<__m512i>(weights)));
#else
  return reinterpret_cast<I>(_mm256_dpbusd_avx_epi32(reinterpret_cast<__m256i>(sums), reinterpret_cast<__m256i>(bytes),
                                                     reinterpret_cast<__m256i>(weights)));
#endif
}
#endif

} // namespace FUSED_TARGET
