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
/** A thread's own: the source as words (or bytes), the warped words, a blurred copy. */
constexpr int64_t AUGMENT_SCRATCH = (PIXELS + SLACK) * 4 + (PIXELS + SLACK) * 4 + PICTURE + SLACK;
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
typedef U UnalignedU __attribute__((aligned(4), may_alias));
typedef uint16_t H __attribute__((vector_size(LANES * 4)));
typedef int16_t S __attribute__((vector_size(LANES * 4)));

INLINE I clamp_to(I value, int32_t most) {
  const I zero = {}, top = splat(most);
  value = value < zero ? zero : value;
  return value > top ? top : value;
}

/** Four bytes from each of LANES places. */
INLINE U gather_words(const uint8_t* from, I places) {
#if defined(__AVX512F__)
  return U(_mm512_i32gather_epi32(__m512i(places), from, 1));
#elif defined(__AVX2__)
  return U(_mm256_i32gather_epi32(reinterpret_cast<const int*>(from), __m256i(places), 1));
#else
  U words;
  for (int i = 0; i < LANES; i++) {
    uint32_t word;
    memcpy(&word, from + places[i], 4);
    words[i] = word;
  }
  return words;
#endif
}

/** (256 - share) of p and share of q in 256, in each byte, rounded. `share` is in both halves of each word. */
INLINE U mix(U p, U q, H share) {
  const U mask = U{} + 0xff00ffu;
  const H rest = H{} + uint16_t(256) - share, half = H{} + uint16_t(128);
  const H low = (H(p & mask) * rest + H(q & mask) * share + half) >> 8;
  const H high = H((p >> 8) & mask) * rest + H((q >> 8) & mask) * share + half;
  return U(low) | (U(high) & ~mask);
}

/** Bilinear with fractions of 8 bits; beyond the edge its pixels are repeated. A pixel of the source has UNIT bytes. */
template <int UNIT>
static void warp(const uint8_t* source, const int32_t* m, uint32_t* to) {
  for (int y = 0; y < SIDE; y++) {
    const I u_first = splat(m[1] * y + m[2]), v_first = splat(m[4] * y + m[5]);
    for (int x = 0; x < SIDE; x += LANES) {
      const I column = lane_numbers() + x;
      const I u = column * m[0] + u_first, v = column * m[3] + v_first;
      const I i = u >> 16, j = v >> 16;
      const I left = clamp_to(i, SIDE - 1) * UNIT, right = clamp_to(i + 1, SIDE - 1) * UNIT;
      const I top = clamp_to(j, SIDE - 1) * (SIDE * UNIT), bottom = clamp_to(j + 1, SIDE - 1) * (SIDE * UNIT);
      const U fx = U(u >> 8) & 255u, fy = U(v >> 8) & 255u;
      const H along = H(fx | (fx << 16)), down = H(fy | (fy << 16));
      const U upper = mix(gather_words(source, top + left), gather_words(source, top + right), along);
      const U lower = mix(gather_words(source, bottom + left), gather_words(source, bottom + right), along);
      *reinterpret_cast<UnalignedU*>(to + y * SIDE + x) = mix(upper, lower, down);
    }
  }
}

#if defined(__AVX2__)
/**
 * The same warp with half the loads: two neighbours of a row lie in eight bytes. Their bytes become fields of 16 bits, four
 * a pixel. Beyond the edge the share of the second one is 0, which is what two equal neighbours come to.
 */
constexpr int PAIRS = LANES / 2;

#if defined(__AVX512F__)
typedef __m512i Wide;
INLINE Wide shuffled(Wide a, __m128i order) { return _mm512_shuffle_epi8(a, _mm512_broadcast_i32x4(order)); }
INLINE Wide gather_pairs(const uint8_t* from, const int32_t* places) {
  return _mm512_i32gather_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(places)), from, 1);
}
INLINE Wide widened(const int32_t* from) {
  return _mm512_cvtepu32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
}
/** Fields of 16 bits to bytes: one word a pixel. */
INLINE void store_words(uint32_t* to, H fields) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi16_epi8(__m512i(fields)));
}
/** Three bytes a pixel; writes up to eight more. */
INLINE void store_pixels(uint8_t* to, H fields) {
  const __m256i words = _mm512_cvtepi16_epi8(__m512i(fields));
  const __m128i order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
  const __m256i halves = _mm256_shuffle_epi8(words, _mm256_broadcastsi128_si256(order));
  const __m256i joined = _mm256_permutevar8x32_epi32(halves, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), joined);
}
#else
typedef __m256i Wide;
INLINE Wide shuffled(Wide a, __m128i order) { return _mm256_shuffle_epi8(a, _mm256_broadcastsi128_si256(order)); }
INLINE Wide gather_pairs(const uint8_t* from, const int32_t* places) {
  const __m128i at = _mm_loadu_si128(reinterpret_cast<const __m128i*>(places));
  return _mm256_i32gather_epi64(reinterpret_cast<const long long*>(from), at, 1);
}
INLINE Wide widened(const int32_t* from) {
  return _mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
INLINE void store_words(uint32_t* to, H fields) {
  const __m256i words = _mm256_packus_epi16(__m256i(fields), __m256i(fields));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(_mm256_permute4x64_epi64(words, 0x08)));
}
INLINE void store_pixels(uint8_t* to, H fields) {
  uint32_t words[4];
  store_words(words, fields);
  for (int i = 0; i < 4; i++) memcpy(to + 3 * i, words + i, 4);
}
#endif

