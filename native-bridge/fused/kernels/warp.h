/**
 * Pictures seen from elsewhere, as datasets/augment/warp.ts.
 */
#pragma once
#include "fields.h"

namespace FUSED_TARGET {

/** Red, green, blue and how much of it is hand, the first in the lowest byte. */
static void pack(const uint8_t* picture, const uint8_t* mask, uint32_t* to) {
  for (int i = 0; i < PIXELS; i++) {
    to[i] = uint32_t(picture[3 * i]) | uint32_t(picture[3 * i + 1]) << 8 | uint32_t(picture[3 * i + 2]) << 16 |
            uint32_t(mask[i]) << 24;
  }
}

/** Where a row's pixels come from, a word each. */
struct Row {
  /** Where the left one of the two pixels above, and of those below, begins. */
  alignas(64) int32_t above[SIDE], below[SIDE];
  /** The weights of left and right in 1/64, a byte each; the share of below, in 1/64. */
  alignas(64) int32_t along[SIDE], down[SIDE];
};

/** Beyond the edge the share of the right one is 0, which is what two equal neighbours come to. */
template <int UNIT> INLINE void place_row(const int32_t* m, const int32_t* bend, int y, Row& row) {
  const I u_first = splat((m[1] + bend[2] * y) * y + m[2]), v_first = splat((m[4] + bend[5] * y) * y + m[5]);
  const int32_t u_along = m[0] + bend[1] * y, v_along = m[3] + bend[4] * y;
  for (int x = 0; x < SIDE; x += LANES) {
    const I column = lane_numbers() + x;
    const I u = column * (column * bend[0] + u_along) + u_first, v = column * (column * bend[3] + v_along) + v_first;
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

} // namespace FUSED_TARGET
