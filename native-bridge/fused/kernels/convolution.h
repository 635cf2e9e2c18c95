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

/** The part of a window that is on the strip: where it begins there, and what its rows and columns are apart. */
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

/** Vectors of one filter that are held in registers, and the most of them in one row of its kernel. */
constexpr int FILTER_VECTORS = REGISTERS == 32 ? 27 : 12;
constexpr int FILTER_ROW = 6;

/** Calls work.run<R, N>(row, vector) for every piece of a filter: R of its rows from `row` on, N vectors of each. */
template <int N, int R, typename Work>
INLINE void piece_of_rows(int rows, int row, int vector, Work& work) {
  if (rows == R) return work.template run<R, N>(row, vector);
  if constexpr (R > 1) piece_of_rows<N, R - 1>(rows, row, vector, work);
}

template <int N, typename Work>
static void pieces_of_column(int kernel, int vector, Work& work) {
  constexpr int MOST_ROWS = smaller(7, FILTER_VECTORS / N);
  const int parts = part_count(kernel, MOST_ROWS);
  int row = 0;
  for (int p = 0; p < parts; p++) {
    const int rows = part_size(kernel, parts, p);
    piece_of_rows<N, MOST_ROWS>(rows, row, vector, work);
    row += rows;
  }
}

template <typename Work>
static void each_piece(const Stage& stage, Work& work) {
  const int parts = part_count(int(stage.row_vectors), FILTER_ROW);
  int vector = 0;
  for (int p = 0; p < parts; p++) {
    const int n = part_size(int(stage.row_vectors), parts, p);
    if (n == 1) pieces_of_column<1>(stage.kernel, vector, work);
    else if (n == 2) pieces_of_column<2>(stage.kernel, vector, work);
    else if (n == 3) pieces_of_column<3>(stage.kernel, vector, work);
    else if (n == 4) pieces_of_column<4>(stage.kernel, vector, work);
    else if (n == 5) pieces_of_column<5>(stage.kernel, vector, work);
    else pieces_of_column<6>(stage.kernel, vector, work);
    vector += n;
  }
}

/** One filter among the sources of one picture. */
struct FilterWork {
  Sources from;
  int filter;
  /** Numbers between two rows of the padded picture, and of the filter. */
  int64_t picture_row, filter_row;

  const float* gradients() const { return from.g + filter; }
  const int32_t* offsets() const { return from.at + filter * from.at_filter; }
};

/** d(w) of a filter, in registers over all sources. */
struct GatherWork : FilterWork {
  const float* picture;
  float* filter_gradient;

  template <int R, int N>
  void run(int row, int vector) {
    float* to = filter_gradient + row * filter_row + vector * LANES;
    const float* x = picture + row * picture_row + vector * LANES;
    const float* g = gradients();
    const int32_t* at = offsets();
    // A sum of few vectors waits for itself: it is taken in two halves, whose chains run side by side.
    constexpr int CHAINS = R * N < 8 ? 2 : 1;
    V total[CHAINS][R][N] = {};
    int64_t i = 0;
    for (; i + CHAINS <= from.count; i += CHAINS) {
      UNROLL for (int c = 0; c < CHAINS; c++) add<R, N>(x + at[(i + c) * from.at_step], g[(i + c) * from.g_step], total[c]);
    }
    if (i < from.count) add<R, N>(x + at[i * from.at_step], g[i * from.g_step], total[0]);
    UNROLL for (int r = 0; r < R; r++) {
      UNROLL for (int n = 0; n < N; n++) {
        float* place = to + r * filter_row + n * LANES;
        V sum = load(place) + total[0][r][n];
        if (CHAINS == 2) sum += total[CHAINS - 1][r][n];
        store(place, sum);
      }
    }
  }

  template <int R, int N>
  INLINE_MEMBER void add(const float* window, float gradient, V (&total)[R][N]) const {
    const V factor = splat(gradient);
    UNROLL for (int r = 0; r < R; r++) {
      UNROLL for (int n = 0; n < N; n++) {
        total[r][n] = fma(factor, load(window + r * picture_row + n * LANES), total[r][n]);
      }
    }
  }
};

/** d(x) by one filter, whose weights stay in registers over all sources. */
struct ScatterWork : FilterWork {
  const float* weights;
  float* picture_gradient;

  template <int R, int N>
  void run(int row, int vector) {
    const float* w = weights + row * filter_row + vector * LANES;
    float* to = picture_gradient + row * picture_row + vector * LANES;
    const float* g = gradients();
    const int32_t* at = offsets();
    V weight[R][N];
    UNROLL for (int r = 0; r < R; r++) {
      UNROLL for (int n = 0; n < N; n++) weight[r][n] = load(w + r * filter_row + n * LANES);
    }
    for (int64_t i = 0; i < from.count; i++) {
      const V factor = splat(g[i * from.g_step]);
      float* window = to + at[i * from.at_step];
      UNROLL for (int r = 0; r < R; r++) {
        UNROLL for (int n = 0; n < N; n++) {
          float* place = window + r * picture_row + n * LANES;
          store(place, fma(factor, weight[r][n], load(place)));
        }
      }
    }
  }
};

/**
 * Calls visit(block, filter) for blocks of pixels, each small enough that its gradients and offsets stay in the first
 * cache while filter after filter walks through them.
 */
template <typename Visit>
INLINE void each_block(const Stage& stage, const Sources& from, Visit visit) {
  const int64_t size = larger(16, 2048 / stage.out_channels);
  for (int64_t first = 0; first < from.count; first += size) {
    Sources block = from;
    block.count = from.count - first < size ? from.count - first : size;
    block.g += first * from.g_step;
    block.at += first * from.at_step;
    for (int f = 0; f < stage.out_channels; f++) visit(block, f);
  }
}

/**
 * d(w) of one picture, added to `to`.
 * @param x (padded_height, padded_width, channels)
 * @param to (out_channels, kernel, row_vectors * LANES): a filter's rows side by side, the transpose of w
 */
static void filter_gradients(const Stage& stage, const Sources& from, const float* x, float* to) {
  const int64_t filter_row = stage.row_vectors * LANES;
  each_block(stage, from, [&](const Sources& block, int f) {
    GatherWork work = {{block, f, stage.row, filter_row}, x, to + f * stage.kernel * filter_row};
    each_piece(stage, work);
  });
}

/**
 * d(x) of one picture within its border.
 * @param w (out_channels, kernel, row_vectors * LANES), zeros after kernel * channels numbers of a row
 * @param to (padded_height, padded_width, channels), zeros at first
 */
static void scatter_gradients(const Stage& stage, const Sources& from, const float* w, float* to) {
  const int64_t filter_row = stage.row_vectors * LANES;
  each_block(stage, from, [&](const Sources& block, int f) {
    ScatterWork work = {{block, f, stage.row, filter_row}, w + f * stage.kernel * filter_row, to};
    each_piece(stage, work);
  });
}

} // namespace FUSED_TARGET