INLINE H mix_fields(H p, H q, H share) {
  const H whole = H{} + uint16_t(256), half = H{} + uint16_t(128);
  return (p * (whole - share) + q * share + half) >> 8;
}

/** Where a row's pixels come from: the left one of each pair above and below, and the shares. */
struct Places {
  alignas(64) int32_t above[SIDE], below[SIDE], along[SIDE], down[SIDE];
};

template <int UNIT>
INLINE void place_row(const int32_t* m, int y, Places& places) {
  const I u_first = splat(m[1] * y + m[2]), v_first = splat(m[4] * y + m[5]);
  for (int x = 0; x < SIDE; x += LANES) {
    const I column = lane_numbers() + x;
    const I u = column * m[0] + u_first, v = column * m[3] + v_first;
    const I i = u >> 16, j = v >> 16, zero = {}, last = splat(SIDE - 1);
    const I left = clamp_to(i, SIDE - 1) * UNIT;
    store(places.above + x, left + clamp_to(j, SIDE - 1) * (SIDE * UNIT));
    store(places.below + x, left + clamp_to(j + 1, SIDE - 1) * (SIDE * UNIT));
    store(places.along + x, i < zero || i >= last ? zero : (u >> 8) & 255);
    store(places.down + x, (v >> 8) & 255);
  }
}

/** @param take (x, fields) of PAIRS pixels from x on */
template <int UNIT, typename Take>
INLINE void warp_row(const uint8_t* source, const Places& places, const Take& take) {
  const __m128i first = UNIT == 3 ? _mm_setr_epi8(0, -1, 1, -1, 2, -1, -1, -1, 8, -1, 9, -1, 10, -1, -1, -1)
                                  : _mm_setr_epi8(0, -1, 1, -1, 2, -1, 3, -1, 8, -1, 9, -1, 10, -1, 11, -1);
  const __m128i second = UNIT == 3 ? _mm_setr_epi8(3, -1, 4, -1, 5, -1, -1, -1, 11, -1, 12, -1, 13, -1, -1, -1)
                                   : _mm_setr_epi8(4, -1, 5, -1, 6, -1, 7, -1, 12, -1, 13, -1, 14, -1, 15, -1);
  const __m128i all = _mm_setr_epi8(0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9);
  for (int x = 0; x < SIDE; x += PAIRS) {
    const Wide above = gather_pairs(source, places.above + x), below = gather_pairs(source, places.below + x);
    const H along = H(shuffled(widened(places.along + x), all)), down = H(shuffled(widened(places.down + x), all));
    const H upper = mix_fields(H(shuffled(above, first)), H(shuffled(above, second)), along);
    const H lower = mix_fields(H(shuffled(below, first)), H(shuffled(below, second)), along);
    take(x, mix_fields(upper, lower, down));
  }
}

static void warp_words(const uint8_t* source, const int32_t* m, uint32_t* to) {
  Places places;
  for (int y = 0; y < SIDE; y++) {
    place_row<4>(m, y, places);
    warp_row<4>(source, places, [&](int x, H fields) { store_words(to + y * SIDE + x, fields); });
  }
}
#else
static void warp_words(const uint8_t* source, const int32_t* m, uint32_t* to) { warp<4>(source, m, to); }
#endif

/** Red, green, blue and how much of it is hand, the first in the lowest byte. */
static void pack(const uint8_t* picture, const uint8_t* mask, uint32_t* to) {
  for (int i = 0; i < PIXELS; i++) {
    to[i] = uint32_t(picture[3 * i]) | uint32_t(picture[3 * i + 1]) << 8 | uint32_t(picture[3 * i + 2]) << 16 |
            uint32_t(mask[i]) << 24;
  }
}

typedef int8_t Grain __attribute__((vector_size(LANES)));

