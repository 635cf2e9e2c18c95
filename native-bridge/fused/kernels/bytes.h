/**
 * The first convolution in whole numbers (digits.h), by matrices of bytes.
 *
 * The window of a pixel is one row of a matrix, its numbers in the order (column, row, channel): windows of neighbouring
 * pixels then overlap in memory, one column (a slice of kernel * channels bytes) apart. Where filters and windows are small
 * enough, two neighbouring pixels share one matrix row, each with its own 8 columns of weights.
 */
#pragma once
#include "dots.h"

namespace FUSED_TARGET {

#if FUSED_MATRIX
static_assert(MATRIX_BYTES == MOST_BYTE_TAPS && MATRIX_COLUMNS == MOST_BYTE_FILTERS);

/** Neighbouring pixels in one matrix row. */
INLINE int pixels_a_row(const Stage& stage) {
  const int slice = stage.kernel * stage.channels;
  return stage.out_channels <= 8 && (stage.kernel + 1) * slice <= MATRIX_BYTES ? 2 : 1;
}

/** Whether a first stage is of the kind that this kernel computes; windows of the pool lie within one matrix of pixels. */
static bool fits_bytes(const Stage& stage) {
  if (!has_byte_window(stage)) return false;
  const int pixels = pixels_a_row(stage);
  const int vectors = stage.pool / pixels;
  const bool tiles = vectors == 1 || vectors == 2 || vectors == 4 || vectors == 8 || vectors == 16;
  return tiles && vectors * pixels == stage.pool && stage.pool_pad_top == 0 && stage.pool_pad_left == 0 &&
         stage.out_width * stage.pool <= stage.conv_width;
}

/** One filter's digits (DIGITS, MATRIX_ROWS, MATRIX_BYTES) and scale. w: (kernel, kernel, channels, out_channels). */
static void prepare_bytes(const Stage& stage, const float* w, int filter, float* forward) {
  const ByteWeights to = byte_weights(forward);
  const int k = stage.kernel, channels = stage.channels;
  for (int p = 0; p < pixels_a_row(stage); p++) {
    const int column = p * 8 + filter;
    to.scale[column] = split_weights(stage, w, filter, [&](int digit, int tap, int8_t value) {
      const int y = tap / (k * channels), x = tap / channels % k, c = tap % channels;
      const int at = ((x + p) * k + y) * channels + c; // byte of the matrix row
      to.digits[(digit * MATRIX_ROWS + at / 4) * MATRIX_BYTES + column * 4 + at % 4] = value;
    });
  }
}

/** Bytes of a padded row, and of the slices of one row of pixels, with slack for what a vector reads or writes too much. */
INLINE int64_t slices_bytes(const Stage& stage) {
  return (round_up(stage.conv_width, 2 * MATRIX_ROWS) + 2 * MATRIX_BYTES) * stage.kernel * stage.channels;
}
INLINE int64_t padded_bytes(const Stage& stage) { return round_up((stage.padded_height + 2) * stage.row + slices_bytes(stage), 64); }

/** Numbers of scratch that `convolve_bytes` needs. */
static int64_t bytes_scratch(const Stage& stage) {
  const int64_t sums = 2 * DIGITS * MATRIX_ROWS * MATRIX_COLUMNS;
  return sums + (padded_bytes(stage) + stage.pool * round_up(slices_bytes(stage), 64)) / 4 + 64;
}

/** (height, width, channels) bytes into zeros (padded_height, padded_width, channels). */
static void pad_bytes(const Stage& stage, const uint8_t* picture, uint8_t* padded) {
  const int64_t left = int64_t(stage.pad_left) * stage.channels, line = int64_t(stage.width) * stage.channels;
  const int64_t inside = int64_t(smaller(stage.width, stage.padded_width - stage.pad_left)) * stage.channels;
  const int rows = smaller(stage.height, stage.padded_height - stage.pad_top);
  memset(padded, 0, size_t(padded_bytes(stage)));
  for (int y = 0; y < rows; y++) memcpy(padded + (stage.pad_top + y) * stage.row + left, picture + y * line, size_t(inside));
}

/** The order in which `shuffle_pieces` takes kernel rows of columns to slices. */
struct SliceOrder {
  alignas(64) uint8_t order[64];
  int columns; // that one shuffle makes

