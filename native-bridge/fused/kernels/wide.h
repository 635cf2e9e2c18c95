/**
 * A first layer has few filters over a wide picture: 8 filters leave half of a 16-lane vector empty. Here the lanes are
 * neighbouring pixels instead, and a broadcast is a weight. F filters times R vectors of pixels stay in registers; a step
 * costs F broadcasts and R loads for F * R multiply-adds. The picture is laid out by planes (channels, height, width), so
 * that neighbours in x lie side by side.
 *
 * The pool's maximum along x is taken in doubling steps, since max is idempotent: with m1(x) = max(m(x), m(x + 1)),
 * m2(x) = max(m1(x), m1(x + 2)) and so on, a window of any width needs its binary logarithm many, rounded up. A pixel's
 * offset goes with it; of equal values the smaller offset wins, which is the first in row-major order.
 */
#pragma once
#include "convolution.h"

namespace FUSED_TARGET {

constexpr int WIDE_FILTERS = 8;
constexpr int WIDE_VECTORS = REGISTERS == 32 ? 2 : 1;

/** Whether lanes along x keep more of the vector busy than lanes along the filters. */
static bool prefers_wide(const Stage& stage) {
  if (stage.kind != CONVOLUTION || stage.stride != 1 || stage.out_channels > WIDE_FILTERS || stage.kernel > 7 || LANES < 8) return false;
  if (stage.pool_pad_left != 0) return false;
  const double by_pixel = double(stage.conv_width) / double(round_up(stage.conv_width, LANES * WIDE_VECTORS));
  const double by_filter = double(stage.out_channels) / double(stage.out_padded);
  return by_pixel > by_filter;
}

/** Numbers in one padded row of a plane: the pixels in whole tiles, and the kernel's reach after them. */
INLINE int64_t plane_row(const Stage& stage) {
  return round_up(stage.conv_width, LANES * WIDE_VECTORS) + stage.kernel + LANES;
}
/** With slack for what a vector writes too much after the last row. */
INLINE int64_t plane_size(const Stage& stage) { return stage.padded_height * plane_row(stage) + LANES; }

/** Pixels of one row of interleaved channels to the rows of the planes. */
template <typename Number>
INLINE void split_row(const Number* from, int pixels, int channels, float* to, int64_t plane, float unit) {
  for (int c = 0; c < channels; c++) {
    for (int x = 0; x < pixels; x++) to[c * plane + x] = float(from[x * channels + c]) * unit;
  }
}

INLINE void split_colours(const uint8_t* from, int pixels, float* to, int64_t plane) {
  int x = 0;
  for (; x + 16 <= pixels; x += 16) {
    uint8_t planes[3][16];
    deinterleave(from + x * 3, planes);
    for (int c = 0; c < 3; c++) to_unit(planes[c], 16, to + c * plane + x);
  }
  split_row(from + x * 3, pixels - x, 3, to + x, plane, UNIT);
}

/** A vector's worth of zeros or more from `from` to `to`. */
INLINE void clear(float* from, const float* to) {
  for (; from < to; from += LANES) store(from, V{});
}

/**
 * (height, width, channels) to planes (channels, padded_height, plane_row) within a border of zeros. Every row's border is
 * written before the row below, so what a vector clears too much is written over; after the last plane there is slack.
 */
template <typename Number>
static void split_planes(const Stage& stage, const Number* picture, float* planes) {
  constexpr bool BYTES = sizeof(Number) == 1;
  const int64_t plane = plane_size(stage);
  const int64_t row = plane_row(stage);
  const int rows = smaller(stage.height, stage.padded_height - stage.pad_top);
  const int pixels = smaller(stage.width, stage.padded_width - stage.pad_left);
  for (int y = 0; y < stage.padded_height; y++) {
    const bool inside = y >= stage.pad_top && y < stage.pad_top + rows;
    for (int c = 0; c < stage.channels; c++) {
      float* line = planes + c * plane + y * row;
      if (!inside) clear(line, line + row);
      else for (int x = 0; x < stage.pad_left; x++) line[x] = 0;
    }
    if (!inside) continue;
    const Number* from = picture + (y - stage.pad_top) * int64_t(stage.width) * stage.channels;
    float* to = planes + y * row + stage.pad_left;
    if constexpr (BYTES) {
      if (stage.channels == 3) split_colours(from, pixels, to, plane);
      else split_row(from, pixels, stage.channels, to, plane, UNIT);
    } else {
      split_row(from, pixels, stage.channels, to, plane, 1.0f);
    }
    for (int c = 0; c < stage.channels; c++) clear(to + c * plane + pixels, planes + c * plane + (y + 1) * row);
  }
}

/** One row of a convolution's output, all filters; strides in numbers. */
struct WideJob {
  const float* planes;
  int64_t plane, row;
  int channels;
  /** (channels, kernel, kernel, WIDE_FILTERS) and (WIDE_FILTERS) */
  const float *w, *start;
  /** (filters, out_filter), of which `width` are written, in whole tiles */
  float* out;
  int64_t out_filter, width;
};

/** F filters of WIDE_VECTORS vectors of neighbouring pixels; a kernel of K x K. */
template <int F, int K>
INLINE void wide_tile(const WideJob& job, int64_t at) {
  constexpr int R = WIDE_VECTORS;
  V total[F][R];
  UNROLL for (int f = 0; f < F; f++) {
    UNROLL for (int r = 0; r < R; r++) total[f][r] = splat(job.start[f]);
  }
  const float* w = job.w;
  for (int c = 0; c < job.channels; c++) {
    const float* pixels = job.planes + c * job.plane + at;
    for (int y = 0; y < K; y++, pixels += job.row, w += K * WIDE_FILTERS) {
      UNROLL for (int x = 0; x < K; x++) {
        V value[R];
        UNROLL for (int r = 0; r < R; r++) value[r] = load(pixels + x + r * LANES);
        UNROLL for (int f = 0; f < F; f++) {
          const V weight = splat(w[x * WIDE_FILTERS + f]);
          UNROLL for (int r = 0; r < R; r++) total[f][r] = fma(value[r], weight, total[f][r]);
        }
      }
    }
  }
  UNROLL for (int f = 0; f < F; f++) {
    UNROLL for (int r = 0; r < R; r++) store(job.out + f * job.out_filter + at + r * LANES, total[f][r]);
  }
}

template <int F, int K>
static void wide_row(const WideJob& job) {
  for (int64_t at = 0; at < job.width; at += LANES * WIDE_VECTORS) wide_tile<F, K>(job, at);
}

typedef void (*WideRow)(const WideJob&);

template <int K>
static WideRow wide_row_for(int filters) {
  return filters > 6 ? wide_row<8, K> : filters > 4 ? wide_row<6, K> : filters > 2 ? wide_row<4, K> : wide_row<2, K>;
}

/** The kernel for a stage's filters, an even number of them (weights after the last are zeros), and size. */
static WideRow wide_row_of(const Stage& stage) {
  switch (stage.kernel) {
    case 1: return wide_row_for<1>(stage.out_channels);
    case 2: return wide_row_for<2>(stage.out_channels);
    case 3: return wide_row_for<3>(stage.out_channels);
    case 4: return wide_row_for<4>(stage.out_channels);
    case 5: return wide_row_for<5>(stage.out_channels);
    case 6: return wide_row_for<6>(stage.out_channels);
    default: return wide_row_for<7>(stage.out_channels);
  }
}

/** (value, offset) pairs of two columns: the larger value; of equal ones the smaller offset. */
INLINE void take_larger(V& best, I& at, V other, I other_at) {
  const I first = other_at < at ? other_at : at;
  at = other > best ? other_at : at;
  at = other == best ? first : at;
  best = maximum(other, best);
}

INLINE int64_t wide_line(const Stage& stage) { return round_up(stage.conv_width, LANES * WIDE_VECTORS); }
/** A filter's row of maxima, followed by numbers that never win: a pool is at most 64 wide. */
INLINE int64_t maxima_line(const Stage& stage) { return wide_line(stage) + 64 + LANES; }
/** Numbers that `convolve_wide` needs as scratch: the strip, and a row of maxima and of offsets for each filter. */
INLINE int64_t wide_scratch(const Stage& stage) {
  return (wide_line(stage) * stage.pool + 2 * maxima_line(stage)) * WIDE_FILTERS;
}

/** The maxima of all filters, row by row, and where they were. */
struct Maxima {
  float* best;
  int32_t* at;
  int64_t spacing, line;
};

/** Behind the last column nothing may win. */
INLINE void bound_maxima(const Stage& stage, Maxima maxima) {
  for (int f = 0; f < stage.out_channels; f++) {
    for (int64_t x = maxima.line; x < maxima.spacing; x += LANES) {
      store(maxima.best + f * maxima.spacing + x, splat(-__builtin_inff()));
      store(maxima.at + f * maxima.spacing + x, splat(INT32_MAX));
    }
  }
}

/** A strip (filters, pool, line) to the maximum of every column, and where it was. */
template <bool TRAINING>
INLINE void maxima_down(const Stage& stage, const float* strip, Rows rows, Maxima maxima) {
  const int64_t line = maxima.line;
  const I lanes = lane_numbers();
  const int32_t row = int32_t(stage.row);
  for (int f = 0; f < stage.out_channels; f++, strip += stage.pool * line) {
    for (int64_t x = 0; x < line; x += LANES) {
      V top = load(strip + x);
      I where = splat(0);
      for (int r = 1; r < rows.count; r++) {
        const V z = load(strip + r * line + x);
        if (TRAINING) where = z > top ? splat(r * row) : where;
        top = maximum(z, top);
      }
      const I column = lanes + int32_t(x);
      const I outside = column >= splat(int32_t(stage.conv_width));
      store(maxima.best + f * maxima.spacing + x, outside ? splat(-__builtin_inff()) : top);
      if (!TRAINING) continue;
      where += column * stage.channels + window_offset(stage, rows.first, 0);
      store(maxima.at + f * maxima.spacing + x, outside ? splat(INT32_MAX) : where);
    }
  }
}

/**
 * Maxima of `pool` neighbours: entry x becomes that of x ... x + pool - 1. Step by step over all filters, since what a
 * step reads across two vectors that were written just before stalls until they are in the cache.
 */
template <bool TRAINING>
INLINE void maxima_along(const Stage& stage, Maxima maxima) {
  for (int covered = 1; covered < stage.pool;) {
    const int step = smaller(covered, stage.pool - covered);
    for (int f = 0; f < stage.out_channels; f++) {
      float* best = maxima.best + f * maxima.spacing;
      int32_t* at = maxima.at + f * maxima.spacing;
      for (int64_t x = 0; x < maxima.line; x += LANES) {
        V value = load(best + x);
        const V other = load(best + x + step);
        if (TRAINING) {
          I where = load(at + x);
          take_larger(value, where, other, load(at + x + step));
          store(at + x, where);
        } else {
          value = maximum(value, other);
        }
        store(best + x, value);
      }
    }
    covered += step;
  }
}

/** A strip of all filters to one row of the output. */
template <bool TRAINING>
INLINE void pool_wide(const Stage& stage, const float* strip, Rows rows, Maxima maxima, float* out, int32_t* out_at) {
  maxima_down<TRAINING>(stage, strip, rows, maxima);
  maxima_along<TRAINING>(stage, maxima);
  const int filters = stage.out_channels, pool = stage.pool;
  const float floor = stage.relu ? 0 : -__builtin_inff();
  for (int f = 0; f < filters; f++) {
    const float* best = maxima.best + f * maxima.spacing;
    const int32_t* at = maxima.at + f * maxima.spacing;
    for (int x = 0; x < stage.out_width; x++) {
      out[x * filters + f] = best[x * pool] < floor ? floor : best[x * pool];
      if (TRAINING) out_at[x * filters + f] = at[x * pool];
    }
  }
}

/**
 * As `convolve`.
 * @param planes (channels, padded_height, plane_row)
 * @param w (channels, kernel, kernel, WIDE_FILTERS); start: (WIDE_FILTERS)
 */
template <bool TRAINING>
static void convolve_wide(const Stage& stage, const float* planes, const float* w, const float* start, float* scratch,
                          float* out, int32_t* at) {
  const WideRow compute = wide_row_of(stage);
  const int64_t line = wide_line(stage), spacing = maxima_line(stage);
  const int64_t out_line = int64_t(stage.out_width) * stage.out_channels;
  const Maxima maxima = {scratch, reinterpret_cast<int32_t*>(scratch + spacing * WIDE_FILTERS), spacing, line};
  float* strip = scratch + 2 * spacing * WIDE_FILTERS;
  WideJob job = {planes, plane_size(stage), plane_row(stage), stage.channels, w, start, strip, line * stage.pool, line};
  bound_maxima(stage, maxima);
  for (int y = 0; y < stage.out_height; y++) {
    const Rows rows = rows_under(stage.pool, stage.pool_pad_top, y, stage.conv_height);
    for (int r = 0; r < rows.count; r++) {
      job.planes = planes + (rows.first + r) * job.row;
      job.out = strip + r * line;
      compute(job);
    }
    pool_wide<TRAINING>(stage, strip, rows, maxima, out + y * out_line, TRAINING ? at + y * out_line : nullptr);
  }
}

} // namespace FUSED_TARGET
