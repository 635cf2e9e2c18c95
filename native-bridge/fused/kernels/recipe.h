/**
 * What is done to one picture of 64 x 64 RGB, in whole numbers: RECIPE of datasets/augment/recipe-words.ts.
 */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

struct Box {
  int32_t left, top, right, bottom, colour;
};
constexpr int BOXES = 5;

struct Recipe {
  int32_t matrix[6];
  int32_t gain[3], offset[3];
  int32_t blur;
  int32_t noise, noise_start;
  Box cutout;
  int32_t background, colour_from, colour_to;
  int32_t gradient_x, gradient_y, gradient_start;
  int32_t texture, texture_start;
  int32_t bend[6];
  int32_t hand_gain[3];
  int32_t shadow, shadow_x, shadow_y, shadow_reach;
  int32_t light, light_x, light_y, vignette;
  int32_t saturation, gamma, sharpen;
  int32_t hardness, cell, cell_start;
  int32_t piece, piece_matrix[6];
  Box boxes[BOXES];
};
constexpr int RECIPE_WORDS = sizeof(Recipe) / sizeof(int32_t);
enum Backdrop { OWN_BACKDROP, GRADIENT, STRIPES, COARSE_NOISE, PIECE };
constexpr int GAIN_ONE = 128, LIGHT_ONE = GAIN_ONE << 16, SATURATION_ONE = 64;

constexpr int SIDE = 64, PIXELS = SIDE * SIDE, PICTURE = PIXELS * 3, ROW = SIDE * 3;
constexpr int NOISE_LENGTH = 32768;

INLINE bool in_range(int32_t value, int32_t low, int32_t high) { return value >= low && value <= high; }
static bool all_within(const int32_t* values, int count, int32_t low, int32_t high) {
  for (int i = 0; i < count; i++) {
    if (!in_range(values[i], low, high)) return false;
  }
  return true;
}
static bool box_fits(const Box& box) { return all_within(&box.left, 4, 0, SIDE); }
/** Of the places of a row and a column together no sum comes near to 32 bits. */
static bool matrix_fits(const int32_t* m) {
  constexpr int32_t STEEP = 1 << 20, FAR = 1 << 26;
  return all_within(m, 2, -STEEP, STEEP) && in_range(m[2], -FAR, FAR) && all_within(m + 3, 2, -STEEP, STEEP) &&
         in_range(m[5], -FAR, FAR);
}
static bool light_fits(const Recipe& recipe) {
  constexpr int32_t BRIGHT = 1 << 26, SLOPE = 1 << 19;
  return in_range(recipe.light, -BRIGHT, BRIGHT) && in_range(recipe.light_x, -SLOPE, SLOPE) &&
         in_range(recipe.light_y, -SLOPE, SLOPE) && in_range(recipe.vignette, 0, 4096) && in_range(recipe.saturation, 0, 127) &&
         in_range(recipe.gamma, -64, 64) && in_range(recipe.sharpen, 0, 127);
}
static bool backdrop_fits(const Recipe& recipe) {
  constexpr int32_t FAR = 1 << 24;
  const auto starts = [](int32_t start) { return in_range(start, 0, NOISE_LENGTH - PICTURE); };
  for (const Box& box : recipe.boxes) {
    if (!box_fits(box)) return false;
  }
  return in_range(recipe.background, OWN_BACKDROP, PIECE) && in_range(recipe.gradient_x, -65536, 65536) &&
         in_range(recipe.gradient_y, -65536, 65536) && in_range(recipe.gradient_start, -FAR, FAR) &&
         in_range(recipe.texture, 0, 255) && starts(recipe.texture_start) && in_range(recipe.hardness, 0, 255) &&
         (recipe.background != COARSE_NOISE || in_range(recipe.cell, 2, 5)) && starts(recipe.cell_start) &&
         matrix_fits(recipe.piece_matrix);
}
static bool hand_fits(const Recipe& recipe) {
  return all_within(recipe.hand_gain, 3, 0, 255) && in_range(recipe.shadow, 0, 128) && in_range(recipe.shadow_x, -16, 16) &&
         in_range(recipe.shadow_y, -16, 16) && in_range(recipe.shadow_reach, 0, 4);
}

/** Every number within what the arithmetic of augment.h has room for, so that no recipe leads it out of its memory. */
static bool recipe_fits(const Recipe& recipe, int64_t pictures) {
  return matrix_fits(recipe.matrix) && all_within(recipe.bend, 6, -8192, 8192) && all_within(recipe.gain, 3, 0, 255) &&
         all_within(recipe.offset, 3, -1024, 1024) && in_range(recipe.blur, 0, 2) && in_range(recipe.noise, 0, 255) &&
         in_range(recipe.noise_start, 0, NOISE_LENGTH - PICTURE) && box_fits(recipe.cutout) && light_fits(recipe) &&
         backdrop_fits(recipe) && hand_fits(recipe) &&
         (recipe.background != PIECE || (recipe.piece >= 0 && recipe.piece < pictures));
}

static bool reads_mask(const Recipe& recipe) {
  const int32_t* gain = recipe.hand_gain;
  return recipe.background || recipe.shadow || gain[0] != GAIN_ONE || gain[1] != GAIN_ONE || gain[2] != GAIN_ONE;
}

} // namespace FUSED_TARGET