  explicit SliceOrder(const Stage& stage) {
    const int slice = stage.kernel * stage.channels;
    columns = smaller(16 / stage.channels, 64 / slice);
    for (int i = 0; i < 64; i++) {
      const int x = i / slice, y = i % slice / stage.channels, c = i % stage.channels;
      order[i] = x < columns ? uint8_t(y * 16 + x * stage.channels + c) : 0;
    }
  }
};

/** Slices of the windows of one row of pixels. */
INLINE void make_slices(const Stage& stage, const SliceOrder& order, const uint8_t* row, uint8_t* slices) {
  const int slice = stage.kernel * stage.channels;
  const int count = int(round_up(stage.conv_width, 2 * MATRIX_ROWS)) + stage.kernel + 1;
  for (int x = 0; x < count; x += order.columns) {
    shuffle_pieces(row + x * stage.channels, stage.row, order.order, slices + x * slice);
  }
}

/** The windows of one row of the output over 16 matrix rows; a pool's row is VECTORS of them. */
template <bool TRAINING, int VECTORS>
static void pool_matrix(const Stage& stage, const uint8_t* slices, int64_t slices_row, Rows rows, int x,
                        int32_t (*sums)[DIGITS][MATRIX_ROWS][MATRIX_COLUMNS], const float* scale, const float* bias,
                        float* out, int32_t* at) {
  constexpr int WINDOWS = MATRIX_ROWS / VECTORS;
  const int pixels = pixels_a_row(stage);
  const int slice = stage.kernel * stage.channels, step = pixels * stage.channels;
  const int32_t base = window_offset(stage, rows.first, x);
  V best[WINDOWS];
  I where[WINDOWS];
  UNROLL for (int w = 0; w < WINDOWS; w++) {
    best[w] = splat(-__builtin_inff());
    where[w] = splat(base);
  }
  for (int r = 0; r < rows.count; r++) {
    auto* now = sums[r % 2];
    multiply_rows(slices + r * slices_row + x * slice, pixels * slice, now);
    const int32_t row_at = base + int32_t(r * stage.row);
    UNROLL for (int j = 0; j < MATRIX_ROWS; j++) {
      const V z = combine_digits(load(now[0][j]), load(now[1][j]), load(now[2][j]));
      if (TRAINING) where[j / VECTORS] = z > best[j / VECTORS] ? splat(row_at + j * step) : where[j / VECTORS];
      best[j / VECTORS] = maximum(z, best[j / VECTORS]);
    }
  }
  const int windows = smaller(WINDOWS, stage.out_width - x / stage.pool);
  const I odd = lane_numbers() >= splat(8) ? splat(stage.channels) : splat(0); // the second pixel's lanes
  UNROLL for (int w = 0; w < WINDOWS; w++) {
    if (w >= windows) break;
    if (pixels == 2) {
      where[w] += odd;
      take_larger(best[w], where[w], swap_halves(best[w]), swap_halves(where[w]));
    }
    const V value = fma(best[w], load(scale), load(bias));
    store(out + w * stage.out_channels, stage.relu ? maximum(V{}, value) : value);
    if (TRAINING) store(at + w * stage.out_channels, where[w]);
  }
}

/** As `convolve`, from a picture's bytes. forward: what `prepare_bytes` wrote; scratch: `bytes_scratch` numbers. */
template <bool TRAINING, int VECTORS>
static void convolve_bytes(const Stage& stage, const uint8_t* picture, float* forward, const float* bias, float* scratch,
                           float* out, int32_t* at) {
  const ByteWeights weights = byte_weights(forward);
  const int span = MATRIX_ROWS * pixels_a_row(stage); // pixels of one matrix
  const int64_t slices_row = round_up(slices_bytes(stage), 64), line = int64_t(stage.out_width) * stage.out_channels;
  auto* sums = reinterpret_cast<int32_t (*)[DIGITS][MATRIX_ROWS][MATRIX_COLUMNS]>(scratch);
  uint8_t* padded = reinterpret_cast<uint8_t*>(sums + 2);
  uint8_t* slices = padded + padded_bytes(stage);
  const SliceOrder order(stage);
  const int window = (stage.kernel + pixels_a_row(stage) - 1) * stage.kernel * stage.channels;
  const MatrixShapes shapes(int(round_up(window, 4)));
  pad_bytes(stage, picture, padded);
  begin_matrix(shapes);
  load_columns(weights.digits);
  for (int y = 0; y < stage.out_height; y++) {
    const Rows rows = rows_under(stage.pool, 0, y, stage.conv_height);
    for (int r = 0; r < rows.count; r++) {
      make_slices(stage, order, padded + (rows.first + r) * stage.row, slices + r * slices_row);
    }
    for (int x = 0; x < stage.out_width * stage.pool; x += span) {
      const int64_t to = y * line + int64_t(x / stage.pool) * stage.out_channels;
      pool_matrix<TRAINING, VECTORS>(stage, slices, slices_row, rows, x, sums, weights.scale, bias, out + to,
                                     TRAINING ? at + to : nullptr);
    }
  }
  end_matrix();
}

template <bool TRAINING>
static void convolve_bytes_any(const Stage& stage, const uint8_t* picture, float* forward, const float* bias,
                               float* scratch, float* out, int32_t* at) {
  switch (stage.pool / pixels_a_row(stage)) {
    case 1: return convolve_bytes<TRAINING, 1>(stage, picture, forward, bias, scratch, out, at);
    case 2: return convolve_bytes<TRAINING, 2>(stage, picture, forward, bias, scratch, out, at);
    case 4: return convolve_bytes<TRAINING, 4>(stage, picture, forward, bias, scratch, out, at);
    case 8: return convolve_bytes<TRAINING, 8>(stage, picture, forward, bias, scratch, out, at);
    default: return convolve_bytes<TRAINING, 16>(stage, picture, forward, bias, scratch, out, at);
  }
}

#elif !FUSED_DOT
static bool fits_bytes(const Stage&) { return false; }
static int64_t bytes_scratch(const Stage&) { return 0; }
#endif

} // namespace FUSED_TARGET
