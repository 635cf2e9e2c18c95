/**
 * Carries a recipe out on one picture of 64 x 64 RGB: the same operations on the same whole numbers as
 * datasets/augment/augment.ts, in vectors. In their order: warp, background, gain and offset, blur, noise, cutout.
 */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

/** datasets/augment/recipe.ts: RECIPE. */
struct Recipe {
  int32_t matrix[6];
  int32_t gain[3], offset[3];
  int32_t blur;
  int32_t noise, noise_start;
  int32_t left, top, right, bottom, cutout_colour;
  int32_t background, colour_from, colour_to;
  int32_t gradient_x, gradient_y, gradient_start;
  int32_t texture, texture_start;
};
constexpr int RECIPE_WORDS = sizeof(Recipe) / sizeof(int32_t);

constexpr int SIDE = 64, PIXELS = SIDE * SIDE, PICTURE = PIXELS * 3, ROW = SIDE * 3;
constexpr int NOISE_LENGTH = 32768;
/** Bytes that a vector may read or write too much. */
constexpr int SLACK = 64;
/** A thread's own: the source as words (or bytes), a blurred copy. */
constexpr int64_t AUGMENT_SCRATCH = (PIXELS + SLACK) * 4 + PICTURE + SLACK;
/** From one varied picture to the next. */
constexpr int64_t VARIED_PICTURE = PICTURE + SLACK;

/** Every number within what the arithmetic below has room for, so that no recipe leads it out of its memory. */
static bool recipe_fits(const Recipe& recipe) {
  constexpr int64_t FAR = int64_t(1) << 24;
  for (int i = 0; i < 6; i++) {
    if (!(recipe.matrix[i] >= -FAR && recipe.matrix[i] <= FAR)) return false;
  }
  for (int i = 0; i < 3; i++) {
    if (recipe.gain[i] < 0 || recipe.gain[i] > 255 || recipe.offset[i] < -1024 || recipe.offset[i] > 1024) return false;
  }
  const auto starts = [](int32_t start) { return start >= 0 && start <= NOISE_LENGTH - PICTURE; };
  const auto edge = [](int32_t at) { return at >= 0 && at <= SIDE; };
  const auto gradient = [](int32_t slope) { return slope >= -65536 && slope <= 65536; };
  return recipe.blur >= 0 && recipe.blur <= 2 && recipe.noise >= 0 && recipe.noise <= 255 && starts(recipe.noise_start) &&
         edge(recipe.left) && edge(recipe.top) && edge(recipe.right) && edge(recipe.bottom) && recipe.texture >= 0 &&
         recipe.texture <= 255 && starts(recipe.texture_start) && gradient(recipe.gradient_x) &&
         gradient(recipe.gradient_y) && recipe.gradient_start >= -FAR && recipe.gradient_start <= FAR;
}

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

/** The fields of a PART and of the next one, each within a byte, as three bytes a pixel; writes up to LANES more. */
INLINE void store_pixels(uint8_t* to, S first, S second) {
#if defined(__AVX2__)
  const __m128i order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
#endif
#if defined(__AVX512F__)
  const __m512i words = _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7),
                                                 _mm512_packus_epi16(__m512i(first), __m512i(second)));
  const __m512i threes = _mm512_shuffle_epi8(words, _mm512_broadcast_i32x4(order));
  const __m512i joined = _mm512_setr_epi32(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
  _mm512_storeu_si512(to, _mm512_permutexvar_epi32(joined, threes));
#elif defined(__AVX2__)
  const __m256i words = _mm256_permute4x64_epi64(_mm256_packus_epi16(__m256i(first), __m256i(second)), 0xd8);
  const __m256i threes = _mm256_shuffle_epi8(words, _mm256_broadcastsi128_si256(order));
  const __m256i joined = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_permutevar8x32_epi32(threes, joined));
#else
  typedef uint8_t Words __attribute__((vector_size(LANES * 2)));
  const Words words[] = {__builtin_convertvector(within_byte(first), Words),
                         __builtin_convertvector(within_byte(second), Words)};
  for (int i = 0; i < LANES; i++) memcpy(to + 3 * i, reinterpret_cast<const char*>(words) + 4 * i, 4);
#endif
}

/** A value of 16 bits for two fields. */
INLINE I both(I value) { return value | (value << 16); }

