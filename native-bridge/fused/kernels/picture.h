/** Pictures on their way into a kernel: bytes to numbers in [0,1], with the border of zeros that a convolution needs. */
#pragma once
#include "plan.h"

namespace FUSED_TARGET {

constexpr float UNIT = 1.0f / 255.0f;

/** `count` bytes / 255; reads no byte after them (they may be the last of the set), writes up to LANES - 1 numbers more. */
INLINE void to_unit(const uint8_t* from, int64_t count, float* to) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) store(to + i, from_bytes(from + i) * UNIT);
  if (i == count) return;
  uint8_t rest[LANES] = {};
  memcpy(rest, from + i, size_t(count - i));
  store(to + i, from_bytes(rest) * UNIT);
}
/** `count` numbers as they are; reads and writes up to LANES - 1 more. */
INLINE void to_unit(const float* from, int64_t count, float* to) {
  for (int64_t i = 0; i < count; i += LANES) store(to + i, load(from + i));
}

/**
 * (height, width, channels) into the middle of zeros (padded_height, padded_width, channels). Rows are written from the
 * first to the last, so what a row's last vector writes too much is written over by the next.
 */
template <typename Number>
static void pad_picture(const Stage& stage, const Number* picture, float* padded) {
  const int64_t left = int64_t(stage.pad_left) * stage.channels;
  const int64_t inside = int64_t(smaller(stage.width, stage.padded_width - stage.pad_left)) * stage.channels;
  const int rows = smaller(stage.height, stage.padded_height - stage.pad_top);
  const int64_t line = int64_t(stage.width) * stage.channels;
  memset(padded, 0, size_t(stage.pad_top * stage.row) * sizeof(float));
  for (int y = 0; y < rows; y++) {
    float* row = padded + (stage.pad_top + y) * stage.row;
    memset(row, 0, size_t(left) * sizeof(float));
    to_unit(picture + y * line, inside, row + left);
    memset(row + left + inside, 0, size_t(stage.row - left - inside) * sizeof(float));
  }
  const int below = stage.padded_height - stage.pad_top - rows;
  memset(padded + (stage.pad_top + rows) * stage.row, 0, size_t(below * stage.row) * sizeof(float));
}

/** The gradient without its border of zeros: the backward pass of `pad_picture`. */
static void crop_picture(const Stage& stage, const float* padded, float* picture) {
  const int64_t inside = int64_t(smaller(stage.width, stage.padded_width - stage.pad_left)) * stage.channels;
  const int rows = smaller(stage.height, stage.padded_height - stage.pad_top);
  const int64_t line = int64_t(stage.width) * stage.channels;
  memset(picture, 0, size_t(stage.in_size) * sizeof(float));
  for (int y = 0; y < rows; y++) {
    const float* row = padded + (stage.pad_top + y) * stage.row + int64_t(stage.pad_left) * stage.channels;
    memcpy(picture + y * line, row, size_t(inside) * sizeof(float));
  }
}

} // namespace FUSED_TARGET
