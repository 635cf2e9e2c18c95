/**
 * A convolution with bias, relu and a non-overlapping max pool as one kernel.
 *
 * Forward, one row of the pool at a time: the rows of the convolution under it are computed into a strip that stays in
 * the first cache, then the strip is reduced to its maxima and where they were. The activations, pool^2 times larger than
 * what is kept, never reach memory.
 *
 * Backward, from those maxima alone. A maximum of filter f at the output pixel p had, for the picture x within its border
 * of zeros, z = b_f + sum over the kernel's rows r and the numbers i in a row of x[at + r * row + i] * w[r][i][f], where
 * `at` is the offset of the pixel's window in x. Hence with g = d(loss)/d(z)
 *
 *     d(w)[r][i][f] += g * x[at + r * row + i]        d(x)[at + r * row + i] += g * w[r][i][f]
 *
 * which is one multiply-add where a dense evaluation does pool^2. relu(max(z)) = max(relu(z)), so one comparison an
 * output decides whether a gradient passes. Of several equal maxima the first in row-major order is kept, as TensorFlow
 * does.
 */
#pragma once
#include "picture.h"
#include "tile.h"

namespace FUSED_TARGET {

/** The strip's rows under one row of the pool, clipped to the convolution's output. */
struct Rows {
  int first, count;
};
INLINE Rows rows_under(int pool, int pad, int index, int length) {
  const int from = larger(index * pool - pad, 0);
  return {from, smaller(index * pool - pad + pool, length) - from};
}

/** Offset of the window of the output pixel (y, x) in the padded picture. */
INLINE int32_t window_offset(const Stage& stage, int y, int x) {
  return int32_t(y * int64_t(stage.stride) * stage.row + x * int64_t(stage.stride) * stage.channels);
}

/** The part of a window that lies on the strip: where it begins there, and what its rows and columns are apart. */
struct Window {
  const float* from;
  int64_t row, column; // numbers of the strip
  int rows, columns;
  int32_t at, row_at, column_at; // offsets in the padded picture
};

/** A window's maximum and where it was, LANES channels at once. SIZE: its rows and columns where the compiler may know. */
template <bool TRAINING, int SIZE>
INLINE void maximum_of(const Window& window, int64_t channel, V& best, I& where) {
  const int rows = SIZE ? SIZE : window.rows, columns = SIZE ? SIZE : window.columns;
  best = load(window.from + channel);
  where = splat(window.at);
  for (int r = 0; r < rows; r++) {
    const float* from = window.from + r * window.row + channel;
    for (int q = 0; q < columns; q++) {
      const V z = load(from + q * window.column);
      if (TRAINING) where = z > best ? splat(window.at + r * window.row_at + q * window.column_at) : where;
      best = maximum(z, best);
    }
  }
}

/** All channels of one pixel of the output. */
template <bool TRAINING, int SIZE>
INLINE void pool_pixel(const Stage& stage, const Window& window, float* out, int32_t* at) {
  for (int64_t c = 0; c < stage.out_channels; c += LANES) {
    V best;
    I where;
    maximum_of<TRAINING, SIZE>(window, c, best, where);
    store(out + c, stage.relu ? maximum(V{}, best) : best);
    if (TRAINING) store(at + c, where);
  }
}

/**
 * A strip (rows, conv_width, out_padded) to one row of the output (out_width, out_channels), and where the maxima were.
 * Outputs are written in order, so what a pixel's last vector writes too much is written over by the next.
 */
template <bool TRAINING>
static void pool_strip(const Stage& stage, const float* strip, Rows rows, float* out, int32_t* at) {
  Window window = {};
  window.row = stage.conv_width * stage.out_padded;
  window.column = stage.out_padded;
  window.rows = rows.count;
  window.row_at = int32_t(stage.stride * stage.row);
  window.column_at = stage.stride * stage.channels;
  for (int x = 0; x < stage.out_width; x++, out += stage.out_channels, at += TRAINING ? stage.out_channels : 0) {
    const Rows columns = rows_under(stage.pool, stage.pool_pad_left, x, stage.conv_width);
    window.from = strip + columns.first * stage.out_padded;
    window.columns = columns.count;
    window.at = window_offset(stage, rows.first, columns.first);
    const int size = rows.count == columns.count ? rows.count : 0;
    if (size == 1) pool_pixel<TRAINING, 1>(stage, window, out, at);
    else if (size == 2) pool_pixel<TRAINING, 2>(stage, window, out, at);
    else pool_pixel<TRAINING, 0>(stage, window, out, at);
  }
}

/**
 * One picture forward.
 * @param padded (padded_height, padded_width, channels)
 * @param w (kernel * kernel * channels, out_padded); start: bias (out_padded) or null
 * @param strip pool * conv_width * out_padded numbers
 * @param out (out_height, out_width, out_channels); at: of the same shape, or null where there is no pool
 */
template <bool TRAINING>
static void convolve(const Stage& stage, const float* padded, const float* w, const float* start, float* strip,
                     float* out, int32_t* at) {
  const int64_t line = int64_t(stage.out_width) * stage.out_channels;
  TileJob job = {};
  job.x_position = int64_t(stage.stride) * stage.channels;
  job.x_segment = stage.row;
  job.x_step = 1;
  job.w = w;
  job.w_stride = stage.out_padded;
  job.segments = stage.kernel;
  job.length = stage.kernel * stage.channels;
  job.start = start;
  job.out_stride = stage.out_padded;
  for (int y = 0; y < stage.out_height; y++) {
    const Rows rows = rows_under(stage.pool, stage.pool_pad_top, y, stage.conv_height);
    for (int r = 0; r < rows.count; r++) {
      job.x = padded + (rows.first + r) * int64_t(stage.stride) * stage.row;
      job.out = strip + r * stage.conv_width * stage.out_padded;
      product(stage.conv_width, int(stage.out_padded / LANES), job);
    }
    pool_strip<TRAINING>(stage, strip, rows, out + y * line, at ? at + y * line : nullptr);
  }
}

/** Gradients of a convolution's outputs and where each had its window: entry i of filter f at g[i * g_step + f]. */
struct Sources {
  int64_t count;
  const float* g;
  int64_t g_step;
  /** Offset i of filter f at `at[i * at_step + f * at_filter]`. */
  const int32_t* at;
  int64_t at_step, at_filter;
};

/** R rows of N vectors of one filter's gradient, in registers over all sources. */
template <int R, int N>
static void filter_tile(const Sources& from, int f, const float* x, int64_t row, float* to, int64_t to_row) {
  V total[R][N];
  UNROLL for (int r = 0; r < R; r++) {
    UNROLL for (int n = 0; n < N; n++) total[r][n] = load(to + r * to_row + n * LANES);
  }
  const float* g = from.g + f;
  const int32_t* at = from.at + f * from.at_filter;
  for (int64_t i = 0; i < from.count; i++) {
    const V factor = splat(g[i * from.g_step]);
    const float* window = x + at[i * from.at_step];
    UNROLL for (int r = 0; r < R; r++) {
      UNROLL for (int n = 0; n < N; n++) {
        total[r][n] = fma(factor, load(window + r * row + n * LANES), total[r][n]);
      }
    }
  }
  UNROLL for (int r = 0; r < R; r++) {
    UNROLL for (int n = 0; n < N; n++) store(to + r * to_row + n * LANES, total[r][n]);
  }
}

/** Vectors that a filter's gradient may keep in registers, and the most of them in one row. */
constexpr int FILTER_VECTORS = REGISTERS == 32 ? 27 : 12;
constexpr int FILTER_ROW = 6;

template <int N, int R = smaller(7, FILTER_VECTORS / N)>
static void filter_tile_of(int rows, const Sources& from, int f, const float* x, int64_t row, float* to, int64_t to_row) {
  if (rows == R) return filter_tile<R, N>(from, f, x, row, to, to_row);
  if constexpr (R > 1) filter_tile_of<N, R - 1>(rows, from, f, x, row, to, to_row);
}

template <int N>
static void filter_columns(const Stage& stage, const Sources& from, int f, const float* x, float* to) {
  const int parts = part_count(stage.kernel, smaller(7, FILTER_VECTORS / N));
  const int64_t to_row = stage.row_vectors * LANES;
  int first = 0;
  for (int p = 0; p < parts; p++) {
    const int rows = part_size(stage.kernel, parts, p);
    filter_tile_of<N>(rows, from, f, x + first * stage.row, stage.row, to + first * to_row, to_row);
    first += rows;
  }
}

/**
 * d(w) of one picture, added to `to`.
 * @param x (padded_height, padded_width, channels)
 * @param to (out_channels, kernel, row_vectors * LANES): a filter's rows side by side, the transpose of w
 */
static void filter_gradients(const Stage& stage, const Sources& from, const float* x, float* to) {
  const int parts = part_count(int(stage.row_vectors), FILTER_ROW);
  for (int f = 0; f < stage.out_channels; f++) {
    float* filter = to + f * stage.kernel * stage.row_vectors * LANES;
    int64_t first = 0; // vector of the row
    for (int p = 0; p < parts; p++) {
      const int n = part_size(int(stage.row_vectors), parts, p);
      const float* columns = x + first * LANES;
      float* part = filter + first * LANES;
      if (n == 1) filter_columns<1>(stage, from, f, columns, part);
      else if (n == 2) filter_columns<2>(stage, from, f, columns, part);
      else if (n == 3) filter_columns<3>(stage, from, f, columns, part);
      else if (n == 4) filter_columns<4>(stage, from, f, columns, part);
      else if (n == 5) filter_columns<5>(stage, from, f, columns, part);
      else filter_columns<6>(stage, from, f, columns, part);
      first += n;
    }
  }
}

/** One row of a filter times g, added to a row of d(x). */
template <int N>
INLINE void add_row(V g, const float* w, float* to) {
  UNROLL for (int n = 0; n < N; n++) store(to + n * LANES, fma(g, load(w + n * LANES), load(to + n * LANES)));
}

/**
 * d(x) of one picture within its border.
 * @param w (out_channels, kernel, row_vectors * LANES), zeros behind kernel * channels numbers of a row
 * @param to (padded_height, padded_width, channels), zeros at first
 */
static void scatter_gradients(const Stage& stage, const Sources& from, const float* w, float* to) {
  const int64_t vectors = stage.row_vectors;
  for (int64_t i = 0; i < from.count; i++) {
    for (int f = 0; f < stage.out_channels; f++) {
      const float gradient = from.g[i * from.g_step + f];
      if (gradient == 0) continue;
      const V g = splat(gradient);
      const float* filter = w + f * stage.kernel * vectors * LANES;
      float* window = to + from.at[i * from.at_step + f * from.at_filter];
      for (int r = 0; r < stage.kernel; r++) {
        int64_t n = 0;
        for (; n + 3 <= vectors; n += 3) add_row<3>(g, filter + n * LANES, window + n * LANES);
        for (; n < vectors; n++) add_row<1>(g, filter + n * LANES, window + n * LANES);
        filter += vectors * LANES;
        window += stage.row;
      }
    }
  }
}

} // namespace FUSED_TARGET