/** What a row's pixels are made from, a word each. */
struct Row {
  /** Where the left one of the two pixels above, and of those below, begins. */
  alignas(64) int32_t above[SIDE], below[SIDE];
  /** The weights of left and right in 1/64, a byte each; the share of below, in 1/64. */
  alignas(64) int32_t along[SIDE], down[SIDE];
  /** Of a made-up background: the share of the second colour, in 1/128, and the texture, in levels. */
  alignas(64) int32_t second[SIDE], rough[SIDE];
};

/** Beyond the edge the share of the right one is 0, which is what two equal neighbours come to. */
template <int UNIT> INLINE void place_row(const int32_t* m, int y, Row& row) {
  const I u_first = splat(m[1] * y + m[2]), v_first = splat(m[4] * y + m[5]);
  for (int x = 0; x < SIDE; x += LANES) {
    const I column = lane_numbers() + x;
    const I u = column * m[0] + u_first, v = column * m[3] + v_first;
    const I i = u >> 16, j = v >> 16, none = {};
    const I left = clamp_to(i, SIDE - 1) * UNIT;
    store(row.above + x, left + clamp_to(j, SIDE - 1) * (SIDE * UNIT));
    store(row.below + x, left + clamp_to(j + 1, SIDE - 1) * (SIDE * UNIT));
    const I right = U(i) < SIDE - 1 ? (u >> 10) & 63 : none;
    store(row.along + x, both((right << 8) + 64 - right));
    store(row.down + x, both((v >> 10) & 63));
  }
}

/**
 * Bilinear with fractions of 6 bits; beyond the edge its pixels are repeated. The rows' means have one bit more than a
 * byte; 96 is a half to round, and a quarter for what was cut off of them.
 * @param source a pixel has UNIT bytes
 * @return PART pixels from x on
 */
template <int UNIT> INLINE H warped(const uint8_t* source, const Row& row, int x) {
  const H weights = spread(row.along + x);
  const auto mean = [&](const int32_t* places) { return weighed(neighbours<UNIT>(source, places + x), weights) >> 5; };
  const H upper = mean(row.above), lower = mean(row.below);
  return ((upper << 6) + (lower - upper) * spread(row.down + x) + 96) >> 7;
}

typedef int8_t Grain __attribute__((vector_size(LANES)));

INLINE void background_row(const Recipe& recipe, const int8_t* noise, int y, Row& row) {
  const int8_t* grain = noise + recipe.texture_start + y * SIDE;
  for (int x = 0; x < SIDE; x += LANES) {
    const I slope = (lane_numbers() + x) * recipe.gradient_x + (recipe.gradient_start + recipe.gradient_y * y);
    Grain bytes;
    memcpy(&bytes, grain + x, LANES);
    store(row.second + x, both(clamp_to(slope >> 9, 128)));
    store(row.rough + x, both(((__builtin_convertvector(bytes, I) * recipe.texture + 64) >> 7) & 0xffff));
  }
}

/** A gradient with texture, where the mask shows no hand. */
INLINE H before_background(H fields, S first, S change, const Row& row, int x) {
  const S behind = within_byte(((change * S(spread(row.second + x))) >> 7) + first + S(spread(row.rough + x)));
  const H mask = fourth(fields);
  const S hand = S((mask >> 1) + (mask >> 7)); // 0 to 128
  return H(behind + (((S(fields) - behind) * hand + 64) >> 7));
}

/** The same for each pixel. */
INLINE H each(int32_t red, int32_t green, int32_t blue) {
  H fields = {};
  const int32_t values[4] = {red, green, blue, 0};
  for (int i = 0; i < LANES * 2; i++) fields[i] = uint16_t(values[i % 4]);
  return fields;
}
INLINE S each_colour(int32_t word) { return S(each(word & 255, (word >> 8) & 255, (word >> 16) & 255)); }