/** A gradient with texture, where the mask shows no hand. */
static void lay_background(const Recipe& recipe, const int8_t* noise, uint32_t* words) {
  const int8_t* grain = noise + recipe.texture_start;
  for (int i = 0; i < PIXELS; i += LANES) {
    const int x = i % SIDE, y = i / SIDE;
    UnalignedU& at = *reinterpret_cast<UnalignedU*>(words + i);
    const I word = I(at), mask = I(at >> 24), hand = mask + (mask >> 7); // 0 to 256
    const I slope = (lane_numbers() + x) * recipe.gradient_x + (recipe.gradient_start + recipe.gradient_y * y);
    const I along = clamp_to(slope >> 8, 256);
    Grain rough_bytes;
    memcpy(&rough_bytes, grain + i, LANES);
    const I rough = (__builtin_convertvector(rough_bytes, I) * recipe.texture + 64) >> 7;
    I made = {};
    UNROLL for (int shift = 0; shift < 24; shift += 8) {
      const int from = (recipe.colour_from >> shift) & 255, to = (recipe.colour_to >> shift) & 255;
      const I behind = clamp_to(((along * (to - from)) >> 8) + (from + rough), 255);
      made |= (behind + (((((word >> shift) & 255) - behind) * hand + 128) >> 8)) << shift;
    }
    at = U(made);
  }
}

/** Two channels at once: value * gain / 128 + offset, within a byte. */
INLINE H tint(H values, H gain, S offset) {
  const S zero = {}, most = S{} + int16_t(255);
  S tinted = S((values * gain) >> 7) + offset;
  tinted = tinted < zero ? zero : tinted;
  return H(tinted > most ? most : tinted);
}

/** Words to bytes, by gain and offset. */
static void colour(const Recipe& recipe, uint32_t* words, uint8_t* to) {
  const U mask = U{} + 0xff00ffu;
  const auto both = [](int32_t low, int32_t high) { return U{} + ((uint32_t(low) & 0xffff) | uint32_t(high) << 16); };
  const H gain_rb = H(both(recipe.gain[0], recipe.gain[2])), gain_g = H(both(recipe.gain[1], 0));
  const S offset_rb = S(both(recipe.offset[0], recipe.offset[2])), offset_g = S(both(recipe.offset[1], 0));
  for (int i = 0; i < PIXELS; i += LANES) {
    UnalignedU& at = *reinterpret_cast<UnalignedU*>(words + i);
    const U word = at;
    at = U(tint(H(word & mask), gain_rb, offset_rb)) | U(tint(H((word >> 8) & mask), gain_g, offset_g)) << 8;
  }
  // The fourth byte is written over by the next pixel; the last one falls into the slack.
  for (int i = 0; i < PIXELS; i++) memcpy(to + 3 * i, words + i, 4);
}

#if defined(__AVX2__)
static void warp_and_colour(const uint8_t* source, const Recipe& recipe, uint32_t*, uint8_t* to) {
  H gain = {};
  S offset = {};
  for (int i = 0; i < LANES * 2; i++) {
    gain[i] = i % 4 < 3 ? uint16_t(recipe.gain[i % 4]) : uint16_t(0);
    offset[i] = i % 4 < 3 ? int16_t(recipe.offset[i % 4]) : int16_t(0);
  }
  Places places;
  for (int y = 0; y < SIDE; y++) {
    place_row<3>(recipe.matrix, y, places);
    warp_row<3>(source, places, [&](int x, H fields) { store_pixels(to + y * ROW + x * 3, tint(fields, gain, offset)); });
  }
}
#else
static void warp_and_colour(const uint8_t* source, const Recipe& recipe, uint32_t* words, uint8_t* to) {
  warp<3>(source, recipe.matrix, words);
  colour(recipe, words, to);
}
#endif

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
  uint32_t* words = reinterpret_cast<uint32_t*>(scratch + (PIXELS + SLACK) * 4);
  uint8_t* rows = reinterpret_cast<uint8_t*>(scratch + (PIXELS + SLACK) * 8);
  if (recipe.background) {
    pack(picture, mask, reinterpret_cast<uint32_t*>(source));
    warp_words(source, recipe.matrix, words);
    lay_background(recipe, noise, words);
    colour(recipe, words, to);
  } else {
    // The last pixel is read with the bytes behind it: of the set's last picture there are none.
    if (last) picture = static_cast<uint8_t*>(memcpy(source, picture, PICTURE));
    warp_and_colour(picture, recipe, words, to);
  }
  for (int pass = 0; pass < recipe.blur; pass++) blur(to, rows);
  if (recipe.noise) add_noise(to, noise + recipe.noise_start, int16_t(recipe.noise));
  cover(recipe, to);
}

} // namespace FUSED_TARGET
