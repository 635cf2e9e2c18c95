/**
 * Carries a recipe out on one picture: the same operations on the same whole numbers as datasets/augment/augment.ts, in
 * vectors, and in the same order.
 */
#pragma once
#include "backdrop.h"
#include "filters.h"
#include "shadow.h"
#include "tone.h"

namespace FUSED_TARGET {

/** Of a thread, where each begins: the source as words (or bytes), a blurred copy, the hand, its backdrop and shadow. */
constexpr int64_t WORDS = (PIXELS + SLACK) * 4, BLURRED_AT = WORDS, WARPED_AT = BLURRED_AT + PICTURE + SLACK,
                  BACKDROP_AT = WARPED_AT + WORDS, SHADE_AT = BACKDROP_AT + WORDS, AUGMENT_SCRATCH = SHADE_AT + PIXELS + SLACK;
/** From one varied picture to the next. */
constexpr int64_t VARIED_PICTURE = PICTURE + SLACK;

/** Warp and tone in one go. */
template <bool TONED> static void redraw(const uint8_t* source, const Recipe& recipe, uint8_t* to) {
  const Tone tone = tone_of(recipe);
  Row row;
  alignas(64) int32_t light[SIDE];
  for (int y = 0; y < SIDE; y++) {
    place_row<3>(recipe.matrix, recipe.bend, y, row);
    if (TONED) light_row(recipe, y, light);
    const auto part = [&](int x) { return toned<TONED>(warped<3>(source, row, x), tone, light + x); };
    for (int x = 0; x < SIDE; x += LANES) store_pixels(to + y * ROW + x * 3, part(x), part(x + PART));
  }
}

/** Picture and mask, as words. */
static void warp_words(const uint8_t* source, const Recipe& recipe, uint8_t* to) {
  Row row;
  for (int y = 0; y < SIDE; y++) {
    place_row<4>(recipe.matrix, recipe.bend, y, row);
    for (int x = 0; x < SIDE; x += LANES) {
      store_words(to + (y * SIDE + x) * 4, S(warped<4>(source, row, x)), S(warped<4>(source, row, x + PART)));
    }
  }
}

/**
 * The hand in its own light before what is behind it in the hand's shadow.
 * @param words (64,64) with the mask; @param backdrop (64,64) words; @param shade (64,64), read where there is a shadow
 */
template <bool TONED>
static void lay_together(const uint8_t* words, const uint8_t* backdrop, const uint8_t* shade, const Recipe& recipe, uint8_t* to) {
  const Tone tone = tone_of(recipe);
  const H gain = each(recipe.hand_gain[0], recipe.hand_gain[1], recipe.hand_gain[2]);
  alignas(64) int32_t light[SIDE], dark[SIDE] = {};
  for (int y = 0; y < SIDE; y++) {
    if (TONED) light_row(recipe, y, light);
    if (recipe.shadow) shadow_row(recipe, shade, y, dark);
    const auto part = [&](int x) {
      const int at = (y * SIDE + x) * 4;
      const H fields = fields_at(words + at), back = fields_at(backdrop + at);
      const S behind = S(back - ((back * spread(dark + x)) >> 7));
      const S front = S(at_most_a_byte((fields * gain) >> 7));
      const H mask = fourth(fields);
      const S hand = S((mask >> 1) + (mask >> 7)); // 0 to 128
      return toned<TONED>(H(behind + (((front - behind) * hand + 64) >> 7)), tone, light + x);
    };
    for (int x = 0; x < SIDE; x += LANES) store_pixels(to + y * ROW + x * 3, part(x), part(x + PART));
  }
}

/** A picture of the set. The last pixel is read with the bytes after it: after the set's last picture there are none. */
struct Source {
  const uint8_t* picture;
  bool last;
};

INLINE const uint8_t* with_slack(Source source, uint8_t* copy) {
  return source.last ? static_cast<const uint8_t*>(memcpy(copy, source.picture, PICTURE)) : source.picture;
}

static void redraw_masked(Source source, Source piece, const uint8_t* mask, const Recipe& recipe, const int8_t* noise,
                          uint8_t* scratch, uint8_t* to) {
  uint8_t *words = scratch + WARPED_AT, *backdrop = scratch + BACKDROP_AT, *shade = scratch + SHADE_AT;
  pack(source.picture, mask, reinterpret_cast<uint32_t*>(scratch));
  warp_words(scratch, recipe, words);
  if (recipe.background == PIECE) piece.picture = with_slack(piece, scratch);
  if (recipe.background) paint_backdrop(recipe, noise, piece.picture, backdrop);
  else backdrop = words;
  if (recipe.shadow) blur_mask(words, recipe.shadow_reach, shade);
  (is_toned(recipe) ? lay_together<true> : lay_together<false>)(words, backdrop, shade, recipe, to);
}

/**
 * @param piece what the background is a piece of, where it is one
 * @param mask (64,64), read where the recipe reads masks
 * @param noise (NOISE_LENGTH)
 * @param memory AUGMENT_SCRATCH bytes
 * @param to VARIED_PICTURE bytes
 */
static void augment(Source source, Source piece, const uint8_t* mask, const Recipe& recipe, const int8_t* noise,
                    char* memory, uint8_t* to) {
  uint8_t *scratch = reinterpret_cast<uint8_t*>(memory), *rows = scratch + BLURRED_AT;
  if (reads_mask(recipe)) redraw_masked(source, piece, mask, recipe, noise, scratch, to);
  else (is_toned(recipe) ? redraw<true> : redraw<false>)(with_slack(source, scratch), recipe, to);
  for (int pass = 0; pass < recipe.blur; pass++) blur<false>(to, rows);
  if (recipe.sharpen) blur<true>(to, rows, int16_t(recipe.sharpen));
  if (recipe.noise) add_noise(to, noise + recipe.noise_start, int16_t(recipe.noise));
  cover(recipe.cutout, to);
}

} // namespace FUSED_TARGET
