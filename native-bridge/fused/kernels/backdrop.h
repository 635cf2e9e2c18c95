/**
 * What is painted behind the hand, as datasets/augment/backdrop.ts.
 */
#pragma once
#include "warp.h"

namespace FUSED_TARGET {

typedef int8_t Grain __attribute__((vector_size(LANES)));

INLINE I harder(I value, int32_t hardness) { return clamp_to(((value * hardness) >> 4) + 64, 128); }

/** Of the first colour to the second, 0 to 128. */
INLINE void mix_along(const Recipe& recipe, int y, int32_t* shares) {
  for (int x = 0; x < SIDE; x += LANES) {
    const I slope = (lane_numbers() + x) * recipe.gradient_x + (recipe.gradient_start + recipe.gradient_y * y);
    const I phase = ((slope >> 8) & 255) - 128;
    const I wave = (phase < 0 ? -phase : phase) - 64;
    store(shares + x, recipe.background == STRIPES ? harder(wave, recipe.hardness) : clamp_to(slope >> 9, 128));
  }
}

/** Values of the noise table in the corners of cells, bilinear between. */
INLINE void mix_coarsely(const Recipe& recipe, const int8_t* noise, int y, int32_t* shares) {
  const int side = 1 << recipe.cell, down = y & (side - 1), width = (SIDE >> recipe.cell) + 1;
  const int8_t* corners = noise + recipe.cell_start + (y >> recipe.cell) * width;
  const auto edge = [&](int at) { return corners[at] * (side - down) + corners[at + width] * down; };
  int32_t values[SIDE];
  for (int cell = 0; cell < SIDE >> recipe.cell; cell++) {
    const int left = edge(cell), right = edge(cell + 1);
    for (int i = 0; i < side; i++) values[cell * side + i] = (left * (side - i) + right * i) >> (2 * recipe.cell);
  }
  for (int x = 0; x < SIDE; x += LANES) store(shares + x, harder(load(values + x), recipe.hardness));
}

static void paint_box(const Box& box, uint8_t* to) {
  const uint32_t colour = uint32_t(box.colour) & 0xffffff;
  for (int y = box.top; y < box.bottom; y++) {
    for (int x = box.left; x < box.right; x++) memcpy(to + (y * SIDE + x) * 4, &colour, 4);
  }
}

/**
 * @param piece the picture that recipe.piece is, where the background is one, with SLACK bytes after it
 * @param to (64,64) words of red, green and blue
 */
static void paint_backdrop(const Recipe& recipe, const int8_t* noise, const uint8_t* piece, uint8_t* to) {
  static const int32_t flat[6] = {};
  const S first = each_colour(recipe.colour_from), change = each_colour(recipe.colour_to) - first;
  const bool enlarged = recipe.background == PIECE;
  Row row;
  alignas(64) int32_t shares[SIDE], rough[SIDE];
  for (int y = 0; y < SIDE; y++) {
    if (enlarged) place_row<3>(recipe.piece_matrix, flat, y, row);
    else if (recipe.background == COARSE_NOISE) mix_coarsely(recipe, noise, y, shares);
    else mix_along(recipe, y, shares);
    const int8_t* grain = noise + recipe.texture_start + y * SIDE;
    for (int x = 0; x < SIDE; x += LANES) {
      Grain bytes;
      memcpy(&bytes, grain + x, LANES);
      store(rough + x, both(((__builtin_convertvector(bytes, I) * recipe.texture + 64) >> 7) & 0xffff));
      store(shares + x, both(load(shares + x)));
    }
    const auto part = [&](int x) {
      const S smooth = enlarged ? S(warped<3>(piece, row, x)) : ((change * S(spread(shares + x))) >> 7) + first;
      return within_byte(smooth + S(spread(rough + x)));
    };
    for (int x = 0; x < SIDE; x += LANES) store_words(to + (y * SIDE + x) * 4, part(x), part(x + PART));
  }
  for (const Box& box : recipe.boxes) paint_box(box, to);
}

} // namespace FUSED_TARGET
