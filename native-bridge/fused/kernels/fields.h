/**
 * Pixels as vectors of fields of 16 bits, and their bytes in memory.
 */
#pragma once
#include "recipe.h"

namespace FUSED_TARGET {

/** Bytes that a vector may read or write too much. */
constexpr int SLACK = 64;

typedef uint32_t U __attribute__((vector_size(LANES * 4)));
typedef uint8_t B __attribute__((vector_size(LANES * 4)));
/** Fields of 16 bits: red, green, blue and how much is hand of a PART of a row. */
typedef uint16_t H __attribute__((vector_size(LANES * 4)));
typedef int16_t S __attribute__((vector_size(LANES * 4)));
constexpr int PART = LANES / 2;

INLINE I clamp_to(I value, int32_t most) {
  const I zero = {}, top = splat(most);
  value = value < zero ? zero : value;
  return value > top ? top : value;
}
INLINE S within_byte(S value) {
  const S zero = {}, most = S{} + int16_t(255);
  value = value < zero ? zero : value;
  return value > most ? most : value;
}

#if defined(__AVX2__)
/** In each eight bytes: those of these places; -1 is 0. */
template <int a, int b, int c, int d, int e, int f, int g, int h> INLINE B ordered(B bytes) {
  const auto second = [](int at) { return char(at < 0 ? at : at + 8); };
  const __m128i order = _mm_setr_epi8(a, b, c, d, e, f, g, h, second(a), second(b), second(c), second(d), second(e),
                                      second(f), second(g), second(h));
#if defined(__AVX512F__)
  return B(_mm512_shuffle_epi8(__m512i(bytes), _mm512_broadcast_i32x4(order)));
#else
  return B(_mm256_shuffle_epi8(__m256i(bytes), _mm256_broadcastsi128_si256(order)));
#endif
}

/**
 * Eight bytes from each of PART places. A gather waits for the register that it writes to; cleared before, it need not, and
 * GCC leaves that out unless it cannot see that all of it is written.
 */
INLINE B gather_eights(const uint8_t* from, const int32_t* places) {
#if defined(__AVX512F__)
  __mmask8 all = 0xff;
  asm("" : "+Yk"(all));
  const __m256i at = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(places));
  return B(_mm512_mask_i32gather_epi64(_mm512_setzero_si512(), all, at, from, 1));
#else
  const __m256i none = _mm256_setzero_si256();
  __m256i all = _mm256_cmpeq_epi8(none, none);
  asm("" : "+x"(all));
  const __m128i at = _mm_loadu_si128(reinterpret_cast<const __m128i*>(places));
  return B(_mm256_mask_i32gather_epi64(none, reinterpret_cast<const long long*>(from), at, all, 1));
#endif
}

/** Of PART places: a pixel and the one right of it, red and red, green and green, blue and blue. */
template <int UNIT> INLINE B neighbours(const uint8_t* from, const int32_t* places) {
  const B eights = gather_eights(from, places);
  return UNIT == 3 ? ordered<0, 3, 1, 4, 2, 5, -1, -1>(eights) : ordered<0, 4, 1, 5, 2, 6, 3, 7>(eights);
}
/** A pixel's fourth field in all of its four. */
INLINE H fourth(H fields) { return H(ordered<6, 7, 6, 7, 6, 7, 6, 7>(B(fields))); }
#else
static_assert(PART == 2);
INLINE int32_t word_at(const uint8_t* from) {
  int32_t word;
  memcpy(&word, from, 4);
  return word;
}
template <int UNIT> INLINE B neighbours(const uint8_t* from, const int32_t* places) {
  const uint8_t *first = from + places[0], *second = from + places[1];
  const B left = B(I{word_at(first), word_at(second)}), right = B(I{word_at(first + UNIT), word_at(second + UNIT)});
  return SHUFFLE(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
INLINE H fourth(H fields) {
  const uint16_t first = fields[3], second = fields[7];
  return H{first, first, first, first, second, second, second, second};
}
#endif

/** A word of each of PART pixels, in both halves of its fields. */
INLINE H spread(const int32_t* words) {
#if defined(__AVX512F__)
  const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  const __m256i part = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
  return H(_mm512_permutexvar_epi32(twice, _mm512_castsi256_si512(part)));
#elif defined(__AVX2__)
  const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(words));
  return H(_mm256_permutevar8x32_epi32(_mm256_castsi128_si256(part), _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3)));
#else
  return H(I{words[0], words[0], words[1], words[1]});
#endif
}

