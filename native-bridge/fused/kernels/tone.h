/**
 * Light, saturation, the bend of the tones, gain and offset, as datasets/augment/tone.ts.
 */
#pragma once
#include "fields.h"

namespace FUSED_TARGET {

typedef uint64_t Pixels __attribute__((vector_size(LANES * 4)));

/** What a recipe does to every pixel alike. */
struct Tone {
  H gain, weights;
  S offset;
  int16_t saturation, gamma;
};

INLINE Tone tone_of(const Recipe& recipe) {
  return {each(recipe.gain[0], recipe.gain[1], recipe.gain[2]), each(77, 150, 29),
          S(each(recipe.offset[0], recipe.offset[1], recipe.offset[2])), int16_t(recipe.saturation), int16_t(recipe.gamma)};
}

/** Whether there is more than gain and offset. */
static bool is_toned(const Recipe& recipe) {
  return recipe.light != LIGHT_ONE || recipe.light_x || recipe.light_y || recipe.vignette ||
         recipe.saturation != SATURATION_ONE || recipe.gamma;
}

/** In 1/128, in both halves of a word. */
INLINE void light_row(const Recipe& recipe, int y, int32_t* light) {
  const int32_t above = (2 * y - SIDE + 1) * (2 * y - SIDE + 1);
  for (int x = 0; x < SIDE; x += LANES) {
    const I column = lane_numbers() + x, beside = 2 * column - (SIDE - 1);
    const I slope = column * recipe.light_x + (recipe.light + recipe.light_y * y);
    store(light + x, both(clamp_to((slope - (beside * beside + above) * recipe.vignette) >> 16, 255)));
  }
}

INLINE H at_most_a_byte(H value) {
  const H most = H{} + uint16_t(255);
  return value < most ? value : most;
}

/** The same in red, green and blue. The three products together have 16 bits. */
INLINE H grey_of(H fields, H weights) {
  const Pixels terms = Pixels(fields * weights);
  const Pixels grey = ((terms + (terms >> 16) + (terms >> 32)) & 0xffff) >> 8;
  return H(grey | grey << 16 | grey << 32);
}

/** @param light of light_row, from these pixels on; read where `TONED` */
template <bool TONED> INLINE S toned(H fields, const Tone& tone, const int32_t* light) {
  if (TONED) {
    const H lit = at_most_a_byte((fields * spread(light)) >> 7);
    const S grey = S(grey_of(lit, tone.weights));
    const S coloured = within_byte(grey + (((S(lit) - grey) * tone.saturation + 32) >> 6));
    fields = H(coloured + ((((coloured * (255 - coloured)) >> 6) * tone.gamma) >> 8));
  }
  return S((fields * tone.gain) >> 7) + tone.offset;
}

} // namespace FUSED_TARGET