/** Warp, background, gain and offset, in one go. */
template <int UNIT>
static void redraw(const uint8_t* source, const Recipe& recipe, const int8_t* noise, uint8_t* to) {
  const H gain = each(recipe.gain[0], recipe.gain[1], recipe.gain[2]);
  const S offset = S(each(recipe.offset[0], recipe.offset[1], recipe.offset[2]));
  const S first = each_colour(recipe.colour_from), change = each_colour(recipe.colour_to) - first;
  Row row;
  for (int y = 0; y < SIDE; y++) {
    place_row<UNIT>(recipe.matrix, y, row);
    if (UNIT == 4) background_row(recipe, noise, y, row);
    const auto part = [&](int x) {
      H fields = warped<UNIT>(source, row, x);
      if (UNIT == 4) fields = before_background(fields, first, change, row, x);
      return S((fields * gain) >> 7) + offset;
    };
    for (int x = 0; x < SIDE; x += LANES) store_pixels(to + y * ROW + x * 3, part(x), part(x + PART));
  }
}

/** Red, green, blue and how much of it is hand, the first in the lowest byte. */
static void pack(const uint8_t* picture, const uint8_t* mask, uint32_t* to) {
  for (int i = 0; i < PIXELS; i++) {
    to[i] = uint32_t(picture[3 * i]) | uint32_t(picture[3 * i + 1]) << 8 | uint32_t(picture[3 * i + 2]) << 16 |
            uint32_t(mask[i]) << 24;
  }
}

/** [1 2 1] / 4 along the rows, then along the columns; the edge is repeated. */
static void blur(uint8_t* picture, uint8_t* rows) {
  for (int y = 0; y < SIDE; y++) {
    const uint8_t* in = picture + y * ROW;
    uint8_t* out = rows + y * ROW;
    for (int c = 0; c < 3; c++) {
      out[c] = uint8_t((3 * in[c] + in[c + 3] + 2) >> 2);
      out[ROW - 3 + c] = uint8_t((in[ROW - 6 + c] + 3 * in[ROW - 3 + c] + 2) >> 2);
    }
    for (int i = 3; i < ROW - 3; i++) out[i] = uint8_t((in[i - 3] + 2 * in[i] + in[i + 3] + 2) >> 2);
  }
  for (int y = 0; y < SIDE; y++) {
    const uint8_t* in = rows + y * ROW;
    const uint8_t *above = y == 0 ? in : in - ROW, *below = y == SIDE - 1 ? in : in + ROW;
    for (int i = 0; i < ROW; i++) picture[y * ROW + i] = uint8_t((above[i] + 2 * in[i] + below[i] + 2) >> 2);
  }
}

/** `amount` quarters of a level: the table's deviation is 32. */
static void add_noise(uint8_t* picture, const int8_t* noise, int16_t amount) {
  for (int i = 0; i < PICTURE; i++) {
    const int16_t value = int16_t(picture[i] + (int16_t(noise[i] * amount + 64) >> 7));
    picture[i] = uint8_t(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

static void cover(const Recipe& recipe, uint8_t* picture) {
  const uint32_t word = uint32_t(recipe.cutout_colour);
  for (int y = recipe.top; y < recipe.bottom; y++) {
    for (int x = recipe.left; x < recipe.right; x++) {
      uint8_t* pixel = picture + y * ROW + x * 3;
      for (int c = 0; c < 3; c++) pixel[c] = uint8_t(word >> (8 * c));
    }
  }
}

/**
 * @param mask (64,64), read where the recipe wants another background
 * @param noise (NOISE_LENGTH)
 * @param scratch AUGMENT_SCRATCH bytes
 * @param to VARIED_PICTURE bytes
 * @param last whether it is the last picture of its set
 */
static void augment(const uint8_t* picture, const uint8_t* mask, const Recipe& recipe, const int8_t* noise, char* scratch,
                    uint8_t* to, bool last) {
  uint8_t* source = reinterpret_cast<uint8_t*>(scratch);
  uint8_t* rows = source + (PIXELS + SLACK) * 4;
  if (recipe.background) {
    pack(picture, mask, reinterpret_cast<uint32_t*>(source));
    redraw<4>(source, recipe, noise, to);
  } else {
    // The last pixel is read with the bytes behind it: of the set's last picture there are none.
    if (last) picture = static_cast<uint8_t*>(memcpy(source, picture, PICTURE));
    redraw<3>(picture, recipe, noise, to);
  }
  for (int pass = 0; pass < recipe.blur; pass++) blur(to, rows);
  if (recipe.noise) add_noise(to, noise + recipe.noise_start, int16_t(recipe.noise));
  cover(recipe, to);
}

} // namespace FUSED_TARGET
