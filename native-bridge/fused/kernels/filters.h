/**
 * What comes last: blur, sharpening, noise, and a square that is covered; as datasets/augment/filters.ts.
 */
#pragma once
#include "recipe.h"

namespace FUSED_TARGET {

/** [1 2 1] / 4; the edge is repeated. */
static void blur_rows(const uint8_t* picture, uint8_t* rows) {
  for (int y = 0; y < SIDE; y++) {
    const uint8_t* in = picture + y * ROW;
    uint8_t* out = rows + y * ROW;
    for (int c = 0; c < 3; c++) {
      out[c] = uint8_t((3 * in[c] + in[c + 3] + 2) >> 2);
      out[ROW - 3 + c] = uint8_t((in[ROW - 6 + c] + 3 * in[ROW - 3 + c] + 2) >> 2);
    }
    for (int i = 3; i < ROW - 3; i++) out[i] = uint8_t((in[i - 3] + 2 * in[i] + in[i + 3] + 2) >> 2);
  }
}

/**
 * [1 2 1] / 4 along the rows, then along the columns.
 * @param sharpening 0: the blurred picture; else so much of the difference from it is added, in 1/64
 */
template <bool SHARPEN> static void blur(uint8_t* picture, uint8_t* rows, int16_t sharpening = 0) {
  blur_rows(picture, rows);
  for (int y = 0; y < SIDE; y++) {
    const uint8_t* in = rows + y * ROW;
    const uint8_t *above = y == 0 ? in : in - ROW, *below = y == SIDE - 1 ? in : in + ROW;
    uint8_t* out = picture + y * ROW;
    for (int i = 0; i < ROW; i++) {
      const int16_t blurred = int16_t((above[i] + 2 * in[i] + below[i] + 2) >> 2);
      if (!SHARPEN) {
        out[i] = uint8_t(blurred);
        continue;
      }
      const int16_t value = int16_t(out[i] + (int16_t((out[i] - blurred) * sharpening + 32) >> 6));
      out[i] = uint8_t(value < 0 ? 0 : value > 255 ? 255 : value);
    }
  }
}

/** `amount` quarters of a level: the table's deviation is 32. */
static void add_noise(uint8_t* picture, const int8_t* noise, int16_t amount) {
  for (int i = 0; i < PICTURE; i++) {
    const int16_t value = int16_t(picture[i] + (int16_t(noise[i] * amount + 64) >> 7));
    picture[i] = uint8_t(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

static void cover(const Box& box, uint8_t* picture) {
  for (int y = box.top; y < box.bottom; y++) {
    for (int x = box.left; x < box.right; x++) {
      uint8_t* pixel = picture + y * ROW + x * 3;
      for (int c = 0; c < 3; c++) pixel[c] = uint8_t(uint32_t(box.colour) >> (8 * c));
    }
  }
}

} // namespace FUSED_TARGET
