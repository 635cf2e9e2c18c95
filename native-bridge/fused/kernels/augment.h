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

/** Red, green, blue and how much of it is hand, the first in the lowest byte. */
static void pack(const uint8_t* picture, const uint8_t* mask, uint32_t* to) {
  for (int i = 0; i < PIXELS; i++) {
    to[i] = uint32_t(picture[3 * i]) | uint32_t(picture[3 * i + 1]) << 8 | uint32_t(picture[3 * i + 2]) << 16 |
            uint32_t(mask[i]) << 24;
  }
}

INLINE int clamp_one(int value, int most) { return value < 0 ? 0 : value > most ? most : value; }

/** A gradient with texture, where the mask shows no hand. */
static void lay_background(const Recipe& recipe, const int8_t* noise, uint32_t* words) {
  const uint32_t from = uint32_t(recipe.colour_from), to = uint32_t(recipe.colour_to);
  const int8_t* grain = noise + recipe.texture_start;
  for (int y = 0; y < SIDE; y++) {
    const int start = recipe.gradient_start + recipe.gradient_y * y;
    for (int x = 0; x < SIDE; x++) {
      const int i = y * SIDE + x;
      const uint32_t word = words[i];
      const int mask = int(word >> 24), hand = mask + (mask >> 7); // 0 to 256
      const int along = clamp_one((start + recipe.gradient_x * x) >> 8, 256);
      const int rough = (grain[i] * recipe.texture + 64) >> 7;
      uint32_t made = 0;
      UNROLL for (int shift = 0; shift < 24; shift += 8) {
        const int plain = (int((from >> shift) & 255) * (256 - along) + int((to >> shift) & 255) * along) >> 8;
        const int behind = clamp_one(plain + rough, 255);
        made |= uint32_t((int((word >> shift) & 255) * hand + behind * (256 - hand) + 128) >> 8) << shift;
      }
      words[i] = made;
    }
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
 */
static void augment(const uint8_t* picture, const uint8_t* mask, const Recipe& recipe, const int8_t* noise, char* scratch,
                    uint8_t* to) {
  uint8_t* source = reinterpret_cast<uint8_t*>(scratch);
  uint32_t* words = reinterpret_cast<uint32_t*>(scratch + (PIXELS + SLACK) * 4);
  uint8_t* rows = reinterpret_cast<uint8_t*>(scratch + (PIXELS + SLACK) * 8);
  if (recipe.background) {
    pack(picture, mask, reinterpret_cast<uint32_t*>(source));
    warp<4>(source, recipe.matrix, words);
    lay_background(recipe, noise, words);
  } else {
    // A copy, since the last pixel is read with the byte behind it.
    memcpy(source, picture, PICTURE);
    warp<3>(source, recipe.matrix, words);
  }
  colour(recipe, words, to);
  for (int pass = 0; pass < recipe.blur; pass++) blur(to, rows);
  if (recipe.noise) add_noise(to, noise + recipe.noise_start, int16_t(recipe.noise));
  cover(recipe, to);
}

} // namespace FUSED_TARGET
