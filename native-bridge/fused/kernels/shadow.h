/**
 * The hand's shadow: its mask, blurred and moved, as datasets/augment/shadow.ts.
 */
#pragma once
#include "fields.h"

namespace FUSED_TARGET {

/** With the pixel so far to the right, then with the one so far below; the edge is repeated. */
static void average(uint8_t* shade, int distance) {
  const auto mean = [](uint8_t a, uint8_t b) { return uint8_t((a + b + 1) >> 1); };
  for (int y = 0; y < SIDE; y++) {
    uint8_t* row = shade + y * SIDE;
    const uint8_t last = row[SIDE - 1];
    for (int x = 0; x < SIDE - distance; x++) row[x] = mean(row[x], row[x + distance]);
    for (int x = SIDE - distance; x < SIDE; x++) row[x] = mean(row[x], last);
  }
  for (int y = 0; y < SIDE; y++) {
    uint8_t* row = shade + y * SIDE;
    const uint8_t* below = shade + (y + distance < SIDE ? y + distance : SIDE - 1) * SIDE;
    for (int x = 0; x < SIDE; x++) row[x] = mean(row[x], below[x]);
  }
}

/** @param words (64,64) with the mask in the fourth byte; @param shade (64,64) */
static void blur_mask(const uint8_t* words, int reach, uint8_t* shade) {
  for (int i = 0; i < PIXELS; i++) shade[i] = words[i * 4 + 3];
  for (int doubling = 0; doubling < reach; doubling++) average(shade, 1 << doubling);
}

/** How much light is taken away from each pixel of a row, 0 to 128, in both halves of its word. */
INLINE void shadow_row(const Recipe& recipe, const uint8_t* shade, int y, int32_t* dark) {
  constexpr int MARGIN = 32;
  // A box begins at its pixel: half of it back is about its middle.
  const int half = (1 << recipe.shadow_reach) >> 1, from = y + recipe.shadow_y - half;
  const uint8_t* row = shade + (from < 0 ? 0 : from >= SIDE ? SIDE - 1 : from) * SIDE;
  uint8_t wide[SIDE + 2 * MARGIN];
  memset(wide, row[0], MARGIN);
  memcpy(wide + MARGIN, row, SIDE);
  memset(wide + MARGIN + SIDE, row[SIDE - 1], MARGIN);
  for (int x = 0; x < SIDE; x += LANES) {
    const I value = whole_bytes(wide + MARGIN + recipe.shadow_x - half + x);
    store(dark + x, both((((value >> 1) + (value >> 7)) * recipe.shadow) >> 7));
  }
}

} // namespace FUSED_TARGET