/** Of two bytes a field: the first by the weight in the low byte and the second by that in the high one. */
INLINE H weighed(B pairs, H weights) {
#if defined(__AVX512F__)
  return H(_mm512_maddubs_epi16(__m512i(pairs), __m512i(weights)));
#elif defined(__AVX2__)
  return H(_mm256_maddubs_epi16(__m256i(pairs), __m256i(weights)));
#else
  return (H(pairs) & 255) * (weights & 255) + (H(pairs) >> 8) * (weights >> 8);
#endif
}

/** The fields of a PART and of the next one, each within a byte, as four bytes a pixel. */
INLINE B joined(S first, S second) {
#if defined(__AVX512F__)
  return B(_mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7),
                                    _mm512_packus_epi16(__m512i(first), __m512i(second))));
#elif defined(__AVX2__)
  return B(_mm256_permute4x64_epi64(_mm256_packus_epi16(__m256i(first), __m256i(second)), 0xd8));
#else
  typedef uint8_t Words __attribute__((vector_size(LANES * 2)));
  const Words words[] = {__builtin_convertvector(within_byte(first), Words),
                         __builtin_convertvector(within_byte(second), Words)};
  B bytes;
  memcpy(&bytes, words, sizeof bytes);
  return bytes;
#endif
}
INLINE void store_words(uint8_t* to, S first, S second) {
  const B words = joined(first, second);
  memcpy(to, &words, sizeof words);
}

/** A PART of what `store_words` wrote. */
INLINE H fields_at(const uint8_t* words) {
  typedef uint8_t Half __attribute__((vector_size(LANES * 2)));
  Half bytes;
  memcpy(&bytes, words, sizeof bytes);
  return __builtin_convertvector(bytes, H);
}

/** As `joined`, but three bytes a pixel; writes up to LANES more. */
INLINE void store_pixels(uint8_t* to, S first, S second) {
  const B words = joined(first, second);
#if defined(__AVX2__)
  const __m128i order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
#endif
#if defined(__AVX512F__)
  const __m512i threes = _mm512_shuffle_epi8(__m512i(words), _mm512_broadcast_i32x4(order));
  const __m512i joined = _mm512_setr_epi32(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
  _mm512_storeu_si512(to, _mm512_permutexvar_epi32(joined, threes));
#elif defined(__AVX2__)
  const __m256i threes = _mm256_shuffle_epi8(__m256i(words), _mm256_broadcastsi128_si256(order));
  const __m256i joined = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_permutevar8x32_epi32(threes, joined));
#else
  for (int i = 0; i < LANES; i++) memcpy(to + 3 * i, reinterpret_cast<const char*>(&words) + 4 * i, 4);
#endif
}

/** A value of 16 bits for two fields. */
INLINE I both(I value) { return value | (value << 16); }

/** The same for each pixel. */
INLINE H each(int32_t red, int32_t green, int32_t blue) {
  H fields = {};
  const int32_t values[4] = {red, green, blue, 0};
  for (int i = 0; i < LANES * 2; i++) fields[i] = uint16_t(values[i % 4]);
  return fields;
}
INLINE S each_colour(int32_t word) { return S(each(word & 255, (word >> 8) & 255, (word >> 16) & 255)); }

} // namespace FUSED_TARGET
