/**
 * Vectors of floats: the one place that knows what the processor has. Everything else is written in V, I and LANES.
 * The types are the compiler's vector extension (GCC, Clang and clang-cl have it), so that + * > and ?: are operators;
 * the few functions below need an instruction that no operator names.
 *
 * A file of kernels is compiled once for each target of build.gyp, each time in its own namespace, FUSED_TARGET.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#ifndef FUSED_TARGET
#define FUSED_TARGET fused_baseline
#endif
#define INLINE static inline __attribute__((always_inline))
#define INLINE_MEMBER inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

namespace FUSED_TARGET {

#if defined(__AVX512F__)
constexpr int LANES = 16;
constexpr int REGISTERS = 32;
#if defined(__AMX_INT8__)
constexpr const char* TARGET_NAME = "AVX-512 and AMX";
#elif defined(__AVX512VNNI__)
constexpr const char* TARGET_NAME = "AVX-512 and VNNI";
#else
constexpr const char* TARGET_NAME = "AVX-512";
#endif
#elif defined(__AVX2__)
constexpr int LANES = 8;
constexpr int REGISTERS = 16;
#if defined(__AVXVNNI__)
constexpr const char* TARGET_NAME = "AVX2 and VNNI";
#else
constexpr const char* TARGET_NAME = "AVX2 and FMA";
#endif
#elif defined(__ARM_NEON)
constexpr int LANES = 4;
constexpr int REGISTERS = 32;
constexpr const char* TARGET_NAME = "NEON";
#elif defined(__wasm_simd128__)
constexpr int LANES = 4;
constexpr int REGISTERS = 16;
constexpr const char* TARGET_NAME = "WebAssembly SIMD";
#else
constexpr int LANES = 4;
constexpr int REGISTERS = 16;
constexpr const char* TARGET_NAME = "baseline";
#endif

typedef float V __attribute__((vector_size(LANES * 4)));
typedef int32_t I __attribute__((vector_size(LANES * 4)));

/** Memory of floats is aligned to floats only. */
typedef V UnalignedV __attribute__((aligned(4), may_alias));
typedef I UnalignedI __attribute__((aligned(4), may_alias));

INLINE V load(const float* from) { return *reinterpret_cast<const UnalignedV*>(from); }
INLINE I load(const int32_t* from) { return *reinterpret_cast<const UnalignedI*>(from); }
INLINE void store(float* to, V value) { *reinterpret_cast<UnalignedV*>(to) = value; }
INLINE void store(int32_t* to, I value) { *reinterpret_cast<UnalignedI*>(to) = value; }
/** x - 0 is x for every x, -0 too: compilers see a broadcast. */
INLINE V splat(float value) { return value - V{}; }
INLINE I splat(int32_t value) { return I{} + value; }
INLINE I lane_numbers() {
  I numbers;
  for (int i = 0; i < LANES; i++) numbers[i] = i;
  return numbers;
}

/** a * b + c in one rounding where the processor has it. */
INLINE V fma(V a, V b, V c) {
#if defined(__AVX512F__)
  return _mm512_fmadd_ps(a, b, c);
#elif defined(__FMA__)
  return _mm256_fmadd_ps(a, b, c);
#elif defined(__ARM_NEON)
  return vfmaq_f32(c, a, b);
#elif defined(__wasm_relaxed_simd__)
  return wasm_f32x4_relaxed_madd(a, b, c);
#else
  return a * b + c;
#endif
}

/** Where a is not a number, b. */
INLINE V maximum(V a, V b) {
#if defined(__AVX512F__)
  return _mm512_max_ps(a, b);
#elif defined(__AVX2__)
  return _mm256_max_ps(a, b);
#else
  return a > b ? a : b;
#endif
}

INLINE V square_root(V a) {
#if defined(__AVX512F__)
  return _mm512_sqrt_ps(a);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(a);
#elif defined(__ARM_NEON)
  return vsqrtq_f32(a);
#elif defined(__wasm_simd128__)
  return wasm_f32x4_sqrt(a);
#else
  V root;
  for (int i = 0; i < LANES; i++) root[i] = __builtin_sqrtf(a[i]);
  return root;
#endif
}

INLINE float sum(V a) {
  float total = 0;
  for (int i = 0; i < LANES; i++) total += a[i];
  return total;
}

typedef uint8_t Bytes __attribute__((vector_size(LANES)));
typedef uint8_t Bytes16 __attribute__((vector_size(16)));

/** LANES bytes as whole numbers. */
INLINE I whole_bytes(const uint8_t* from) {
#if defined(__AVX512F__)
  return reinterpret_cast<I>(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#elif defined(__AVX2__)
  return reinterpret_cast<I>(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from))));
#else
  Bytes bytes;
  memcpy(&bytes, from, LANES);
  return __builtin_convertvector(bytes, I);
#endif
}

INLINE V to_float(I a) {
#if defined(__AVX512F__)
  return _mm512_cvtepi32_ps(reinterpret_cast<__m512i>(a));
#elif defined(__AVX2__)
  return _mm256_cvtepi32_ps(reinterpret_cast<__m256i>(a));
#else
  return __builtin_convertvector(a, V);
#endif
}

/** LANES bytes as floats. */
INLINE V from_bytes(const uint8_t* from) { return to_float(whole_bytes(from)); }

#if defined(__clang__)
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, Bytes16{__VA_ARGS__})
#endif

/** 16 pixels of 3 interleaved bytes (48 bytes) to 16 bytes of each channel. */
INLINE void deinterleave(const uint8_t* from, uint8_t (&planes)[3][16]) {
  Bytes16 a, b, c; // a: r0 g0 b0 r1 ... r5, b: g5 b5 ... g10, c: b10 ... b15
  memcpy(&a, from, 16);
  memcpy(&b, from + 16, 16);
  memcpy(&c, from + 32, 16);
  Bytes16 red = SHUFFLE(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  red = SHUFFLE(red, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
  Bytes16 green = SHUFFLE(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
  green = SHUFFLE(green, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
  Bytes16 blue = SHUFFLE(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
  blue = SHUFFLE(blue, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
  memcpy(planes[0], &red, 16);
  memcpy(planes[1], &green, 16);
  memcpy(planes[2], &blue, 16);
}

/** The smallest multiple of `step` that is not below `value`. */
INLINE constexpr int64_t round_up(int64_t value, int64_t step) { return (value + step - 1) / step * step; }
INLINE constexpr int smaller(int a, int b) { return a < b ? a : b; }
INLINE constexpr int larger(int a, int b) { return a > b ? a : b; }

} // namespace FUSED_TARGET
